// What AES-128 is made of, for those who do it by themselves: FIPS 197. Table look-ups, whose time tells of
// the key where memory is cached.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cairn::formats::aes {

using Block = std::array<std::uint8_t, 16>;
inline constexpr std::size_t rounds = 10;

/// Times x in GF(2^8).
constexpr std::uint8_t doubled(std::uint8_t byte) noexcept {
    return static_cast<std::uint8_t>(byte << 1 ^ ((byte & 0x80) != 0 ? 0x1B : 0));
}

constexpr std::uint8_t rotated_left(std::uint8_t byte, unsigned count) noexcept {
    return static_cast<std::uint8_t>(byte << count | byte >> (8 - count));
}

struct Boxes {
    std::array<std::uint8_t, 256> forwards{};
    std::array<std::uint8_t, 256> backwards{};
};

/// FIPS 197 section 5.1.1. p runs through the powers of 3, q through those of its inverse, so q is 1/p.
constexpr Boxes make_boxes() {
    Boxes boxes;
    boxes.forwards[0] = 0x63;
    boxes.backwards[0x63] = 0;
    std::uint8_t p = 1;
    std::uint8_t q = 1;
    do {
        p = static_cast<std::uint8_t>(p ^ doubled(p));
        q = static_cast<std::uint8_t>(q ^ q << 1);
        q = static_cast<std::uint8_t>(q ^ q << 2);
        q = static_cast<std::uint8_t>(q ^ q << 4);
        if ((q & 0x80) != 0) q ^= 0x09;
        const auto box = static_cast<std::uint8_t>(q ^ rotated_left(q, 1) ^ rotated_left(q, 2) ^
                                                   rotated_left(q, 3) ^ rotated_left(q, 4) ^ 0x63);
        boxes.forwards[p] = box;
        boxes.backwards[box] = p;
    } while (p != 1);
    return boxes;
}

inline constexpr Boxes boxes = make_boxes();

/// All round keys, one behind the other.
inline std::array<std::uint8_t, 16 * (rounds + 1)> expand(const Block& key) noexcept {
    std::array<std::uint8_t, 16 * (rounds + 1)> keys{};
    for (std::size_t i = 0; i < 16; ++i) keys[i] = key[i];
    std::uint8_t round_constant = 1;
    for (std::size_t i = 16; i < keys.size(); i += 4) {
        const bool begins_round = i % 16 == 0;
        for (std::size_t j = 0; j < 4; ++j) {
            const std::uint8_t before = keys[i - 4 + (begins_round ? (j + 1) % 4 : j)];
            keys[i + j] = keys[i + j - 16] ^ (begins_round ? boxes.forwards[before] : before);
        }
        if (begins_round) {
            keys[i] ^= round_constant;
            round_constant = doubled(round_constant);
        }
    }
    return keys;
}

}  // namespace cairn::formats::aes
