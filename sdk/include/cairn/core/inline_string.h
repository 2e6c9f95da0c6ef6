// InlineString: text of a bounded length that never touches the heap.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <type_traits>

#include "cairn/core/bytes.h"
#include "cairn/core/hash.h"

namespace cairn {

/// A value: copyable, comparable, hashable. Longer text is cut at `capacity`; where a cut would make
/// another name of it, ask fits() first.
template <std::size_t capacity>
class InlineString {
    static_assert(capacity < 256, "the length is one byte");

public:
    constexpr InlineString() noexcept = default;
    // A string is text: to and from it without a word.
    // NOLINTBEGIN(google-explicit-constructor)
    constexpr InlineString(std::string_view text) noexcept { append(text); }
    constexpr InlineString(const char* text) noexcept { append(text); }
    constexpr operator std::string_view() const noexcept { return view(); }
    // NOLINTEND(google-explicit-constructor)

    static constexpr bool fits(std::string_view text) noexcept { return text.size() <= capacity; }
    static constexpr std::size_t size_max() noexcept { return capacity; }

    constexpr void append(std::string_view text) noexcept {
        const std::size_t count = std::min(text.size(), capacity - size());
        std::copy_n(text.data(), count, text_.data() + size_);
        size_ = static_cast<std::uint8_t>(size_ + count);
    }
    /// Room for `count` more characters, or for as many as fit, which the caller writes.
    constexpr std::span<char> extend(std::size_t count) noexcept {
        const std::span room = std::span(text_).subspan(size_, std::min(count, capacity - size()));
        size_ = static_cast<std::uint8_t>(size_ + room.size());
        return room;
    }
    constexpr void push_back(char c) noexcept { append({&c, 1}); }
    constexpr void clear() noexcept { size_ = 0; }

    constexpr std::string_view view() const noexcept { return {text_.data(), size_}; }
    constexpr std::size_t size() const noexcept { return size_; }
    constexpr bool empty() const noexcept { return size_ == 0; }

    friend constexpr bool operator==(const InlineString& a, const InlineString& b) noexcept {
        return std::is_constant_evaluated() ? a.view() == b.view() : same_text(a.view(), b.view());
    }
    friend constexpr std::strong_ordering operator<=>(const InlineString& a, const InlineString& b) noexcept {
        return a.view() <=> b.view();
    }

private:
    std::array<char, capacity> text_{};
    std::uint8_t size_ = 0;
};

}  // namespace cairn

template <std::size_t capacity>
struct std::hash<cairn::InlineString<capacity>> {
    std::size_t operator()(const cairn::InlineString<capacity>& text) const noexcept {
        return static_cast<std::size_t>(cairn::hash_of(text.view()));
    }
};
