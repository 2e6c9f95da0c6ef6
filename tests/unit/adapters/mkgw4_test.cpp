// Moko MKGW4, binary. Its whole messages are golden files; here are its edges.
#include <gtest/gtest.h>

#include "cairn/core/hex.h"
#include "feed.h"

namespace cairn::test {
namespace {

constexpr std::string_view heartbeat =
    "ef3004c5e390f30bce00400000046a759cd8010007464444204c5445020001120300021074040006000200020000"
    "0500010006000f38363130373630383232353135313107000400000998";
// An iBeacon at type 0 and a climate tag, without raw bytes.
constexpr std::string_view scan =
    "ef30b2c5e390f30bce007600000100010006b081845989f1020001000300056a759cd810040001c30a0010e2c56db5dffb48"
    "d2b060d0f5a71096e00b000200010c000200020d0001c500000106010006fa05c2c70fc6020001010300056a759cd8100400"
    "01ba0a0001000b0001000c00010a0d0002ff9c0e000201ee0f00020caf";
constexpr Timestamp scan_time{1'786'092'760'000};

std::vector<std::uint8_t> from_hex(std::string_view digits) {
    std::vector<std::uint8_t> bytes(digits.size() / 2);
    EXPECT_TRUE(parse_hex(digits, bytes));
    return bytes;
}

// A message of gateway C5E390F30BCE around its fields.
std::vector<std::uint8_t> message(std::string_view id, std::string_view fields) {
    auto bytes = from_hex("ef" + std::string(id) + "c5e390f30bce0000" + std::string(fields));
    bytes[9] = static_cast<std::uint8_t>(fields.size() / 2 >> 8);
    bytes[10] = static_cast<std::uint8_t>(fields.size() / 2);
    return bytes;
}

LineSink feed_fields(std::string_view id, std::string_view fields, Timestamp now = noon) {
    return feed(pinned("moko.mkgw4"), "", message(id, fields), now);
}

const std::string tag = "0000010a"
                        "0100060a0000000001";

TEST(Mkgw4, RefusesEveryTruncation) {
    EXPECT_EQ(torture("moko.mkgw4", from_hex(heartbeat)), 0U);
    EXPECT_EQ(torture("moko.mkgw4", from_hex(scan)), 0U);
}

TEST(Mkgw4, KeepsTheRecordsBeforeATruncation) {
    auto bytes = from_hex(scan);
    bytes.pop_back();
    const auto sink = feed(pinned("moko.mkgw4"), "", bytes, scan_time);

    EXPECT_TRUE(says(sink, "heard ble:B081845989F1 rssi=-61"));
    EXPECT_TRUE(says(sink, "heard ble:FA05C2C70FC6 rssi=-70"));
    EXPECT_TRUE(says(sink, "humidity_pct=49.4"));
    EXPECT_FALSE(says(sink, "voltage_v"));
    EXPECT_EQ(sink.refusals.front().code, Errc::truncated);
}

TEST(Mkgw4, LeavesBytesBehindItsLengthUnread) {
    auto bytes = from_hex(heartbeat);
    bytes.push_back(0x07);
    const auto sink = feed(pinned("moko.mkgw4"), "", bytes);

    EXPECT_TRUE(says(sink, "heartbeat_index=2456"));
    EXPECT_TRUE(says(sink, "refused malformed \"moko.mkgw4: length\""));
}

TEST(Mkgw4, ReadsHexadecimalTextWithSpacesInEitherCase) {
    std::string text = "EF 30 10 C5 E3 90 F3 0B CE 00 00\r\n";

    EXPECT_TRUE(says(feed({}, "", text), "refused"));  // recognised without spaces only
    EXPECT_TRUE(says(feed(pinned("moko.mkgw4"), "", text), "status moko:C5E390F30BCE offline"));
    EXPECT_TRUE(says(feed({}, "", "EF3010C5E390F30BCE0000"), "status moko:C5E390F30BCE offline"));
}

TEST(Mkgw4, RefusesTextThatIsNotHexadecimal) {
    EXPECT_TRUE(says(feed(pinned("moko.mkgw4"), "", "ef301"), "odd number of digits"));
    EXPECT_TRUE(says(feed(pinned("moko.mkgw4"), "", "offline"), "neither a frame nor hexadecimal"));
    EXPECT_TRUE(says(feed(pinned("moko.mkgw4"), "", "ed3010c5e390f30bce0000"), "start byte"));
    EXPECT_TRUE(says(feed(pinned("moko.mkgw4"), "", ""), "refused truncated \"moko.mkgw4: header\""));
}

TEST(Mkgw4, CallsAnUnknownMessageUnsupported) {
    EXPECT_EQ(feed_fields("30ff", "").refusals.front().code, Errc::unsupported);
    EXPECT_EQ(feed_fields("20ff", "").refusals.front().code, Errc::unsupported);
}

TEST(Mkgw4, SkipsUnknownFieldsByTheirLength) {
    const auto sink = feed_fields("3004", "0900020102"
                                          "0700040000002a");

    EXPECT_TRUE(says(sink, "heartbeat_index=42"));
    EXPECT_TRUE(sink.refusals.empty());
}

TEST(Mkgw4, RefusesAShortFieldAndGoesOn) {
    const auto sink = feed_fields("3004", "03000110"
                                          "0700040000002a");

    EXPECT_TRUE(says(sink, "status moko:C5E390F30BCE online heartbeat_index=42"));
    EXPECT_TRUE(says(sink, "refused truncated \"moko.mkgw4: field\""));
}

TEST(Mkgw4, LeavesAnUnknownSignalOut) {
    EXPECT_FALSE(says(feed_fields("3004", "02000163"), "uplink"));  // 99
    EXPECT_TRUE(says(feed_fields("3004", "0200011f"), "uplink_rssi_dbm=-51"));
}

TEST(Mkgw4, BelievesOnlyATimeThatCanBe) {
    // 2026-01-31T11:00:00Z, and 1000 seconds since it was switched on.
    EXPECT_TRUE(says(feed_fields("3010", "000004697de0b0"), "at=2026-01-31T11:00:00.000Z"));
    EXPECT_TRUE(says(feed_fields("3010", "000004000003e8"), "at=2026-01-31T12:00:00.000Z"));
}

TEST(Mkgw4, BelievesOldTimesInBufferedScansOnly) {
    const std::string old = tag + "030005696f63a000";  // 2026-01-20T11:14:40Z

    EXPECT_TRUE(says(feed_fields("30b2", old), "at=2026-01-20T11:14:40.000Z by gateway"));
    EXPECT_TRUE(says(feed_fields("30a0", old), "at=2026-01-31T12:00:00.000Z by receipt"));
}

TEST(Mkgw4, RefusesARecordWithoutAnAddressOnly) {
    const auto sink = feed_fields("30a0", "0000010a"
                                          "040001c4" +
                                              tag + "040001c4");

    EXPECT_TRUE(says(sink, "heard ble:0A0000000001 rssi=-60"));
    EXPECT_EQ(sink.refusals.size(), 1U);
}

TEST(Mkgw4, RefusesFieldsBeforeTheFirstRecord) {
    EXPECT_TRUE(says(feed_fields("30a0", "040001c4"), "field before the first record"));
    EXPECT_TRUE(feed_fields("30a0", "f0000101f1000400000001").lines.empty());
}

TEST(Mkgw4, TakesTheMeanSignalWhereTheOwnIsMissing) {
    EXPECT_TRUE(says(feed_fields("30a0", tag + "a20001c4"), "rssi=-60"));
    EXPECT_TRUE(says(feed_fields("30a0", tag), "rssi=none"));
    EXPECT_TRUE(says(feed_fields("30a0", tag + "0400017f"), "rssi=none"));
}

TEST(Mkgw4, MergesTheScanResponseBehindWholeStructuresOnly) {
    const auto padded = feed_fields("30a0", tag + "050005"
                                                  "0201060000"
                                                  "060003"
                                                  "020a04");
    const auto torn = feed_fields("30a0", tag + "050005"
                                                "02010605ff"
                                                "060003"
                                                "020a04");

    EXPECT_TRUE(says(padded, "payload=020106020a04"));
    EXPECT_TRUE(says(torn, "payload=020106020a04"));
}

TEST(Mkgw4, LeavesDecodedValuesOutWhereRawBytesAre) {
    const std::string climate = "00000106"
                                "0100060a0000000001"
                                "0d000200c0";

    EXPECT_TRUE(says(feed_fields("30a0", climate + "050000"), "temperature_c=19.2"));
    EXPECT_FALSE(says(feed_fields("30a0", climate + "050003020106"), "temperature_c"));
}

TEST(Mkgw4, CountsHearingsWithOrWithoutRawBytes) {
    EXPECT_TRUE(says(feed_fields("30a0", tag + "a300040000000c"
                                               "050003020106"),
                     "scan_count=12"));
}

TEST(Mkgw4, KeepsAPaddedAdvertisementWithoutAResponseAsItIs) {
    EXPECT_TRUE(says(feed_fields("30a0", tag + "0500050201060000"), "payload=0201060000"));
}

TEST(Mkgw4, RefusesAnAdvertisementLongerThanAllowed) {
    const std::string longest = repeated("00", limits::advertisement_bytes_max);
    EXPECT_TRUE(feed_fields("30a0", tag + "050672" + longest).refusals.empty());
    const auto sink = feed_fields("30a0", tag + "050673" + longest + "00");

    EXPECT_EQ(sink.refusals.front().code, Errc::full);
    EXPECT_TRUE(says(sink, "heard ble:0A0000000001"));
}

TEST(Mkgw4, RefusesValuesOutOfRangeAndKeepsTheRest) {
    // Type 6: 1498.6 percent, and 19.2 degrees.
    const auto sink = feed_fields("30a0", "00000106"
                                          "0100060a0000000001"
                                          "0d000200c0"
                                          "0e00023a8a");

    EXPECT_TRUE(says(sink, "temperature_c=19.2"));
    EXPECT_TRUE(says(sink, "refused malformed \"reading: out of range\""));
}

TEST(Mkgw4, RefusesCoordinatesThatAreNotOnEarth) {
    EXPECT_TRUE(says(feed_fields("3089", "02000100"
                                         "0300080000000000000000"),
                     "coordinates"));
    EXPECT_TRUE(says(feed_fields("3089", "02000100"
                                         "030008000000017fffffff"),
                     "coordinates"));
    EXPECT_TRUE(feed_fields("3089", "02000105").refusals.empty());  // none was found
}

TEST(Mkgw4, TellsWhetherTheGatewayMoves) {
    EXPECT_TRUE(says(feed_fields("3089", "02000105"
                                         "05000102"),
                     "motion_present=1"));
    EXPECT_TRUE(says(feed_fields("3089", "02000105"
                                         "05000103"),
                     "motion_present=0"));
}

TEST(Mkgw4, RefusesACellTooShortToBeOne) {
    EXPECT_TRUE(says(feed_fields("3089", "02000101040005beb4000a58"), "refused truncated"));
}

TEST(Mkgw4, TellsAStateWithoutANameAsItsNumber) {
    EXPECT_TRUE(says(feed_fields("3006", "00000107"), "property=\"ota=7\""));
    EXPECT_TRUE(says(feed_fields("3006", "000001ff"), "property=\"ota=running\""));
}

TEST(Mkgw4, TellsOfAPasswordOnlyThatItIsSet) {
    for (const char* id : {"200e", "2022"}) {
        EXPECT_TRUE(says(feed_fields(id, "00000431323334"), "=set\""));
        EXPECT_FALSE(says(feed_fields(id, "00000431323334"), "1234"));
        EXPECT_TRUE(says(feed_fields(id, "000000"), "=none\""));
    }
}

TEST(Mkgw4, NamesSettingsOfEveryForm) {
    EXPECT_TRUE(says(feed_fields("200a", "00000105"), "leds=power network"));
    EXPECT_TRUE(says(feed_fields("200a", "00000100"), "leds=none"));
    EXPECT_TRUE(says(feed_fields("2051", "000001c4"), "filter.rssi_dbm=-60"));
    EXPECT_TRUE(says(feed_fields("2053", "020003aabbcc"), "filter.mac=aabbcc"));
    EXPECT_TRUE(says(feed_fields("2061", "020005160305aabb"), "filter.raw.rule=16 from 3 to 5 aabb"));
    EXPECT_TRUE(says(feed_fields("2062", "00000109"), "filter.duplicates=9"));
    EXPECT_TRUE(says(feed_fields("2082", "00000102"), "wake.threshold_mg=32"));
    EXPECT_TRUE(says(feed_fields("2087", "01000119"), "gnss.pdop_max=2.5"));
    EXPECT_TRUE(says(feed_fields("209e", "0000020fff"), "payload.nano_beacon=0fff"));
}

TEST(Mkgw4, RefusesABrokenSettingAndNamesTheOthers) {
    for (const char* fields : {"0000003c000103", "00000501020304050100023c00"}) {
        EXPECT_EQ(feed_fields("200c", fields).refusals.size(), 1U) << fields;
    }
    const auto sink = feed_fields("2061", "0200021603"
                                          "00000101");
    EXPECT_TRUE(says(sink, "filter.raw=on"));
    EXPECT_TRUE(says(sink, "refused malformed \"moko.mkgw4: setting\""));
}

// The messages of one gateway, one after the other.
LineSink feed_scans(std::initializer_list<const char*> indices) {
    const auto adapter = adapters::make_adapter(pinned("moko.mkgw4"));
    LineSink sink;
    for (const char* index : indices) {
        (*adapter)->feed(Message{"", message("30a0", std::string("f10002") + index)}, noon, sink);
    }
    return sink;
}

TEST(Mkgw4, CountsTheFramesThatItMissed) {
    EXPECT_TRUE(says(feed_scans({"0005", "0009"}), "frames_missed=3"));
    EXPECT_TRUE(says(feed_scans({"fffe", "0001"}), "frames_missed=2"));
}

TEST(Mkgw4, MissesNothingInASequenceARepetitionOrARestart) {
    EXPECT_TRUE(feed_scans({"0005", "0006", "0006", "0001"}).lines.empty());
    EXPECT_TRUE(feed_scans({"0005", "1000"}).lines.empty());
}

TEST(Mkgw4, TakesNoLossFromBufferedFrames) {
    const auto adapter = adapters::make_adapter(pinned("moko.mkgw4"));
    LineSink sink;
    for (const auto& [id, index] :
         {std::pair{"30a0", "f100020005"}, {"30b2", "f100020003"}, {"30a0", "f100020006"}}) {
        (*adapter)->feed(Message{"", message(id, index)}, noon, sink);
    }
    EXPECT_TRUE(sink.lines.empty());
}

TEST(Mkgw4, CutsALongScanIntoFrames) {
    const auto sink = feed_fields("30a0", repeated(tag, 2 * limits::frame_advertisements_max + 1));

    EXPECT_EQ(sink.frames, 3U);
    EXPECT_TRUE(sink.refusals.empty());
}

}  // namespace
}  // namespace cairn::test
