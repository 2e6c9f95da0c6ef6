// The chances of a window, in half the memory.
#include "cairn/locate/packed_chances.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace cairn::locate::test {
namespace {

using Chances = std::array<float, 16>;

Chances packed_and_unpacked(const Chances& chances) {
    PackedChances packed;
    packed.pack(chances.data(), chances.size());
    Chances unpacked{};
    packed.unpack(0, unpacked.size(), unpacked.data());
    return unpacked;
}

TEST(PackedChances, KeepEachChanceToWithinAThousandthOfItself) {
    float chance = 1;
    for (int power = 0; power < 230; ++power, chance *= 0.7F) {
        Chances chances{};
        for (std::size_t cell = 0; cell < chances.size(); ++cell)
            chances[cell] = chance * (1 - 0.03F * static_cast<float>(cell));
        const Chances kept = packed_and_unpacked(chances);

        for (std::size_t cell = 0; cell < chances.size(); ++cell)
            EXPECT_LE(std::abs(kept[cell] - chances[cell]), 0.001F * chances[cell]) << chances[cell];
    }
}

TEST(PackedChances, KeepWhatTheyKeptBefore) {
    Chances chances{};
    for (std::size_t i = 0; i < chances.size(); ++i) chances[i] = 1.01F / (1 + 3.3F * static_cast<float>(i));
    const Chances once = packed_and_unpacked(chances);

    EXPECT_NE(once, chances);
    EXPECT_EQ(packed_and_unpacked(once), once);
}

TEST(PackedChances, KeepNoneAndAllAsTheyAre) {
    const Chances chances{0, 1, 0.5F, 0, 1, 0.25F, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1};

    EXPECT_EQ(packed_and_unpacked(chances), chances);
}

TEST(PackedChances, UnpackAPartToItsPlace) {
    const Chances chances{1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5F, 0.25F, 0.125F, 1, 0.5F, 0.25F, 0.125F};
    PackedChances packed;
    packed.pack(chances.data(), chances.size());
    Chances unpacked{};
    packed.unpack(8, 16, unpacked.data());

    EXPECT_EQ(unpacked, (Chances{0, 0, 0, 0, 0, 0, 0, 0, 1, 0.5F, 0.25F, 0.125F, 1, 0.5F, 0.25F, 0.125F}));
}

}  // namespace
}  // namespace cairn::locate::test
