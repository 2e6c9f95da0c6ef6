// What gateways answer to commands. Samples: docs/formats/commands.md.
#include <gtest/gtest.h>

#include <algorithm>

#include "cairn/core/hex.h"
#include "command_support.h"

namespace cairn::test {
namespace {

using namespace cairn::adapters;

constexpr auto ring_result =  // GitHub Lostenemy/horizonst
    R"({"msg_id":3161,"device_info":{"mac":"007007E0C804"},"data":{"mac":"E3D5904006A9","result_code":0,"result_msg":"success"}})";

std::string value_of(const CommandReply& reply, std::string_view setting) {
    const auto found = std::ranges::find(reply.settings, setting, &Setting::name);
    return found != reply.settings.end() ? found->value : "absent";
}

/// The reply, which must be one.
CommandReply sure_reply(std::string_view dialect, std::string_view text, std::string_view topic = "") {
    const auto reply = reply_in(dialect, text, topic);
    EXPECT_TRUE(reply) << reply.error().where;
    EXPECT_TRUE(reply && *reply) << "no answer";
    return reply && *reply ? **reply : CommandReply();
}

std::string problem(std::string_view dialect, std::string_view text) {
    const auto reply = reply_in(dialect, text);
    if (!reply) return std::string(name(reply.error().code)) + ": " + reply.error().where;
    return *reply ? "an answer" : "no answer";
}

TEST(MokoReply, SaysThatTheGatewayHasDoneIt) {
    const CommandReply reply = sure_reply(
        "moko.json",
        R"({"msg_id":1040,"device_info":{"mac":"d48c49f7909c"},"result_code":0,"result_msg":"success","data":{}})");

    EXPECT_EQ(reply.key, (RequestKey{*GatewayId::parse("moko:D48C49F7909C"), 1040, {}}));
    EXPECT_EQ(reply.outcome, ReplyOutcome::done);
    EXPECT_EQ(reply.text, "success");
}

TEST(MokoReply, NamesTheRefusal) {
    const char* const meanings[] = {"done", "length", "type", "range", "no such object", "refused"};
    for (int code = 1; code <= 5; ++code) {
        const CommandReply reply =
            sure_reply("moko.json", R"({"msg_id":1003,"device_info":{"mac":"d48c49f7909c"},"result_code":)" +
                                        std::to_string(code) + "}");
        EXPECT_EQ(reply.outcome, ReplyOutcome::refused);
        EXPECT_EQ(reply.code, code);
        EXPECT_EQ(reply.text, meanings[code]);
    }
}

TEST(MokoReply, ListsTheSettingsThatWereRead) {
    const CommandReply reply = sure_reply(
        "moko.json",
        R"({"msg_id":2043,"device_info":{"mac":"d48c49f7909c"},"result_code":0,)"
        R"("data":{"precise":1,"reverse":false,"mac":["AC23","C202"],"deep":{"x":24.5},"nothing":null}})");

    EXPECT_EQ(reply.outcome, ReplyOutcome::done);
    EXPECT_EQ(value_of(reply, "precise"), "1");
    EXPECT_EQ(value_of(reply, "reverse"), "0");
    EXPECT_EQ(value_of(reply, "mac.0"), "AC23");
    EXPECT_EQ(value_of(reply, "mac.1"), "C202");
    EXPECT_EQ(value_of(reply, "deep.x"), "24.5");
    EXPECT_EQ(value_of(reply, "nothing"), "");
}

TEST(MokoReply, TellsNoPasswords) {
    const CommandReply reply =
        sure_reply("moko.json", R"({"msg_id":2020,"device_info":{"mac":"d48c49f7909c"},"result_code":0,)"
                                R"("data":{"ssid":"a","passwd":"sesame99","eap_passwd":""}})");

    EXPECT_EQ(value_of(reply, "ssid"), "a");
    EXPECT_EQ(value_of(reply, "passwd"), "set");
    EXPECT_EQ(value_of(reply, "eap_passwd"), "none");
}

TEST(MokoReply, BringsNoMoreThan64SettingsOf256Characters) {
    std::string data = R"("long":")" + std::string(1'000, 'x') + '"';
    for (int i = 0; i < 200; ++i) data += ",\"m" + std::to_string(i) + "\":" + std::to_string(i);
    const CommandReply reply = sure_reply(
        "moko.json",
        R"({"msg_id":2040,"device_info":{"mac":"d48c49f7909c"},"result_code":0,"data":{)" + data + "}}");

    EXPECT_EQ(reply.settings.size(), reply_settings_max);
    EXPECT_EQ(value_of(reply, "long").size(), setting_chars_max);
}

TEST(MokoReply, OfATagHasItsAddress) {
    const CommandReply reply = sure_reply("moko.json", ring_result);

    EXPECT_EQ(reply.key.number, 3161);
    EXPECT_EQ(reply.outcome, ReplyOutcome::done);
    EXPECT_EQ(reply.tag->text(), "E3D5904006A9");
    EXPECT_EQ(reply.text, "success");
}

TEST(MokoReply, OfATagCanFail) {
    const CommandReply reply = sure_reply(
        "moko.json",
        R"({"msg_id":3101,"device_info":{"mac":"007007E0C804"},"data":{"mac":"E3D5904006A9","result_code":1}})");

    EXPECT_EQ(reply.outcome, ReplyOutcome::failed);
    EXPECT_EQ(reply.text, "failed");
}

TEST(MokoReply, OfAnUpdateIsGoodWith1) {
    const auto update = [](int code) {
        return sure_reply("moko.json",
                          R"({"msg_id":3007,"device_info":{"mac":"d48c49f7909c"},"data":{"result_code":)" +
                              std::to_string(code) + "}}")
            .outcome;
    };

    EXPECT_EQ(update(1), ReplyOutcome::done);
    EXPECT_EQ(update(0), ReplyOutcome::failed);
}

TEST(MokoReply, OfTheFirstGenerationHasItsOwnLateResults) {
    const auto outcome = [](std::string_view text) { return sure_reply("moko.gen-a", text).outcome; };

    EXPECT_EQ(
        outcome(
            R"({"msg_id":3001,"device_info":{"device_id":"a","mac":"409151A65C96"},"data":{"ota_result":1}})"),
        ReplyOutcome::done);
    EXPECT_EQ(
        outcome(
            R"({"msg_id":3002,"device_info":{"device_id":"a","mac":"409151A65C96"},"data":{"reset_result":0}})"),
        ReplyOutcome::failed);
}

TEST(MokoReply, IsNotEverythingThatAGatewaySends) {
    for (
        const char* other :
        {R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[]})",
         R"({"msg_id":3004,"device_info":{"mac":"d48c49f7909c"},"data":{"timestamp":0}})",
         R"({"msg_id":3007,"device_info":{"mac":"d48c49f7909c"},"data":{}})",
         R"({"msg_id":3117,"device_info":{"mac":"d48c49f7909c"},"data":{"mac":"E3D5904006A9","x_axis_data":"1"}})",
         R"({"msg_id":3999,"device_info":{"mac":"d48c49f7909c"}})",
         R"({"msg_id":1040,"device_info":{"mac":"d48c49f7909c"},"data":{"scan_switch":1}})",
         R"({"msg_id":2040,"device_info":{"mac":"d48c49f7909c"}})", R"({"msg_id":12,"result_code":0})"})
        EXPECT_EQ(problem("moko.json", other), "no answer") << other;
}

TEST(MokoReply, RefusesWhatIsBroken) {
    EXPECT_EQ(problem("moko.json", "{"), "malformed: json: not a document");
    EXPECT_EQ(problem("moko.json", "[]"), "malformed: moko.json: envelope");
    EXPECT_EQ(problem("moko.json", "{}"), "malformed: moko.json: msg_id");
    EXPECT_EQ(problem("moko.json", R"({"msg_id":"x"})"), "malformed: moko.json: msg_id");
    EXPECT_EQ(problem("moko.json", R"({"msg_id":1040,"result_code":0})"),
              "malformed: moko.json: device_info");
    EXPECT_EQ(problem("moko.json", R"({"msg_id":1040,"result_code":0,"device_info":{"mac":"x"}})"),
              "malformed: moko.json: gateway address");
    EXPECT_EQ(problem("moko.json", R"({"msg_id":1040,"result_code":0,"device_info":{}})"),
              "malformed: moko.json: gateway address");
}

Result<std::optional<CommandReply>> mkgw4_reply(std::string_view digits) {
    std::vector<std::uint8_t> bytes(digits.size() / 2);
    EXPECT_TRUE(parse_hex(digits, bytes));
    return parse_reply(Message{"", bytes}, "moko.mkgw4");
}

/// What the gateway answers when the settings that `body` made are read: the same fields under the number of
/// reading.
CommandReply read_back(const CommandBody& body) {
    std::string frame = encoded(body, "moko.mkgw4")->payload;
    frame[1] = static_cast<char>(frame[1] + 0x10);
    const auto reply = parse_reply(Message{"", as_bytes(frame)}, "moko.mkgw4");
    EXPECT_TRUE(reply && *reply);
    return reply && *reply ? **reply : CommandReply();
}

TEST(Mkgw4Reply, ReadsBackWhatWasSet) {
    EXPECT_EQ(
        value_of(read_back(ReportSettings{ReportKind::status, std::chrono::hours(24)}), "status.interval_s"),
        "86400");
    EXPECT_EQ(value_of(read_back(RssiFilter{-90}), "filter.rssi_dbm"), "-90");
    EXPECT_EQ(value_of(read_back(ScanSettings{ScanMode::periodic, {}}), "scan.mode"),
              "periodic, immediate report");
    EXPECT_EQ(
        value_of(read_back(DuplicateFilter{DuplicateRule::same_mac_and_content, {}}), "filter.duplicates"),
        "mac and raw");
    EXPECT_EQ(value_of(read_back(Leds{true, false, true, false, false, true}), "leds"), "power network gps");
    EXPECT_EQ(value_of(read_back(TimeServer{true, "pool.ntp.org", 24}), "ntp.host"), "pool.ntp.org");
}

TEST(Mkgw4Reply, ReadsBackEveryFieldOfALongSetting) {
    const CommandReply timing = read_back(ScanTiming{60, 600, 3'600});
    const CommandReply macs = read_back(MacFilter{true, false, {"AC233FA03208"}});
    const CommandReply rules = read_back(RawFilter{
        true, RuleRelation::a_and_b_or_c, {{0x16, 1, 2, "e1ff"}, {0xFF, 0, 0, "4c"}, {1, 1, 1, "06"}}});
    const CommandReply time = read_back(TimeSync{{1'786'092'760'000}, -7});
    const CommandReply cellular = read_back(CellularSettings{10, "onomondo", "u", "p"});

    EXPECT_EQ(value_of(timing, "scan.duration"), "60");
    EXPECT_EQ(value_of(timing, "scan.interval"), "600");
    EXPECT_EQ(value_of(timing, "scan.report_interval"), "3600");
    EXPECT_EQ(value_of(macs, "filter.mac.precise"), "on");
    EXPECT_EQ(value_of(macs, "filter.mac"), "ac233fa03208");
    EXPECT_EQ(value_of(rules, "filter.raw.relation"), "(A&B)|C");
    EXPECT_EQ(value_of(rules, "filter.raw.rule"), "16 from 1 to 2 e1ff");
    EXPECT_EQ(value_of(time, "clock.unix_s"), "1786092760");
    EXPECT_EQ(value_of(time, "clock.zone_h"), "-3.5");
    EXPECT_EQ(value_of(cellular, "network.apn"), "onomondo");
    EXPECT_EQ(value_of(cellular, "network.password"), "set");
}

TEST(Mkgw4Reply, ReadsBackTheBroker) {
    MqttSettings mqtt;
    mqtt.host = "b.example";
    mqtt.port = 8'883;
    mqtt.client_id = "gw4";
    mqtt.subscribe_topic = "down";
    mqtt.publish_topic = "up";
    mqtt.security = MqttSecurity::certificates;

    const CommandReply reply = read_back(mqtt);

    EXPECT_EQ(value_of(reply, "mqtt.tls"), "3");
    EXPECT_EQ(value_of(reply, "mqtt.host"), "b.example");
    EXPECT_EQ(value_of(reply, "mqtt.port"), "8883");
    EXPECT_EQ(value_of(reply, "mqtt.subscribe_topic"), "down");
    EXPECT_EQ(value_of(reply, "mqtt.publish_topic"), "up");
    EXPECT_EQ(value_of(reply, "mqtt.keep_alive_s"), "60");
}

TEST(Mkgw4Reply, ToAChangeIsAnAcknowledgementOnly) {
    const auto reply = mkgw4_reply("ef1040c5e390f30bce000400000101");

    ASSERT_TRUE(reply && *reply);
    EXPECT_EQ((*reply)->key, (RequestKey{*GatewayId::parse("moko:C5E390F30BCE"), 0x1040, {}}));
    EXPECT_EQ((*reply)->outcome, ReplyOutcome::acknowledged);
    EXPECT_EQ(value_of(**reply, "fields"), "00000101");
}

TEST(Mkgw4Reply, ComesAsHexadecimalTextToo) {
    const auto reply = reply_in("moko.mkgw4", "EF2040C5E390F30BCE000400000101");

    ASSERT_TRUE(reply && *reply);
    EXPECT_EQ(value_of(**reply, "scan.mode"), "always");
}

TEST(Mkgw4Reply, IsNotEverythingThatAGatewaySends) {
    EXPECT_FALSE(*mkgw4_reply("ef3011c5e390f30bce000c0000046a759cd80100020d16"));
    EXPECT_FALSE(*mkgw4_reply("ef2040c5e390f30bce0000")) << "the request";
    EXPECT_EQ(mkgw4_reply("ef2fffc5e390f30bce000400000101").error().code, Errc::unsupported);
}

TEST(Mkgw4Reply, RefusesEveryTruncation) {
    const std::string whole = "ef2042c5e390f30bce000c000002003c01000400000258";
    for (std::size_t size = 0; size < whole.size(); size += 2)
        EXPECT_FALSE(mkgw4_reply(whole.substr(0, size))) << "at " << size / 2 << " bytes";
    EXPECT_TRUE(mkgw4_reply(whole));
    EXPECT_FALSE(mkgw4_reply(whole + "00"));
}

TEST(MinewReply, HasTheRequestsIdAndACode) {
    const CommandReply reply =
        sure_reply("minew.json-long", R"({"requestId":"request-1","code":200,"message":"OK"})",
                   "/mg3/ac233fc160f5/response");

    EXPECT_EQ(reply.key, (RequestKey{*GatewayId::parse("minew:AC233FC160F5"), 0, "request-1"}));
    EXPECT_EQ(reply.outcome, ReplyOutcome::done);
    EXPECT_EQ(reply.text, "OK");
}

TEST(MinewReply, IsARefusalWithAnotherCode) {
    const CommandReply reply = sure_reply(
        "minew.json-long", R"({"requestId":"r","code":400,"message":"NO action!","mac":"AC233FC160F5"})");

    EXPECT_EQ(reply.outcome, ReplyOutcome::refused);
    EXPECT_EQ(reply.code, 400);
    EXPECT_EQ(reply.key.gateway.view(), "minew:AC233FC160F5");
}

TEST(MinewReply, HoldsTheConfiguration) {
    const CommandReply reply = sure_reply(
        "minew.json-long",
        R"({"action":"getConfig","requestId":"r","currentConfig":{"filter":{"params":{"rssi":-80}},"mqtt":{"passWord":"x"}}})");

    EXPECT_EQ(reply.outcome, ReplyOutcome::done);
    EXPECT_EQ(value_of(reply, "filter.params.rssi"), "-80");
    EXPECT_EQ(value_of(reply, "mqtt.passWord"), "set");
}

TEST(MinewReply, WithoutACodeIsAnAcknowledgement) {
    const CommandReply reply = sure_reply("minew.json-long", R"({"requestId":"r","state":"x"})");

    EXPECT_EQ(reply.outcome, ReplyOutcome::acknowledged);
    EXPECT_EQ(reply.text, "answered; what it means is not published");
}

TEST(MinewReply, IsNotEverythingThatAGatewaySends) {
    for (const char* other :
         {R"([{"type":"Gateway","mac":"AC233FC001EA"}])", R"({"action":"reboot","requestId":"r"})",
          R"({"code":200})", R"({"requestId":"0123456789012345678901234567890123456","code":200})"})
        EXPECT_EQ(problem("minew.json-long", other), "no answer") << other;
    EXPECT_EQ(problem("minew.json-long", R"({"requestId":7,"code":200})"),
              "malformed: minew.json-long: requestId");
    EXPECT_EQ(problem("minew.json-long", R"({"requestId":"r","code":[]})"),
              "malformed: minew.json-long: code");
}

TEST(CivicReply, HasTheRequestsIdAndAResult) {
    const CommandReply reply = sure_reply(
        "civic",
        R"({"cairn":"civic/1","gateway":"gw-17","request":"r","result":"refused","code":7,"text":"busy","settings":{"a":1}})");

    EXPECT_EQ(reply.key, (RequestKey{*GatewayId::parse("civic:gw-17"), 0, "r"}));
    EXPECT_EQ(reply.outcome, ReplyOutcome::refused);
    EXPECT_EQ(reply.code, 7);
    EXPECT_EQ(reply.text, "busy");
    EXPECT_EQ(value_of(reply, "a"), "1");
}

TEST(CivicReply, NeedsNoMoreThanItsResult) {
    for (const auto& [text, outcome] :
         {std::pair{"done", ReplyOutcome::done}, std::pair{"acknowledged", ReplyOutcome::acknowledged},
          std::pair{"failed", ReplyOutcome::failed}}) {
        const CommandReply reply =
            sure_reply("civic", R"({"cairn":"civic/1","gateway":"gw-17","request":"r","result":")" +
                                    std::string(text) + "\"}");
        EXPECT_EQ(reply.outcome, outcome);
        EXPECT_EQ(reply.text, text);
    }
}

TEST(CivicReply, RefusesWhatIsBroken) {
    EXPECT_EQ(problem("civic", R"({"cairn":"civic/1","gateway":"g","request":"r","result":"ok"})"),
              "malformed: civic: result");
    EXPECT_EQ(problem("civic", R"({"cairn":"civic/1","request":"r","result":"done"})"),
              "malformed: civic: gateway");
    EXPECT_EQ(problem("civic", R"({"cairn":"civic/2","gateway":"g","request":"r","result":"done"})"),
              "unsupported: civic: version");
    EXPECT_EQ(problem("civic", R"({"cairn":"civic/1","gateway":"g","request":1,"result":"done"})"),
              "malformed: civic: request");
    EXPECT_EQ(problem("civic", "[]"), "malformed: civic: document");
    EXPECT_EQ(problem("civic", R"({"cairn":"civic/1","gateway":"g","online":true})"), "no answer");
    EXPECT_EQ(problem("civic", R"({"cairn":"civic/1","gateway":"g","request":"r","command":"reboot"})"),
              "no answer");
}

}  // namespace
}  // namespace cairn::test
