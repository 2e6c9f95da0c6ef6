// A hash of bytes for tables and receipts. Receipts are stored: it is the same on every machine and in every
// version.
#pragma once

#include <cstdint>

#include "cairn/core/bytes.h"

namespace cairn {

/// Eight bytes at a time, the lowest first. Every bit of them reaches the low and the high bits of the hash.
[[gnu::noinline]] inline std::uint64_t hash_of(Bytes bytes, std::uint64_t seed = 0) noexcept {
    constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;  // 2^64 over the golden ratio
    constexpr std::size_t word_bytes = 8;
    const auto mixed = [](std::uint64_t hash, std::uint64_t word) {
        hash = (hash ^ word) * odd;
        return hash ^ hash >> 32;
    };
    std::uint64_t hash = mixed(seed, bytes.size());
    for (; bytes.size() >= word_bytes; bytes = bytes.subspan(word_bytes)) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < word_bytes; ++i) word |= std::uint64_t{bytes[i]} << 8 * i;
        hash = mixed(hash, word);
    }
    std::uint64_t word = 0;
    for (const std::uint8_t byte : bytes) word = word << 8 | byte;
    return mixed(mixed(hash, word), 0);
}
inline std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0) noexcept {
    return hash_of(as_bytes(text), seed);
}

}  // namespace cairn
