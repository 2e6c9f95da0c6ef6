// InlineVector: a sequence of a bounded length that never touches the heap.
#pragma once

#include <array>
#include <cstddef>

#include "cairn/core/assert.h"

namespace cairn {

/// A value. T is default-constructible and copyable; unused places hold default values.
template <typename T, std::size_t capacity>
class InlineVector {
public:
    /// False, and nothing happens, when all `capacity` places are taken.
    constexpr bool push_back(const T& value) noexcept {
        if (size_ == capacity) return false;
        items_[size_++] = value;
        return true;
    }
    /// One more place, holding whatever it last held, or nullptr when all are taken: for items too large
    /// to be copied in.
    constexpr T* grow() noexcept { return size_ == capacity ? nullptr : &items_[size_++]; }
    constexpr void pop_back() noexcept {
        CAIRN_ASSERT(size_ > 0);
        --size_;
    }
    /// The first `count` places; those that were not in use hold whatever they last held.
    constexpr void resize(std::size_t count) noexcept {
        CAIRN_ASSERT(count <= capacity);
        size_ = count;
    }
    constexpr void clear() noexcept { size_ = 0; }

    constexpr std::size_t size() const noexcept { return size_; }
    static constexpr std::size_t size_max() noexcept { return capacity; }
    constexpr bool empty() const noexcept { return size_ == 0; }
    constexpr bool full() const noexcept { return size_ == capacity; }

    constexpr T* data() noexcept { return items_.data(); }
    constexpr const T* data() const noexcept { return items_.data(); }
    constexpr T* begin() noexcept { return data(); }
    constexpr T* end() noexcept { return data() + size_; }
    constexpr const T* begin() const noexcept { return data(); }
    constexpr const T* end() const noexcept { return data() + size_; }

    constexpr T& operator[](std::size_t i) noexcept {
        CAIRN_ASSERT(i < size_);
        return items_[i];
    }
    constexpr const T& operator[](std::size_t i) const noexcept {
        CAIRN_ASSERT(i < size_);
        return items_[i];
    }

private:
    std::array<T, capacity> items_{};
    std::size_t size_ = 0;
};

}  // namespace cairn
