// `cairn decode`: what kind an input is, what it says, and why it does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "cairn/adapters/adapters.h"
#include "cairn/crypto/ring_identities.h"
#include "cairn/net/key_file.h"
#include "decode_input.h"
#include "decode_json.h"
#include "decode_print.h"
#include "support/hex.h"
#include "json/json_text.h"

namespace cairn::tool::test {
namespace {

using testing::AllOf;
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
    return InputDecoder(*adapter).decode(input, topic, now);
}

std::string table(const DecodedInput& input, bool explain = false) {
    return decoded_table(input, Paint(false), explain);
}

boost::json::object json_line(std::string_view input, bool explain = false) {
    return boost::json::parse(decoded_json(decoded(input), explain)).as_object();
}

TEST(DecodeInput, ReadsAnAdvertisement) {
    const DecodedInput input = decoded(ruuvi);

    ASSERT_TRUE(input.is_good());
    ASSERT_TRUE(input.advertisement);
    EXPECT_TRUE(std::ranges::count(input.advertisement->report.formats, "ruuvi.5", &Decoded::format));
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

TEST(DecodeInput, ReadsDialectsOfBytesAndOfLines) {
    const auto gateway_of = [](std::string_view input, std::string_view topic = "") {
        const DecodedInput all = decoded(input, topic);
        return all.gateways.empty() ? std::string() : all.gateways[0].id;
    };
    EXPECT_EQ(gateway_of("bb0100000034ac233fffffff0001fee150bada5500011a0201060303e1ff1216e1ffa1034affe700450"
                         "0fa55daba50e1fe00b8dd"),
              "minew:AC233FFFFFFF");
    EXPECT_EQ(
        gateway_of("48570124a52cffffff000001fee150bada556a759cd8b8ff000702011a03ff7d02", "udp/10.0.0.7"),
        "huawei:24A52CFFFFFF");
    EXPECT_EQ(gateway_of("$GPRP,CCB97E7361A4,CB412F0C8EDC,-49,020106"), "ingics:CB412F0C8EDC");
    EXPECT_EQ(gateway_of("adv:02FEE150BADA55 0201060AFF4C001005011C242FBC -70", "dongle-1"),
              "laird:dongle-1");
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
    EXPECT_EQ(reason("05FF27020150"), "unsupported: advertisement: no known format");
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

TEST(DecodeInput, WritesALineOfJson) {
    const auto line = json_line(ruuvi);

    EXPECT_EQ(line.at("results").at(0).at("format").as_string(), "ruuvi.5");
    EXPECT_EQ(line.at("results").at(0).at("readings").at("temperature_c").as_double(), 24.3);
    EXPECT_EQ(line.at("results").at(0).at("readings").at("device").as_string(), "CBB8334C884F");
    EXPECT_FALSE(line.contains("error"));
    EXPECT_FALSE(line.contains("unknown"));
}

TEST(DecodeInput, SaysInJsonWhyThereIsNoResult) {
    const auto unknown = json_line("05FF27020150");
    const auto broken = json_line("xyz");

    EXPECT_TRUE(unknown.at("results").as_array().empty());
    EXPECT_EQ(unknown.at("unknown").as_string(), "not known: company 0x0227");
    EXPECT_TRUE(broken.at("results").as_array().empty());
    EXPECT_EQ(broken.at("error").as_string(), "malformed: input: neither hexadecimal nor JSON");
}

TEST(DecodeInput, NamesGatewayAndTagOfAMessagesResults) {
    const auto results = json_line(minew).at("results").as_array();

    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results.at(0).at("format").as_string(), "gateway_status");
    EXPECT_EQ(results.at(0).at("gateway").as_string(), "minew:AC233FC001EA");
    EXPECT_EQ(results.at(1).at("format").as_string(), "minew.light");
    EXPECT_EQ(results.at(1).at("tag").as_string(), "ble:AC233FA03208");
    EXPECT_EQ(results.at(1).at("rssi_dbm").as_int64(), -79);
}

TEST(DecodeInput, ShowsWhichBytesMadeAValue) {
    const auto explained = json_line(ruuvi, true).at("results").at(0).at("explained");

    EXPECT_EQ(explained.at(0).at("reading").as_string(), "temperature_c");
    EXPECT_EQ(explained.at(0).at("offset").as_int64(), 8);
    EXPECT_EQ(explained.at(0).at("bytes").as_string(), "12fc");
    EXPECT_THAT(table(decoded(ruuvi), true), HasSubstr("bytes 8: 12fc"));
}

TEST(DecodeInput, PutsAnAdvertisementTogetherFromItsParts) {
    const auto whole = json_line(R"({"id":7,"adv_hex":"05166e2ad009","mac":"F0:2B:02:6A:82:96"})");
    const auto parts = json_line(
        R"({"id":[1,"a"],"manufacturer_data":[[1177,"0512fc5394c37c0004fffc040cac364200cdcbb8334c884f"]],)"
        R"("service_data":[["fff1","00"]],"name":"tag"})");

    EXPECT_EQ(whole.at("id").as_int64(), 7);
    EXPECT_EQ(boost::json::serialize(parts.at("id")), "[1,\"a\"]");
    EXPECT_EQ(parts.at("results").at(0).at("format").as_string(), "ruuvi.5");
    EXPECT_EQ(parts.at("gap").at("name").as_string(), "tag");
}

TEST(DecodeInput, SaysWhatIsWrongWithAnAdvertisementsParts) {
    const auto reason = [](const char* line) {
        const auto answer = json_line(line);
        return answer.contains("error") ? std::string(answer.at("error").as_string()) : std::string();
    };

    EXPECT_EQ(reason(R"({"adv_hex":"0zz"})"), "malformed: adv_hex: not hexadecimal");
    EXPECT_EQ(reason(R"({"adv_hex":"020106","mac":"12"})"),
              "malformed: mac: not an address of 12 hexadecimal digits");
    EXPECT_EQ(reason(R"({"service_data":[["fe","00"]]})"),
              "malformed: service_data: a UUID has 2, 4 or 16 bytes");
    EXPECT_EQ(reason(R"({"service_data":[["fe9500"]]})"),
              "malformed: service_data or manufacturer_data: not a pair of id and body");
    EXPECT_EQ(reason(R"({"service_data":5})"), "malformed: service_data or manufacturer_data: not a list");
    EXPECT_EQ(reason(R"({"manufacturer_data":[[true,"00"]]})"),
              "malformed: manufacturer_data: a company is a 16-bit number");
    EXPECT_EQ(reason(R"({"adv_hex":"020106","key":"00"})"),
              "malformed: key: neither 24 or 32 hexadecimal digits nor base64");
    EXPECT_EQ(reason(R"({"adv_hex":"020106","key":"00000000000000000000000000000000"})"),
              "malformed: key: there is no mac that it belongs to");
    EXPECT_EQ(reason(R"({"irk":"00000000000000000000000000000000"})"),
              "malformed: irk: there is no mac to resolve");
}

TEST(DecodeInput, DropsHalfAByteAtTheEndAndSaysSo) {
    const auto answer =
        json_line(R"({"adv_hex":"1BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F0"})");

    EXPECT_EQ(answer.at("results").at(0).at("format").as_string(), "ruuvi.5");
    EXPECT_EQ(answer.at("error").as_string(), "malformed: adv_hex: not hexadecimal");
}

TEST(DecodeInput, TakesNoCompanyFromMoreThan16Bits) {
    const auto named =
        json_line(R"({"manufacturer_data":[["0x0499","0512fc5394c37c0004fffc040cac364200cdcbb8334c884f"]]})");
    const auto cut =
        json_line(R"({"manufacturer_data":[[66713,"0512fc5394c37c0004fffc040cac364200cdcbb8334c884f"]]})");

    EXPECT_EQ(named.at("results").at(0).at("format").as_string(), "ruuvi.5");
    EXPECT_TRUE(cut.at("results").as_array().empty());
    EXPECT_EQ(cut.at("error").as_string(), "malformed: manufacturer_data: a company is a 16-bit number");
}

TEST(DecodeInput, SaysThatAMemberIsNoText) {
    EXPECT_EQ(json_line(R"({"adv_hex":5})").at("error").as_string(),
              "malformed: adv_hex, mac, key, irk or name: not a text");
    EXPECT_FALSE(json_line(R"({"adv_hex":"020106","mac":null})").contains("error"));
}

TEST(DecodeInput, NumbersWhatGapSaysAgain) {
    EXPECT_EQ(boost::json::serialize(json_line("020106020105020104").at("results").at(0).at("readings")),
              R"({"flags":6,"flags_2":5,"flags_3":4})");
}

/// The device of BTHome's published sample, with the resolving key of the specification's.
class WithKeys : public testing::Test {
protected:
    WithKeys() {
        std::vector<std::string> errors;
        ring_ = net::parse_key_file("[[device]]\naddress = \"54:48:E6:8F:80:A5\"\n"
                                    "bindkey = \"231d39c1d7cc1ab1aee224cd096db932\"\n"
                                    "irk = \"ec0234a357c8ad05341010a60a397d9b\"\n",
                                    "keys.toml", errors);
        identities_ = *crypto::RingIdentities::create(*ring_);
        adapter_ = *adapters::make_adapter({});
        decoder_.emplace(*adapter_, InputDecoderOptions{.keys = &*ring_, .identities = &*identities_});
    }

    std::string line(std::string_view input) { return decoded_json(decoder_->decode(input, "", now), false); }

    std::optional<KeyRing> ring_;
    std::optional<crypto::RingIdentities> identities_;
    std::unique_ptr<Adapter> adapter_;
    std::optional<InputDecoder> decoder_;
};

constexpr auto encrypted = "1216D2FC41A47266C95F730011223378237214";

TEST_F(WithKeys, OpensWhatIsEncryptedAndSaysSo) {
    const std::string input = R"({"mac":"54:48:E6:8F:80:A5","adv_hex":")" + std::string(encrypted) + "\"}";

    EXPECT_THAT(line(input), HasSubstr(R"("protection":"decrypted","readings":{"temperature_c":25.06)"));
    EXPECT_EQ(line(input), line(input)) << "a capture may be read twice";
}

TEST_F(WithKeys, NamesTheIdentityBehindAPrivateAddress) {
    EXPECT_THAT(line(R"({"mac":"70:81:94:0D:FB:AA","adv_hex":"020106"})"),
                HasSubstr(R"("identity":"54:48:E6:8F:80:A5")"));
    EXPECT_THAT(line(R"([{"timestamp":"2019-08-01T05:54:25Z","type":"Gateway","mac":"AC233FC001EA"},)"
                     R"({"timestamp":"2019-08-01T05:54:25Z","mac":"7081940DFBAA","rssi":-79,)"
                     R"("rawData":"0201060303E1FF"}])"),
                HasSubstr(R"("tag":"ble:7081940DFBAA","identity":"54:48:E6:8F:80:A5")"));
}

TEST_F(WithKeys, OpensPackets) {
    const std::vector<std::uint8_t> payload = cairn::test::from_hex(encrypted);
    Advertisement heard;
    heard.tag = TagId::of("ble", *MacAddress::parse("5448E68F80A5"));
    heard.payload = payload;
    heard.heard_at = now;
    heard.time_source = TimeSource::gateway;
    heard.rssi_dbm = -60;
    const DecodedInput input = decoder_->decode_heard(12, heard);

    EXPECT_THAT(decoded_json(input, false),
                HasSubstr(R"({"id":12,"at":"2027-01-15T08:00:00.000Z","mac":"54:48:E6:8F:80:A5",)"
                          R"("rssi_dbm":-60,"adv_hex":"1216d2fc41a47266c95f730011223378237214","results":[)"
                          R"({"format":"bthome.2","confidence":"verified","protection":"decrypted",)"));
    EXPECT_THAT(table(input),
                testing::StartsWith("packet 12  54:48:E6:8F:80:A5  -60 dBm  2027-01-15T08:00:00.000Z\n"));
}

TEST_F(WithKeys, OpensWhatAPrivateAddressSendsWithItsOwnersKey) {
    const std::vector<std::uint8_t> payload = cairn::test::from_hex(encrypted);
    Advertisement heard;
    heard.tag = TagId::of("ble", *MacAddress::parse("7081940DFBAA"));
    heard.payload = payload;

    EXPECT_THAT(decoded_json(decoder_->decode_heard(1, heard), false),
                AllOf(HasSubstr(R"("mac":"70:81:94:0D:FB:AA",)"), HasSubstr(R"("protection":"decrypted")")));
    EXPECT_THAT(line(R"({"mac":"70:81:94:0D:FB:AA","adv_hex":")" + std::string(encrypted) + "\"}"),
                HasSubstr(R"("protection":"decrypted")"));
}

TEST(DecodeHeard, SaysWhyAPacketHasNoResult) {
    const auto adapter = *adapters::make_adapter({});
    const std::vector<std::uint8_t> payload = cairn::test::from_hex("05FF27020150");
    Advertisement heard;
    heard.payload = payload;
    const DecodedInput input = InputDecoder(*adapter).decode_heard(1, heard);

    EXPECT_EQ(decoded_json(input, false),
              R"({"id":1,"adv_hex":"05ff27020150","results":[],"unknown":"not known: company 0x0227"})");
    EXPECT_EQ(table(input), "packet 1  anonymous\n  not known: company 0x0227\n");
}

TEST(DecodeInput, ResolvesAPrivateAddress) {
    // Core Specification 5.4 Vol 3 Part H appendix D.7.
    const auto own = json_line(R"({"mac":"70:81:94:0D:FB:AA","irk":"ec0234a357c8ad05341010a60a397d9b"})");
    const auto foreign = json_line(R"({"mac":"70:81:94:0D:FB:AB","irk":"ec0234a357c8ad05341010a60a397d9b"})");

    EXPECT_TRUE(own.at("resolves").as_bool());
    EXPECT_FALSE(foreign.at("resolves").as_bool());
    EXPECT_TRUE(foreign.at("results").as_array().empty());
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
    // A name of two bytes, the first of which begins no character.
    EXPECT_THAT(decoded_json(decoded("0309FF78"), false), HasSubstr("\"name\":\"\xEF\xBF\xBDx\""));
    EXPECT_EQ(printable("\xFFxy\xC3"), "?xy?");
}

TEST(SplitInputs, TakesADocumentWholeAndAllElseByLine) {
    EXPECT_THAT(split_inputs("[\n1,\n2\n]\n"), ElementsAre("[\n1,\n2\n]\n"));
    EXPECT_THAT(split_inputs("0201\n\n# a comment\r\n 0302 \n"), ElementsAre("0201", "0302"));
    EXPECT_THAT(split_inputs("{\"a\":1}\n{\"a\":2}\n"), ElementsAre("{\"a\":1}", "{\"a\":2}"));
    EXPECT_THAT(split_inputs("\xEF\x30\n\x04"), ElementsAre("\xEF\x30\n\x04"));
    EXPECT_THAT(split_inputs(""), ElementsAre());
    EXPECT_THAT(split_inputs("\xEF\xBB\xBF"
                             "0201\r\n"),
                ElementsAre("0201"));
    EXPECT_THAT(split_inputs("{\"a\":\n{\"b\":\"}\\\"\"}\n"), ElementsAre("{\"a\":", "{\"b\":\"}\\\"\"}"));
    EXPECT_THAT(split_inputs("[\"]\",\n2]"), ElementsAre("[\"]\",\n2]"));
    EXPECT_THAT(split_inputs("0201\n\n# a comment\n", true), ElementsAre("0201", "", "# a comment"));
}

TEST(SplitInputs, WaitsForTheWholeOnlyWhereItMust) {
    EXPECT_TRUE(begins_lines("0201\r"));
    EXPECT_TRUE(begins_lines("\xEF\xBB\xBF"
                             "{\"adv_hex\":\"\"}"));
    EXPECT_TRUE(begins_lines("# a comment"));
    EXPECT_FALSE(begins_lines("[")) << "a document of several lines";
    EXPECT_FALSE(begins_lines("\xEF\x30")) << "a binary message";
    EXPECT_FALSE(begins_lines(std::string_view("btsnoop\0", 8))) << "a packet capture";
    EXPECT_FALSE(begins_lines("")) << "perhaps pcapng";
}

TEST(Unit, FollowsFromTheNameOfTheQuantity) {
    EXPECT_EQ(unit_of(Quantity::humidity_pct), "%");
    EXPECT_EQ(unit_of(Quantity::voltage_v), "V");
    EXPECT_EQ(unit_of(Quantity::accel_x_g), "g");
    EXPECT_EQ(unit_of(Quantity::measured_power_dbm), "dBm");
    EXPECT_EQ(unit_of(Quantity::movement_counter), "");
    EXPECT_EQ(unit_of(Quantity::scan_count), "");
}

// Two tags that say nothing Cairn knows, one of them cut short.
constexpr auto unknown_tags =
    R"([{"timestamp":"2019-08-01T05:54:25Z","type":"Gateway","mac":"AC233FC001EA"},)"
    R"({"timestamp":"2019-08-01T05:54:25Z","type":"Unknown","mac":"AC233FA018E3","rssi":-54,)"
    R"("rawData":"02010605FF7D020102"},{"timestamp":"2019-08-01T05:54:25Z","type":"Unknown",)"
    R"("mac":"AC233FA018E4","rssi":-54,"rawData":"0302E1FF1BFF9904"}])";

TEST(DecodedJson, LosesNoTagOfAMessage) {
    const auto results = json_line(unknown_tags).at("results").as_array();

    ASSERT_EQ(results.size(), 3U);
    const auto& tag = results[1].as_object();
    EXPECT_EQ(tag.at("format"), "sighting");
    EXPECT_EQ(tag.at("tag"), "ble:AC233FA018E3");
    EXPECT_EQ(tag.at("gap").as_object().at("flags"), 6);
    EXPECT_EQ(tag.at("unknown"), "not known: company 0x027D");
}

TEST(DecodedJson, SaysWhichTagOfAMessageIsBroken) {
    const auto results = json_line(unknown_tags).at("results").as_array();

    ASSERT_EQ(results.size(), 3U);
    EXPECT_FALSE(results[1].as_object().contains("error"));
    EXPECT_EQ(results[2].as_object().at("error"), "truncated: advertisement: a structure runs past the end");
    EXPECT_FALSE(decoded(unknown_tags).is_good());
    EXPECT_TRUE(decoded(minew).is_good());
}

}  // namespace
}  // namespace cairn::tool::test
