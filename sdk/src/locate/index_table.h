// From an id to the number of its row, in memory that is taken once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace cairn::locate {

/// Open addressing with linear probing, at most half full. The rows and their ids lie with the owner;
/// `id_of(row)` reads an id there.
template <typename Id>
class IndexTable {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    explicit IndexTable(std::size_t rows_max) {
        std::size_t size = 2;
        while (size < 2 * rows_max) size *= 2;
        cells_.assign(size, none);
    }

    template <typename IdOf>
    std::uint32_t find(const Id& id, IdOf id_of) const noexcept {
        for (std::size_t i = home(id);; i = next(i)) {
            if (cells_[i] == none || id_of(cells_[i]) == id) return cells_[i];
        }
    }

    /// `id` is not in the table yet.
    void insert(const Id& id, std::uint32_t row) noexcept {
        std::size_t i = home(id);
        while (cells_[i] != none) i = next(i);
        cells_[i] = row;
    }

    /// Closes the gap, so that no later search ends too early in it: Knuth, The Art of Computer
    /// Programming, volume 3, section 6.4, algorithm R.
    template <typename IdOf>
    void erase(const Id& id, IdOf id_of) noexcept {
        std::size_t gap = home(id);
        while (cells_[gap] == none || !(id_of(cells_[gap]) == id)) {
            if (cells_[gap] == none) return;
            gap = next(gap);
        }
        for (std::size_t i = next(gap); cells_[i] != none; i = next(i)) {
            const std::size_t wanted = home(id_of(cells_[i]));
            const bool reaches_gap = ((i - wanted) & mask()) >= ((i - gap) & mask());
            if (!reaches_gap) continue;
            cells_[gap] = cells_[i];
            gap = i;
        }
        cells_[gap] = none;
    }

private:
    std::size_t mask() const noexcept { return cells_.size() - 1; }
    std::size_t home(const Id& id) const noexcept { return std::hash<Id>{}(id)&mask(); }
    std::size_t next(std::size_t i) const noexcept { return (i + 1) & mask(); }

    std::vector<std::uint32_t> cells_;
};

}  // namespace cairn::locate
