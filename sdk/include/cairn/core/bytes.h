// Bytes from outside, and the only way to read them: ByteReader checks every step.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "cairn/core/result.h"

namespace cairn {

/// A view; whoever hands it over keeps it alive for the call.
using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

/// The same memory as bytes or as text. No copy, no check of the encoding.
inline Bytes as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(Bytes bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Of short texts: to call the library's comparison takes longer than to compare them, and less room.
inline bool same_text(std::string_view a, std::string_view b) noexcept {
#if defined(__OPTIMIZE_SIZE__)
    return a == b;
#else
    constexpr std::size_t word_bytes = sizeof(std::uint64_t);
    const auto same_word = [&](std::size_t at) {
        std::uint64_t word_a = 0;
        std::uint64_t word_b = 0;
        std::memcpy(&word_a, a.data() + at, word_bytes);
        std::memcpy(&word_b, b.data() + at, word_bytes);
        return word_a == word_b;
    };
    if (a.size() != b.size()) return false;
    if (a.size() < word_bytes) return std::equal(a.begin(), a.end(), b.begin());
    for (std::size_t at = 0; at + word_bytes < a.size(); at += word_bytes) {
        if (!same_word(at)) return false;
    }
    return same_word(a.size() - word_bytes);
#endif
}

/// Takes numbers off the front of a view. Every take answers Errc::truncated, and leaves the reader
/// as it was, when fewer bytes are left than it needs.
class ByteReader {
public:
    explicit ByteReader(Bytes bytes) noexcept : left_(bytes) {}

    std::size_t left() const noexcept { return left_.size(); }
    bool empty() const noexcept { return left_.empty(); }
    Bytes rest() const noexcept { return left_; }

    Result<std::uint8_t> take_u8() noexcept;
    Result<std::uint16_t> take_u16_be() noexcept;
    Result<std::uint16_t> take_u16_le() noexcept;
    Result<std::uint32_t> take_u32_be() noexcept;
    Result<std::uint32_t> take_u32_le() noexcept;
    Result<std::int8_t> take_i8() noexcept;
    Result<std::int16_t> take_i16_be() noexcept;
    Result<std::int32_t> take_i32_be() noexcept;
    Result<Bytes> take(std::size_t count) noexcept;

private:
    template <typename Unsigned>
    Result<Unsigned> take_be() noexcept;
    template <typename Unsigned>
    Result<Unsigned> take_le() noexcept;

    Bytes left_;
};

}  // namespace cairn
