// HPE Aruba's Protobuf messages. Whole ones are golden files; here are the edges.
#include <gtest/gtest.h>

#include "feed.h"
#include "support/hex.h"

namespace cairn::test {
namespace {

using Proto = std::vector<std::uint8_t>;

Proto operator+(Proto a, const Proto& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// Messages of less than 128 bytes, and numbers of less than 16384.
Proto number(unsigned field, unsigned value) {
    const auto head = static_cast<std::uint8_t>(field << 3U);
    if (value < 128) return {head, static_cast<std::uint8_t>(value)};
    return {head, static_cast<std::uint8_t>(value | 0x80U), static_cast<std::uint8_t>(value >> 7U)};
}
Proto bytes(unsigned field, const Proto& content) {
    return Proto{static_cast<std::uint8_t>(field << 3U | 2U), static_cast<std::uint8_t>(content.size())} +
           content;
}

const Proto ap = from_hex("a400baa400ba");
const Proto device = from_hex("ac233fa00000");
const Proto meta = bytes(1, number(1, 1) + number(3, 3));
const Proto reporter = bytes(2, bytes(2, ap));
const Proto packet = bytes(6, bytes(1, device) + bytes(3, from_hex("020106")) + number(4, 137));
const Proto header = bytes(1, bytes(1, {'1'}) + number(2, 1));

Proto aos10_packet(const Proto& address_kind) {
    return header +
           bytes(2, bytes(1, bytes(1, bytes(1, device) + address_kind) + number(4, 137) + bytes(5, ap)));
}

std::string why(const LineSink& sink) {
    return sink.refusals.size() == 1 ? std::string(name(sink.refusals[0].code)) + ' ' + sink.refusals[0].where
                                     : "not one refusal";
}

TEST(Aruba, SurvivesEveryTruncationAndChange) {
    torture("aruba", meta + reporter + packet);
    torture("aruba", aos10_packet(number(2, 1)));
}

TEST(Aruba, TellsItsGenerationsApart) {
    EXPECT_TRUE(says(feed({}, "", meta + reporter + packet), "heard ble:AC233FA00000 rssi=-69"));
    EXPECT_TRUE(says(feed({}, "", aos10_packet(number(2, 1))), "heard ble:AC233FA00000 rssi=-69"));
    EXPECT_EQ(why(feed(pinned("aruba"), "", bytes(1, bytes(9, {})))),
              "malformed aruba: neither AOS 8 nor AOS 10");
}

TEST(Aruba, ReadsTheKindOfAddressOfEachGeneration) {
    const auto aos8 = [](unsigned kind) {
        return feed({}, "", meta + reporter + bytes(6, bytes(1, device) + number(5, kind)));
    };
    EXPECT_TRUE(says(aos8(0), "address=public"));
    EXPECT_TRUE(says(aos8(1), "address=static"));
    EXPECT_TRUE(says(aos8(2), "address=non-resolvable"));
    EXPECT_TRUE(says(aos8(3), "address=resolvable"));
    EXPECT_FALSE(says(aos8(4), "address="));
    EXPECT_FALSE(says(feed({}, "", aos10_packet({})), "address="));
    EXPECT_FALSE(says(feed({}, "", aos10_packet(number(2, 0))), "address="));
    EXPECT_TRUE(says(feed({}, "", aos10_packet(number(2, 3))), "address=non-resolvable"));
    EXPECT_TRUE(says(feed({}, "", aos10_packet(number(2, 4))), "address=resolvable"));
}

TEST(Aruba, FindsTheReporterWhereverItStands) {
    EXPECT_TRUE(says(feed({}, "", meta + packet + reporter), "frame aruba:A400BAA400BA"));
    EXPECT_EQ(why(feed({}, "", meta + packet)), "malformed aruba: reporter");
    EXPECT_EQ(why(feed({}, "", meta + bytes(2, bytes(2, {1, 2})) + packet)), "malformed aruba: reporter");
}

TEST(Aruba, RefusesAPacketWithoutAnAddressOnly) {
    const auto sink = feed({}, "", meta + reporter + bytes(6, bytes(3, {2, 1, 6})) + packet);

    EXPECT_EQ(why(sink), "malformed aruba: address");
    EXPECT_TRUE(says(sink, "rssi=-69"));
}

TEST(Aruba, RefusesAPacketThatIsNoMessageOnly) {
    const auto sink = feed({}, "", meta + reporter + bytes(6, {0x07}) + packet);

    EXPECT_EQ(why(sink), "malformed protobuf: not a field");
    EXPECT_TRUE(says(sink, "rssi=-69"));
}

TEST(Aruba, CallsWhatIsNotBluetoothUnsupported) {
    EXPECT_EQ(why(feed({}, "", meta + reporter + bytes(7, {}))),
              "unsupported aruba: content other than Bluetooth");
    EXPECT_EQ(why(feed({}, "", header + bytes(2, bytes(3, {})))),
              "unsupported aruba: content other than Bluetooth");
}

TEST(Aruba, SkipsFieldsOfNewerFirmware) {
    const Proto newer = bytes(6, bytes(1, device) + bytes(15, {1, 2, 3}) + number(14, 1) + number(4, 137));
    EXPECT_TRUE(says(feed({}, "", meta + reporter + newer), "rssi=-69"));
}

TEST(Aruba, RefusesABrokenPartOfAReportOnly) {
    // The humidity is 101 percent, and the iBeacon's UUID too short.
    const Proto beacons = bytes(12, bytes(1, bytes(1, {1})));
    const Proto sensors = bytes(14, number(4, 101) + number(7, 1));
    const auto sink = feed({}, "", meta + reporter + bytes(3, bytes(1, device) + beacons + sensors));

    EXPECT_TRUE(says(sink, "motion_present=1"));
    EXPECT_TRUE(says(sink, "reading: out of range"));
    EXPECT_TRUE(says(sink, "aruba: ibeacon"));
    EXPECT_EQ(sink.refusals.size(), 2U);
}

TEST(Aruba, TakesTheMeanSignalWhereTheLastIsMissing) {
    const Proto report = bytes(3, bytes(1, device) + bytes(10, number(2, 125)));
    EXPECT_TRUE(says(feed({}, "", meta + reporter + report), "rssi=-63"));
}

TEST(Aruba, LeavesAnImpossibleSignalOut) {
    const Proto far = {static_cast<std::uint8_t>(4U << 3U), 0xFF, 0x7F};  // -8192
    EXPECT_TRUE(says(feed({}, "", meta + reporter + bytes(6, bytes(1, device) + far)), "rssi=none"));
}

}  // namespace
}  // namespace cairn::test
