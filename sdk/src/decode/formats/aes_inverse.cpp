#include "decode/formats/aes_inverse.h"

#include <cstddef>

#include "decode/formats/aes_tables.h"

namespace cairn::formats {
namespace {

using namespace aes;

/// InvShiftRows and InvSubBytes, which do not mind each other's order.
Block unshift_and_substitute(const Block& state) noexcept {
    Block result{};
    for (std::size_t i = 0; i < 16; ++i) result[(i + 4 * (i % 4)) % 16] = boxes.backwards[state[i]];
    return result;
}

void unmix_columns(Block& state) noexcept {
    for (std::size_t column = 0; column < 16; column += 4) {
        const Block before = state;
        for (std::size_t row = 0; row < 4; ++row) {
            const auto at = [&](std::size_t step) { return before[column + (row + step) % 4]; };
            // 14a + 11b + 13c + 9d = 8(a+b+c+d) + 4(a+c) + 2(a+b) + (b+c+d)
            const std::uint8_t a = at(0), b = at(1), c = at(2), d = at(3);
            const std::uint8_t eight = doubled(doubled(doubled(a ^ b ^ c ^ d)));
            const std::uint8_t four = doubled(doubled(a ^ c));
            state[column + row] = eight ^ four ^ doubled(a ^ b) ^ b ^ c ^ d;
        }
    }
}

}  // namespace

Block aes128_decrypt_block(const Block& key, const Block& block) noexcept {
    const auto keys = expand(key);
    Block state = block;
    for (std::size_t round = rounds;; --round) {
        for (std::size_t i = 0; i < 16; ++i) state[i] ^= keys[16 * round + i];
        if (round == 0) return state;
        if (round != rounds) unmix_columns(state);
        state = unshift_and_substitute(state);
    }
}

}  // namespace cairn::formats
