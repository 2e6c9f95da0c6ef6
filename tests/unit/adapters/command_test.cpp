// What holds for commands of all dialects, and what a vendor cannot be told.
#include <gtest/gtest.h>

#include <algorithm>

#include "cairn/adapters/command_words.h"
#include "command_support.h"

namespace cairn::test {
namespace {

using namespace cairn::adapters;

TEST(Commands, NeedAKnownDialect) {
    EXPECT_EQ(refusal(Reboot{}, "nosuch"), "unsupported: command: dialect");
    EXPECT_EQ(reply_in("nosuch", "{}").error().code, Errc::unsupported);
    EXPECT_EQ(command_dialects().size(), 5U);
}

TEST(Commands, NeedAnIdThatReadsTheSameEverywhere) {
    const auto with_id = [](CommandId id) {
        return encode({id, gateway_of("civic"), Reboot{}}, "civic", {"t", "", GatewayModel::usual});
    };

    EXPECT_TRUE(with_id("b2c3d4e5-3424-4dca-32dc-12b73290cfed"));
    for (const char* bad : {"", "a b", "a\"b", "\xC3\xA9"}) {
        const auto message = with_id(bad);
        ASSERT_FALSE(message) << bad;
        EXPECT_STREQ(message.error().where, "command: id is 1 to 36 of A-Z a-z 0-9 and -_.:");
    }
}

TEST(Commands, NeedATopicThatCanBeSentTo) {
    for (const std::string bad : {"", "a/+/b", "a/#", "a\nb", "\xFF"}) {
        const auto message = encoded(Reboot{}, "civic", GatewayModel::usual, bad);
        ASSERT_FALSE(message) << bad;
        EXPECT_STREQ(message.error().where, "command: topic is 1 to 128 bytes without wildcards");
    }
    EXPECT_TRUE(encoded(Reboot{}, "civic", GatewayModel::usual, std::string(128, 'x')));
    EXPECT_FALSE(encoded(Reboot{}, "civic", GatewayModel::usual, std::string(129, 'x')));
    EXPECT_TRUE(encoded(Reboot{}, "moko.json", GatewayModel::usual, "/MK110Plus 02/d48c49f7909c/receive"));
}

TEST(Commands, GoToGatewaysOfTheirOwnVendor) {
    const auto to = [](std::string_view gateway, std::string_view dialect) {
        const auto message =
            encode({"1", *GatewayId::parse(gateway), Reboot{}}, dialect, {"t", "d", GatewayModel::usual});
        return message ? std::string("encoded") : std::string(message.error().where);
    };

    EXPECT_EQ(to("minew:AC233FC071A5", "moko.json"), "moko.json: gateway is moko: and its address");
    EXPECT_EQ(to("moko:serial-1", "moko.json"), "moko.json: gateway is moko: and its address");
    EXPECT_EQ(to("civic:gw-17", "moko.gen-a"), "moko.gen-a: gateway is moko: and its address");
    EXPECT_EQ(to("civic:gw-17", "moko.mkgw4"), "moko.mkgw4: gateway is moko: and its address");
    EXPECT_EQ(to("moko:D48C49F7909C", "minew.json-long"),
              "minew.json-long: gateway is minew: and its address");
    EXPECT_EQ(to("moko:D48C49F7909C", "civic"), "civic: gateway is civic: and its name");
    EXPECT_EQ(to("moko:d48c49f7909c", "moko.json"), "encoded");
}

TEST(Commands, OfTheFirstMokoGenerationNeedTheDevicesName) {
    for (const std::string& bad : {std::string(), std::string(33, 'x')}) {
        const auto message =
            encode({"1", gateway_of("moko"), Reboot{}}, "moko.gen-a", {"t", bad, GatewayModel::usual});
        ASSERT_FALSE(message);
        EXPECT_STREQ(message.error().where, "moko.gen-a: device id is 1 to 32 ASCII characters");
    }
}

TEST(Commands, NeverSendTheNumberThatMeansTwoThings) {
    EXPECT_EQ(refusal(FirmwareUpdate{FirmwarePart::bluetooth, "http://h/f"}, "moko.json"),
              "unsupported: moko.json: Bluetooth firmware, whose message switches the power of other models");
}

TEST(Commands, EscapeTextForJson) {
    const auto message = encoded(WifiSettings{"a\"b\\", "p"}, "moko.json");

    ASSERT_TRUE(message);
    EXPECT_NE(message->payload.find(R"("ssid":"a\"b\\")"), std::string::npos) << message->payload;
}

// A body that differs from the usual one in what `change` does.
template <typename Body, typename Change>
Body with(Change change) {
    Body body;
    change(body);
    return body;
}

struct Lack {
    CommandBody body;
    std::string_view where;
    GatewayModel model = GatewayModel::usual;
};

void expect_lacks(std::string_view dialect, std::initializer_list<Lack> lacks) {
    for (const Lack& lack : lacks) {
        EXPECT_EQ(refusal(lack.body, dialect, lack.model),
                  "unsupported: " + std::string(dialect) + ": " + std::string(lack.where));
    }
}

TEST(Commands, SayWhatTheSecondMokoGenerationLacks) {
    expect_lacks(
        "moko.json",
        {{ScanSettings{ScanMode::periodic, {}}, "scanning with pauses or with periodic reports"},
         {ScanSettings{ScanMode::always, 5U}, "duration of a scan"},
         {ScanTiming{3, 600, {}}, "scanning with pauses or with periodic reports"},
         {KindFilter{AdvertisedKind::minew_s1, true},
          "a switch for this kind of tag; others go by the raw filter"},
         {CellularSettings{}, "cellular network"},
         {FirmwareUpdate{FirmwarePart::modem, "http://h/f"}, "firmware of a modem"},
         {with<PayloadSettings>([](auto& body) { body.has_rssi = false; }), "records without kind or rssi"},
         {with<PayloadSettings>([](auto& body) { body.has_scan_response = false, body.is_decoded = true; }),
          "advertisement and scan response apart, in firmware that decodes"},
         {with<Leds>([](auto& body) { body.power = true; }), "lights other than system, network and server"},
         {TimeServer{true, "a", 1U}, "interval of asking the time server"},
         {ReadSettings{SettingsPart::everything}, "reading this part of the settings"},
         {with<TagCommand>([](auto& body) { body.family = TagFamily::pir, body.action = TagAction::beep; }),
          "this action at this family of tags"}});
}

TEST(Commands, SayWhatTheFirstMokoGenerationLacks) {
    expect_lacks(
        "moko.gen-a",
        {{ScanSettings{ScanMode::periodic, 5U}, "scanning with pauses or with periodic reports"},
         {ScanTiming{3, 600, {}}, "scanning with pauses or with periodic reports"},
         {ReportSettings{ReportKind::scan, Millis{0}}, "periodic scan reports"},
         {KindFilter{AdvertisedKind::moko_pir, true},
          "a switch for this kind of tag; others go by the raw filter"},
         {with<PayloadSettings>([](auto& body) { body.is_decoded = true; }), "values beside the bytes"},
         {with<Leds>([](auto& body) { body.network = true; }), "lights other than bluetooth and server"},
         {TimeServer{true, "a", 1U}, "interval of asking the time server"},
         {IpSettings{}, "IP addresses"},
         {WifiSettings{"a", ""}, "Wi-Fi, whose message sets the MQTT broker too"},
         {CellularSettings{}, "cellular network"},
         {MqttSettings{}, "MQTT broker, whose message sets the Wi-Fi too"},
         {FirmwareUpdate{FirmwarePart::bluetooth, "http://h/f"}, "firmware of other parts"},
         {ReadSettings{SettingsPart::cellular}, "reading this part of the settings"},
         {TagCommand{}, "commands to tags"},
         {RssiFilter{}, "filters of the first MK107 and MK110, which go by two joint conditions",
          GatewayModel::mk107},
         {with<PayloadSettings>([](auto& body) { body.has_scan_response = false; }),
          "advertisement and scan response apart, in the first version", GatewayModel::mk107},
         {TimeServer{true, "a", {}}, "time server of the first MK107 and MK110", GatewayModel::mk107}});
}

TEST(Commands, SayWhatTheMkgw4Lacks) {
    expect_lacks("moko.mkgw4",
                 {{ScanSettings{ScanMode::always, 5U}, "duration of a scan beside its mode"},
                  {ReportSettings{ReportKind::batch, Millis{100}}, "batches"},
                  {KindFilter{AdvertisedKind::other, true},
                   "a switch for this kind of tag; others go by the raw filter"},
                  {DuplicateFilter{DuplicateRule::same_mac, 5U}, "period of the duplicate filter"},
                  {PayloadSettings{}, "content of records, which each kind of tag has its own for"},
                  {Reboot{}, "reboot, whose message is not published"},
                  {FactoryReset{}, "factory reset, whose message is not published"},
                  {with<Leds>([](auto& body) { body.server = true; }),
                   "lights other than power, system, network and position"},
                  {IpSettings{}, "IP addresses"},
                  {WifiSettings{"a", ""}, "Wi-Fi"},
                  {with<MqttSettings>([](auto& body) { body.will = MqttWill{}; }), "a will"},
                  {FirmwareUpdate{}, "firmware update, whose message is not published"},
                  {ReadSettings{SettingsPart::wifi}, "reading this part of the settings"},
                  {TagCommand{}, "commands to tags"}});
}

TEST(Commands, SayWhatMinewLacks) {
    expect_lacks(
        "minew.json-long",
        {{ScanSettings{}, "scan on and off"},
         {ScanTiming{}, "scanning with pauses"},
         {ReportSettings{}, "upload interval, whose unit is not published"},
         {MacFilter{false, true, {}}, "a reversed mac filter"},
         {NameFilter{}, "name filter"},
         {RawFilter{}, "raw filter"},
         {KindFilter{AdvertisedKind::moko_pir, true},
          "switches for kinds of tags but iBeacon, S1 and others"},
         {FilterChoice{}, "relation of filters"},
         {DuplicateFilter{DuplicateRule::same_mac, 5U}, "duplicate filter with a period or by content"},
         {PayloadSettings{}, "content of records"},
         {FactoryReset{}, "factory reset"},
         {with<Leds>([](auto& body) { body.network = true; }), "lights one by one; system stands for all"},
         {TimeSync{}, "time"},
         {TimeServer{}, "time server"},
         {IpSettings{}, "IP addresses"},
         {WifiSettings{}, "Wi-Fi"},
         {CellularSettings{}, "cellular network"},
         {with<MqttSettings>([](auto& body) { body.keep_alive_s = 30; }),
          "MQTT with TLS, a will, a kept session or another keep alive than 60 s"},
         {FirmwareUpdate{FirmwarePart::modem, "http://h/f"}, "firmware of other parts"},
         {ReadSettings{}, "reading the settings of a G1"},
         {TagCommand{}, "commands to tags"},
         {Reboot{}, "reboot", GatewayModel::minew_mg3},
         {ReadSettings{SettingsPart::wifi}, "reading a part of the settings; everything is read at once",
          GatewayModel::minew_mg3},
         {KindFilter{}, "switches for kinds of tags", GatewayModel::minew_mg3},
         {Leds{}, "lights", GatewayModel::minew_mg3}});
}

struct ReadAs {
    SettingsPart part;
    std::uint16_t number;
};

void expect_read_as(std::string_view dialect, std::initializer_list<ReadAs> parts,
                    GatewayModel model = GatewayModel::usual) {
    for (const ReadAs& one : parts) {
        const auto message = encoded(ReadSettings{one.part}, dialect, model);
        ASSERT_TRUE(message) << dialect << " " << word(one.part);
        EXPECT_EQ(message->key.number, one.number) << dialect << " " << word(one.part);
    }
}

TEST(Reading, HasTheSecondMokoGenerationsNumberForEachPart) {
    expect_read_as("moko.json", {{SettingsPart::device, 2002},
                                 {SettingsPart::status_report, 2003},
                                 {SettingsPart::time_server, 2008},
                                 {SettingsPart::time, 2009},
                                 {SettingsPart::leds, 2011},
                                 {SettingsPart::wifi, 2020},
                                 {SettingsPart::wifi_ip, 2023},
                                 {SettingsPart::ethernet_ip, 2025},
                                 {SettingsPart::mqtt, 2030},
                                 {SettingsPart::scan, 2040},
                                 {SettingsPart::filter_choice, 2041},
                                 {SettingsPart::rssi_filter, 2042},
                                 {SettingsPart::mac_filter, 2043},
                                 {SettingsPart::name_filter, 2044},
                                 {SettingsPart::kind_filters, 2045},
                                 {SettingsPart::raw_filter, 2056},
                                 {SettingsPart::duplicate_filter, 2057},
                                 {SettingsPart::batch_report, 2058},
                                 {SettingsPart::payload, 2059},
                                 {SettingsPart::scan_report, 2063},
                                 {SettingsPart::connected_tags, 2201}});
}

TEST(Reading, HasTheFirstMokoGenerationsNumberForEachPart) {
    expect_read_as("moko.gen-a", {{SettingsPart::device, 2003},
                                  {SettingsPart::leds, 2005},
                                  {SettingsPart::status_report, 2006},
                                  {SettingsPart::scan, 2007},
                                  {SettingsPart::batch_report, 2008},
                                  {SettingsPart::duplicate_filter, 2010},
                                  {SettingsPart::mqtt, 2015},
                                  {SettingsPart::time_server, 2021},
                                  {SettingsPart::time, 2022},
                                  {SettingsPart::payload, 2024},
                                  {SettingsPart::filter_choice, 2025},
                                  {SettingsPart::rssi_filter, 2027},
                                  {SettingsPart::mac_filter, 2028},
                                  {SettingsPart::name_filter, 2029},
                                  {SettingsPart::kind_filters, 2030},
                                  {SettingsPart::raw_filter, 2039}});
    expect_read_as(
        "moko.gen-a",
        {{SettingsPart::time, 2004}, {SettingsPart::payload, 2009}, {SettingsPart::kind_filters, 2011}},
        GatewayModel::mk107);
}

TEST(Reading, HasTheMkgw4sNumberForEachPart) {
    expect_read_as("moko.mkgw4", {{SettingsPart::device, 0x2003},
                                  {SettingsPart::time_server, 0x2007},
                                  {SettingsPart::time, 0x2008},
                                  {SettingsPart::leds, 0x200A},
                                  {SettingsPart::status_report, 0x200C},
                                  {SettingsPart::cellular, 0x2020},
                                  {SettingsPart::mqtt, 0x2030},
                                  {SettingsPart::scan, 0x2040},
                                  {SettingsPart::scan_report, 0x2041},
                                  {SettingsPart::scan_timing, 0x2042},
                                  {SettingsPart::filter_choice, 0x2050},
                                  {SettingsPart::rssi_filter, 0x2051},
                                  {SettingsPart::mac_filter, 0x2053},
                                  {SettingsPart::name_filter, 0x2054},
                                  {SettingsPart::kind_filters, 0x2055},
                                  {SettingsPart::raw_filter, 0x2061},
                                  {SettingsPart::duplicate_filter, 0x2062}});
}

struct TellsTag {
    TagFamily family;
    TagAction action;
    std::uint16_t number;
};

TEST(TagCommands, HaveTheVendorsNumberAndTheAnswers) {
    const TellsTag all[] = {{TagFamily::button_d, TagAction::connect, 1100},
                            {TagFamily::button_cr, TagAction::connect, 1150},
                            {TagFamily::generic, TagAction::connect, 1300},
                            {TagFamily::c, TagAction::connect, 1350},
                            {TagFamily::d, TagAction::connect, 1400},
                            {TagFamily::tag, TagAction::connect, 1450},
                            {TagFamily::sensor, TagAction::connect, 1500},
                            {TagFamily::pir, TagAction::connect, 1550},
                            {TagFamily::range, TagAction::connect, 1600},
                            {TagFamily::generic, TagAction::read_device, 1303},
                            {TagFamily::pir, TagAction::read_device, 1552},
                            {TagFamily::range, TagAction::read_status, 1604},
                            {TagFamily::button_d, TagAction::dismiss_alarm, 1106},
                            {TagFamily::button_cr, TagAction::dismiss_alarm, 1156},
                            {TagFamily::button_d, TagAction::led, 1109},
                            {TagFamily::button_cr, TagAction::led, 1158},
                            {TagFamily::tag, TagAction::led, 1464},
                            {TagFamily::sensor, TagAction::led, 1525},
                            {TagFamily::button_d, TagAction::beep, 1111},
                            {TagFamily::button_cr, TagAction::beep, 1160},
                            {TagFamily::button_cr, TagAction::vibrate, 1169}};
    for (const TellsTag& one : all) {
        TagCommand command;
        command.family = one.family;
        command.action = one.action;
        const auto message = encoded(command, "moko.json");
        ASSERT_TRUE(message);
        EXPECT_EQ(message->key.number, one.number);
        EXPECT_EQ(message->result_number, one.number + 2001);
    }
}

TEST(MinewOverHttp, KnowsItsOwnActionsOnly) {
    const auto over_http = [](const CommandBody& body) {
        const auto message = encoded(body, "minew.json-long", GatewayModel::minew_mg3, "/set");
        return message ? message->payload : std::string(message.error().where);
    };

    EXPECT_EQ(over_http(FactoryReset{}), R"({"action":"ClrConfig","requestId":"request-1"})");
    EXPECT_EQ(over_http(ReadSettings{SettingsPart::everything}),
              R"({"action":"GetConfig","requestId":"request-1"})");
    EXPECT_EQ(over_http(ReadSettings{SettingsPart::device}),
              R"({"action":"GetVersion","requestId":"request-1"})");
    EXPECT_EQ(over_http(ReadSettings{SettingsPart::wifi}),
              "minew.json-long: reading a part of the settings but the device");
    EXPECT_EQ(over_http(RssiFilter{-80}), "minew.json-long: rssi filter over HTTP");
    EXPECT_EQ(over_http(MacFilter{}), "minew.json-long: mac filter over HTTP");
}

TEST(Words, ReadBackAsWhatTheyStandFor) {
    for (const std::string_view text : Words<SettingsPart>::list)
        EXPECT_EQ(word(parse_word<SettingsPart>(text).value()), text);
    EXPECT_EQ(word(SettingsPart::connected_tags), "connected-tags");
    EXPECT_EQ(word(AdvertisedKind::other), "other");
    EXPECT_EQ(word(FilterRelation::mac_and_name), "mac-and-name");
    EXPECT_EQ(word(TagAction::vibrate), "vibrate");
    EXPECT_EQ(word(TagFamily::range), "range");
    EXPECT_FALSE(parse_word<ScanMode>("Off"));
}

}  // namespace
}  // namespace cairn::test
