// `cairn decode`: what kind an input is, what it says, and why it does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "cairn/adapters/adapters.h"
#include "decode_input.h"
#include "decode_print.h"
#include "json/json_text.h"

namespace cairn::tool::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Ruuvi data format 5, the vendor's published example.
constexpr auto ruuvi = "0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F";
// MKGW4 heartbeat, a public capture: docs/formats/moko.md.
constexpr auto heartbeat =
    "ef3004c5e390f30bce00400000046a759cd8010007464444204c5445020001120300021074040006000200020000050001000600"
    "0f38363130373630383232333235313107000400000998";
// Minew JSON-LONG, two records of a public capture: docs/formats/minew.md.
constexpr auto minew =
    R"([{"timestamp":"2019-08-01T05:54:25Z","type":"Gateway","mac":"AC233FC001EA","gatewayFree":98,)"
    R"("gatewayLoad":0.05},{"timestamp":"2019-08-01T05:54:25Z","type":"Unknown","mac":"AC233FA03208",)"
    R"("bleName":"","rssi":-79,"rawData":"0201060303E1FF0D16E1FFA10264000832A03F23AC"}])";

constexpr Timestamp now{1'800'000'000'000};

DecodedInput decoded(std::string_view input, std::string_view topic = "") {
    const auto adapter = *adapters::make_adapter({});
    return decode_input(input, topic, *adapter, now);
}

std::string table(const DecodedInput& input) {
    return decoded_table(input, Paint(false));
}

TEST(DecodeInput, ReadsAnAdvertisement) {
    const DecodedInput input = decoded(ruuvi);

    ASSERT_TRUE(input.is_good());
    ASSERT_EQ(input.formats.size(), 1U);
    EXPECT_EQ(input.formats[0].name, "ruuvi.5");
    EXPECT_THAT(table(input), HasSubstr("temperature_c              24.3         \u00B0C"));
}

TEST(DecodeInput, ReadsHexadecimalAsPeopleCopyIt) {
    EXPECT_TRUE(decoded(" 0x0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F\n").is_good());
    EXPECT_TRUE(
        decoded("02:01:06:1b:ff:99:04 05-12-fc 5394C37C0004FFFC040CAC364200CDCBB8334C884F").is_good());
}

TEST(DecodeInput, ReadsABinaryMessageAsTextAndAsBytes) {
    std::string bytes;
    for (std::size_t i = 0; i < std::string_view(heartbeat).size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(heartbeat).substr(i, 2), nullptr, 16));
    }
    for (const std::string& message : {std::string(heartbeat), bytes}) {
        const DecodedInput input = decoded(message);

        ASSERT_TRUE(input.is_good());
        ASSERT_EQ(input.gateways.size(), 1U);
        EXPECT_EQ(input.gateways[0].id, "moko:C5E390F30BCE");
        EXPECT_TRUE(input.gateways[0].has_status);
        EXPECT_THAT(table(input), HasSubstr("uplink_rssi_dbm            -77          dBm"));
    }
}

TEST(DecodeInput, ReadsJsonAndCapturesAlike) {
    const std::string capture =
        json_text(boost::json::object{{"topic", "/gw/ac233fc001ea/status"}, {"payload", minew}, {"t_ms", 0}});
    for (const std::string& message : {std::string(minew), capture}) {
        const DecodedInput input = decoded(message);

        ASSERT_TRUE(input.is_good()) << message;
        ASSERT_EQ(input.gateways.size(), 1U);
        EXPECT_EQ(input.gateways[0].id, "minew:AC233FC001EA");
        ASSERT_EQ(input.gateways[0].tags.size(), 1U);
        EXPECT_EQ(input.gateways[0].tags[0].id, "ble:AC233FA03208");
        EXPECT_EQ(input.gateways[0].tags[0].rssi_dbm, -79);
        EXPECT_THAT(table(input), HasSubstr("minew.light"));
    }
}

TEST(DecodeInput, SaysWhyNot) {
    const auto reason = [](std::string_view input, std::string_view topic = "") {
        const DecodedInput all = decoded(input, topic);
        return all.errors.empty() ? std::string()
                                  : std::string(name(all.errors[0].code)) + ": " + all.errors[0].where;
    };

    EXPECT_EQ(reason("xyz"), "malformed: input: neither hexadecimal nor JSON");
    EXPECT_EQ(reason("020"), "malformed: input: neither hexadecimal nor JSON");
    EXPECT_EQ(reason(""), "malformed: input: empty");
    EXPECT_EQ(reason("03030102"), "unsupported: advertisement: no known format");
    EXPECT_THAT(reason("0201060303AAFE1116AAFE20000BD091181501E329"), HasSubstr("truncated: "));
    EXPECT_NE(reason("{\"hello\":1}"), "");
    EXPECT_NE(reason("{\"hello\""), "");
    EXPECT_EQ(reason(R"({"topic":"a","payload":5})"),
              "malformed: capture: neither payload nor payload_hex is a text");
    EXPECT_NE(reason(ruuvi, "gw/1/publish"), "");
}

TEST(DecodeInput, ShowsThemInTheTable) {
    EXPECT_EQ(table(decoded("xyz")), "xyz\nmalformed: input: neither hexadecimal nor JSON\n");
}

TEST(DecodeInput, WritesJsonForPrograms) {
    const auto advertisement = decoded_json(decoded(ruuvi));
    const auto message = decoded_json(decoded(minew));

    EXPECT_EQ(advertisement.at("formats").at(0).at("values").at(0).at("quantity").as_string(),
              "temperature_c");
    EXPECT_NEAR(advertisement.at("formats").at(0).at("values").at(0).at("value").as_double(), 24.3, 1e-9);
    EXPECT_EQ(message.at("gateways").at(0).at("tags").at(0).at("rssiDbm").as_int64(), -79);
    EXPECT_EQ(decoded_json(decoded("xyz")).at("errors").at(0).at("code").as_string(), "malformed");
}

TEST(DecodeInput, KeepsControlCharactersOffTheTerminal) {
    EXPECT_EQ(printable("a\x1b[2Jb\n\x7F"), "a?[2Jb??");
    EXPECT_EQ(printable("\xC2\x9B"
                        "2J"),
              "?2J")
        << "CSI as one character";
    EXPECT_EQ(printable("21 \u00B0C"), "21 \u00B0C");
}

TEST(DecodeInput, ReplacesBytesThatAreNotUtf8) {
    EXPECT_THAT(json_text(decoded_json(decoded("\xFFxy\xC3"))),
                testing::HasSubstr("\"input\":\"\xEF\xBF\xBDxy\xEF\xBF\xBD\""));
    EXPECT_THAT(json_text(decoded_json(decoded("0201", "a/\xFE"))),
                testing::HasSubstr("\"topic\":\"a/\xEF\xBF\xBD\""));
    EXPECT_EQ(printable("\xFFxy\xC3"), "?xy?");
}

TEST(SplitInputs, TakesADocumentWholeAndAllElseByLine) {
    EXPECT_THAT(split_inputs("[\n1,\n2\n]\n"), ElementsAre("[\n1,\n2\n]\n"));
    EXPECT_THAT(split_inputs("0201\n\n# a comment\r\n 0302 \n"), ElementsAre("0201", "0302"));
    EXPECT_THAT(split_inputs("{\"a\":1}\n{\"a\":2}\n"), ElementsAre("{\"a\":1}", "{\"a\":2}"));
    EXPECT_THAT(split_inputs("\xEF\x30\n\x04"), ElementsAre("\xEF\x30\n\x04"));
    EXPECT_THAT(split_inputs(""), ElementsAre());
}

TEST(Unit, FollowsFromTheNameOfTheQuantity) {
    EXPECT_EQ(unit_of(Quantity::humidity_pct), "%");
    EXPECT_EQ(unit_of(Quantity::voltage_v), "V");
    EXPECT_EQ(unit_of(Quantity::accel_x_g), "g");
    EXPECT_EQ(unit_of(Quantity::measured_power_dbm), "dBm");
    EXPECT_EQ(unit_of(Quantity::movement_counter), "");
    EXPECT_EQ(unit_of(Quantity::scan_count), "");
}

}  // namespace
}  // namespace cairn::tool::test
