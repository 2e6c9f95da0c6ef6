#include "cairn/locate/packed_chances.h"

#include "locate/lanes.h"

namespace cairn::locate {
namespace {

constexpr std::uint32_t half_a_step = 1U << 13;  // of the last bit that is kept

LaneBits bits_of(const float* from) noexcept {
    LaneBits bits;
    std::memcpy(&bits, from, sizeof bits);
    return bits;
}

void store_bits(void* to, LaneBits bits) noexcept {
    std::memcpy(to, &bits, sizeof bits);
}

}  // namespace

/// Of each eight, the first four lie in the lower halves of four words, the others in the upper ones: so no
/// value changes its lane.
void PackedChances::pack(const float* chances, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; i += 2 * lane_count) {
        const LaneBits low = (bits_of(chances + i) + half_a_step) >> 14;
        const LaneBits high = (bits_of(chances + i + lane_count) + half_a_step) << 2 & 0xFFFF0000U;
        store_bits(pairs_.data() + i / 2, low | high);
    }
}

void PackedChances::unpack(std::size_t first, std::size_t end, float* chances) const noexcept {
    for (std::size_t i = first; i < end; i += 2 * lane_count) {
        LaneBits pair;
        std::memcpy(&pair, pairs_.data() + i / 2, sizeof pair);
        store_bits(chances + i, (pair & 0xFFFFU) << 14);
        store_bits(chances + i + lane_count, (pair >> 16) << 14);
    }
}

}  // namespace cairn::locate
