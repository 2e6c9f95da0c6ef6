// Sorting a handful: less code than std::sort, and as fast.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace cairn::locate {

/// By insertion: equals stay in their order.
template <typename Item, typename Before>
void sort_few(std::span<Item> items, Before before) noexcept {
    for (std::size_t i = 1; i < items.size(); ++i) {
        for (std::size_t j = i; j > 0 && before(items[j], items[j - 1]); --j)
            std::swap(items[j], items[j - 1]);
    }
}

}  // namespace cairn::locate
