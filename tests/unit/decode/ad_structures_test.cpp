// Bluetooth Core 5.4 Vol 3 Part C 11: [length][type][value], a length of 0 ends the list.
#include "cairn/decode/ad_structures.h"

#include <gtest/gtest.h>

#include "support/hex.h"

namespace cairn::test {
namespace {

constexpr auto flags_and_power = "020106 020AF4";

TEST(AdWalker, GivesTheStructuresInOrder) {
    const auto payload = from_hex(flags_and_power);
    AdWalker walker(payload);

    const auto flags = walker.next();
    const auto power = walker.next();

    ASSERT_TRUE(flags && power);
    EXPECT_EQ(flags->type, ad_type::flags);
    EXPECT_EQ(flags->value.front(), 0x06);
    EXPECT_EQ(power->type, ad_type::tx_power);
    EXPECT_EQ(power->value.front(), 0xF4);
    EXPECT_FALSE(walker.next());
    EXPECT_FALSE(walker.truncated());
}

TEST(AdWalker, FindsNothingInNothing) {
    AdWalker walker{Bytes{}};

    EXPECT_FALSE(walker.next());
    EXPECT_FALSE(walker.truncated());
}

TEST(AdWalker, GivesAnEmptyValueForAStructureOfOneByte) {
    const auto payload = from_hex("0109");
    AdWalker walker(payload);

    const auto structure = walker.next();

    ASSERT_TRUE(structure);
    EXPECT_EQ(structure->type, ad_type::name_complete);
    EXPECT_TRUE(structure->value.empty());
}

TEST(AdWalker, EndsAtALengthOfZero) {
    const auto payload = from_hex("020106 00 020AF4");
    AdWalker walker(payload);

    EXPECT_TRUE(walker.next());
    EXPECT_FALSE(walker.next());
    EXPECT_FALSE(walker.next());
    EXPECT_FALSE(walker.truncated());
}

TEST(AdWalker, StopsAtAStructureThatRunsPastTheEnd) {
    const auto payload = from_hex("020106 030AF4");
    AdWalker walker(payload);

    EXPECT_TRUE(walker.next());
    EXPECT_FALSE(walker.next());
    EXPECT_TRUE(walker.truncated());
    EXPECT_FALSE(walker.next());
}

TEST(AdWalker, CallsALoneLengthTruncated) {
    const auto payload = from_hex("05");
    AdWalker walker(payload);

    EXPECT_FALSE(walker.next());
    EXPECT_TRUE(walker.truncated());
}

TEST(AdWalker, TakesTheLongestStructure) {
    std::vector<std::uint8_t> payload(256, 0x55);
    payload[0] = 255;
    AdWalker walker(payload);

    const auto structure = walker.next();

    ASSERT_TRUE(structure);
    EXPECT_EQ(structure->value.size(), 254U);
    EXPECT_FALSE(walker.truncated());
}

}  // namespace
}  // namespace cairn::test
