// Moko LW003-B behind LoRaWAN network servers. Its whole messages are golden files; here are its edges.
#include <gtest/gtest.h>

#include "feed.h"
#include "support/hex.h"

namespace cairn::test {
namespace {

// As they were published: one nano record, and where the bridge is.
constexpr std::string_view published =
    "0069E0B49E10 01 17 0D F3AE32000001 AA 69E0B47E 05050053091000BD4852DD 09 12278678443A9F56 15";
constexpr Timestamp then{1'776'333'990'000};  // 2026-04-16T10:06:30Z

std::string base64_of(Bytes bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    std::uint32_t bits = 0;
    unsigned bit_count = 0;
    for (const std::uint8_t byte : bytes) {
        bits = bits << 8 | byte;
        for (bit_count += 8; bit_count >= 6; bit_count -= 6) text += digits[bits >> (bit_count - 6) & 0x3F];
    }
    if (bit_count != 0) text += digits[bits << (6 - bit_count) & 0x3F];
    return text;
}

std::string uplink(unsigned port, Bytes payload, std::string_view profile = "bridge") {
    return R"({"deviceInfo":{"devEui":"e8e1e10001010c3a","deviceProfileName":")" + std::string(profile) +
           R"("},"fPort":)" + std::to_string(port) + R"(,"data":")" + base64_of(payload) + R"("})";
}
LineSink feed_any(unsigned port, std::string_view hex, std::string_view profile = "bridge") {
    return feed({}, "application/1/device/e8e1e10001010c3a/event/up", uplink(port, from_hex(hex), profile),
                then);
}
LineSink feed_pinned(unsigned port, Bytes payload) {
    return feed(pinned("moko.lw003"), "", uplink(port, payload), then);
}
LineSink feed_pinned(unsigned port, std::string_view hex) {
    return feed_pinned(port, from_hex(hex));
}

TEST(MokoLw003, IsKnownByAScanThatIsSoundToItsLastByte) {
    EXPECT_TRUE(says(feed_any(5, published), "heard ble:F3AE32000001 rssi=-86"));
    EXPECT_TRUE(says(feed_any(10, published), "heard ble:F3AE32000001 rssi=-86"));
    EXPECT_TRUE(says(feed_any(5, std::string(published) + "00"), "no dialect recognises the message"));
    EXPECT_TRUE(says(feed_any(6, published), "no dialect recognises the message"));
}

TEST(MokoLw003, IsNotAnyDeviceThatSendsOnThesePorts) {
    for (const char* other : {"", "00", "0069E0B49E1000", "0167001005", "0069E0B49E7F0100",
                              "0069E0B49E10010C0DF3AE32000001AA00000001"}) {
        EXPECT_TRUE(says(feed_any(5, other), "no dialect recognises the message")) << other;
        EXPECT_TRUE(says(feed_any(2, other), "no dialect recognises the message")) << other;
    }
}

TEST(MokoLw003, IsKnownByItsNameOnEveryPort) {
    EXPECT_TRUE(says(feed_any(3, "400E80C3101000", "LW003-B PRO"), "voltage_v=3.712"));
    EXPECT_TRUE(says(feed_any(3, "400E80C3101000", "Moko lw003"), "voltage_v=3.712"));
    EXPECT_TRUE(says(feed_any(3, "400E80C3101000", "LW004"), "no dialect recognises the message"));
}

TEST(MokoLw003, TakesTheDeviceFromTheMessageInEitherSpelling) {
    const auto from = [](std::string_view eui) {
        const std::string text = R"({"devEUI":")" + std::string(eui) + R"(","fPort":5,"data":")" +
                                 base64_of(from_hex(published)) + R"("})";
        return feed(pinned("moko.lw003"), "", text, then);
    };

    EXPECT_TRUE(says(from("e8e1e10001010c3a"), "frame moko:E8E1E10001010C3A"));
    EXPECT_TRUE(says(from("6OHhAAEBDDo="), "frame moko:E8E1E10001010C3A"));
    EXPECT_TRUE(says(from("6OHhAAEBDD"), "moko.lw003: no uplink"));
    EXPECT_TRUE(says(from("e8e1e10001010c3x"), "moko.lw003: no uplink"));
}

TEST(MokoLw003, RefusesWhatIsNoUplink) {
    const auto why = [](std::string_view text) { return feed(pinned("moko.lw003"), "", text, then).lines; };
    const std::vector<std::string> no_uplink{"refused unsupported \"moko.lw003: no uplink\""};

    EXPECT_EQ(why("[]"), no_uplink);
    EXPECT_EQ(why(R"({"deviceInfo":{"devEui":"e8e1e10001010c3a"},"devAddr":"00189440"})"), no_uplink);
    EXPECT_EQ(why(R"({"devEUI":"e8e1e10001010c3a","fPort":5,"data":""})"), no_uplink);
    EXPECT_EQ(why(R"({"devEUI":"e8e1e10001010c3a","fPort":0,"data":"AA=="})"), no_uplink);
    EXPECT_EQ(why(R"({"devEUI":"e8e1e10001010c3a","fPort":224,"data":"AA=="})"), no_uplink);
    EXPECT_EQ(why(R"({"devEUI":"e8e1e10001010c3a","fPort":5.5,"data":"AA=="})"), no_uplink);
    EXPECT_EQ(why(R"({"devEUI":"e8e1e10001010c3a","fPort":5,"data":"A*=="})"),
              std::vector<std::string>{"refused malformed \"base64: not a digit\""});
    EXPECT_TRUE(says(feed_pinned(5, std::vector<std::uint8_t>(257)), "base64: longer than allowed"));
}

TEST(MokoLw003, DeliversWhatIsSoundOfATornScan) {
    const auto whole = from_hex(published);
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto sink = feed_pinned(5, Bytes(whole).first(size));

        const bool has_record = size >= 31;
        EXPECT_EQ(says(sink, "heard ble:F3AE32000001"), has_record) << size;
        EXPECT_EQ(sink.refusals.empty(), size == 31) << size << ": the position may be absent";
    }
}

TEST(MokoLw003, SurvivesEveryChangeOfEveryByte) {
    const auto adapter = *adapters::make_adapter(pinned("moko.lw003"));
    auto changed = from_hex(published);
    for (std::uint8_t& byte : changed) {
        const std::uint8_t before = byte;
        for (unsigned value = 0; value < 256; ++value) {
            byte = static_cast<std::uint8_t>(value);
            for (const unsigned port : {1U, 2U, 3U, 4U, 5U, 8U, 9U, 11U, 12U, 13U}) {
                LineSink sink;
                const std::string text = uplink(port, changed);
                adapter->feed(Message{"", as_bytes(text)}, then, sink);
                EXPECT_LE(sink.frames, 1U);
            }
        }
        byte = before;
    }
}

TEST(MokoLw003, RefusesARecordWhoseTimeIsNotThatOfTheScan) {
    // The time was switched off: the first of the fields stands in its place.
    const auto sink = feed_pinned(5, "0069E0B49E10 01 0C 0D F3AE32000001 AA 05050053");

    EXPECT_TRUE(says(sink, "refused malformed \"moko.lw003: record\""));
    EXPECT_FALSE(says(sink, "heard"));
}

TEST(MokoLw003, MeasuresTheTimeOfARecordByTheClockOfTheBridge) {
    const auto heard_after_s = [](std::int64_t seconds) {
        const auto at = static_cast<std::uint32_t>(0x69E0B49E + seconds);
        // A nano record without a scan response has no fields.
        auto payload = from_hex("0069E0B49E10 01 8C 0D F3AE32000001 AA 00000000");
        for (std::size_t i = 1; i <= 4; ++i) {
            payload[payload.size() - i] = static_cast<std::uint8_t>(at >> (8 * (i - 1)));
        }
        return says(feed_pinned(5, payload), "heard");
    };

    EXPECT_TRUE(heard_after_s(300));
    EXPECT_FALSE(heard_after_s(301));
    EXPECT_TRUE(heard_after_s(-30 * 24 * 3600));
    EXPECT_FALSE(heard_after_s(-30 * 24 * 3600 - 1));
}

TEST(MokoLw003, ReadsNoValuesWhereTwoLayoutsFit) {
    // 26 bytes of type 5: V3's device with a name of four letters, or Pro's acceleration.
    const auto sink =
        feed_pinned(5, "0069E0B49E10 01 1A 05 F3AE32000001 AA 69E0B47E FCC50A 0B54 0C05 1203 04 41424344");

    EXPECT_TRUE(says(sink, "heard ble:F3AE32000001"));
    EXPECT_FALSE(says(sink, "reading"));
    EXPECT_TRUE(says(sink, "fields of another configuration"));
}

TEST(MokoLw003, IsAProWhereItSaysWhereItIs) {
    const auto sink =
        feed_pinned(5, "0069E0B49E10 01 1A 05 F3AE32000001 AA 69E0B47E FCC50A 0B54 0C05 1203 04 41424344 00");

    EXPECT_TRUE(says(sink, "voltage_v=2.9"));
    EXPECT_FALSE(says(sink, "name="));
}

TEST(MokoLw003, TakesNoPlaceThatIsNotOnEarth) {
    const auto sink = feed_pinned(13, "40 03 7FFFFFFF 00000001 15");

    EXPECT_TRUE(says(sink, "refused malformed \"moko.lw003: position\""));
    EXPECT_TRUE(says(sink, "battery_pct=64"));
    EXPECT_FALSE(says(feed_pinned(13, "40 03 00000000 00000000 15"), "geo"));
}

TEST(MokoLw003, KnowsWhereThereIsNoBattery) {
    const auto sink = feed_pinned(3, "7F0E80C3101000");

    EXPECT_TRUE(says(sink, "voltage_v=3.712"));
    EXPECT_FALSE(says(sink, "battery"));
}

TEST(MokoLw003, LeavesOutTheSensorsThatItLacks) {
    const auto sink = feed_pinned(3, "40 0E80 C3 10 FFFF FFFF 10 00");

    EXPECT_TRUE(says(sink, "voltage_v=3.712"));
    EXPECT_FALSE(says(sink, "temperature_c"));
    EXPECT_FALSE(says(sink, "humidity_pct"));
}

TEST(MokoLw003, SaysWhichPortsItDoesNotRead) {
    EXPECT_TRUE(says(feed_pinned(7, "00"), "refused unsupported \"moko.lw003: port\""));
    EXPECT_TRUE(says(feed_pinned(11, "03 0B01 03 00 01 02"), "refused unsupported \"moko.lw003: port\""));
    EXPECT_TRUE(says(feed_pinned(2, "40 0E80"), "refused truncated \"moko.lw003: status\""));
}

}  // namespace
}  // namespace cairn::test
