// The choice among dialects: pins, mapped topics, recognition, passing through.
#include <gtest/gtest.h>

#include <set>

#include "feed.h"

namespace cairn::test {
namespace {

using adapters::AdaptersOptions;

constexpr std::string_view moko_status =
    R"({"msg_id":3004,"device_info":{"mac":"d48c49f7909c"},"data":{"wifi_rssi":-54}})";

TEST(AnyDialect, NamesItsDialectsOnce) {
    const auto names = adapters::dialect_names();
    const std::set<std::string_view> different(names.begin(), names.end());

    EXPECT_EQ(different.size(), names.size());
    EXPECT_TRUE(different.contains("moko.mkgw4"));
    EXPECT_TRUE(different.contains("civic"));
    for (const auto name : names) {
        const auto adapter = *adapters::make_adapter(pinned(name));
        LineSink sink;
        adapter->feed(Message{"", as_bytes("?")}, noon, sink);
        EXPECT_EQ(adapter->name(), name);
    }
}

TEST(AnyDialect, NamesTheDialectOfTheLastMessage) {
    const auto adapter = *adapters::make_adapter({});
    LineSink sink;
    EXPECT_EQ(adapter->name(), "any");
    adapter->feed(Message{"", as_bytes(moko_status)}, noon, sink);
    EXPECT_EQ(adapter->name(), "moko.json");
    adapter->feed(Message{"", as_bytes("?")}, noon, sink);
    EXPECT_EQ(adapter->name(), "none");
}

TEST(AnyDialect, RecognisesMessagesByTheirContent) {
    EXPECT_TRUE(says(feed({}, "any/topic", moko_status), "frame moko:D48C49F7909C"));
    EXPECT_TRUE(
        says(feed({}, "", R"( {"data":{"msg_id":1},"device_info":{"mac":"d48c49f7909c"},"msg_id":3999})"),
             "status moko:D48C49F7909C offline"));
    EXPECT_TRUE(
        says(feed({}, "", R"([{"mac":"AC233FC001EA","gatewayFree":98}])"), "frame minew:AC233FC001EA"));
    EXPECT_TRUE(says(feed({}, "", R"({"tag":"a","gateway":"gw","cairn":"civic/1"})"), "frame civic:gw"));
}

TEST(AnyDialect, RefusesWhatNoDialectRecognises) {
    for (const char* text : {"", "offline", "{}", "[]", "[[]]", R"({"data":{"msg_id":3004}})", "\xBB\x01",
                             R"({"x":"\"msg_id\":"})", R"([{"mac":"a","locator":1}])", "\xEF\xBB\xBF{}"}) {
        const auto sink = feed({}, "a/b", text);
        ASSERT_EQ(sink.refusals.size(), 1U) << text;
        EXPECT_EQ(sink.refusals[0].code, Errc::unsupported) << text;
        EXPECT_STREQ(sink.refusals[0].where, "no dialect recognises the message") << text;
    }
}

TEST(AnyDialect, SaysWhenAMessageIsBrokenJson) {
    const auto sink = feed({}, "a/b", R"({"msg_id":3070,"device_info")");

    ASSERT_EQ(sink.refusals.size(), 1U);
    EXPECT_EQ(sink.refusals[0].code, Errc::malformed);
    EXPECT_STREQ(sink.refusals[0].where, "json: not a document");
}

TEST(AnyDialect, ReadsEachMessageAnew) {
    const auto adapter = *adapters::make_adapter({});
    std::string text(moko_status);
    LineSink sink;
    adapter->feed(Message{"", as_bytes(text)}, noon, sink);
    text.replace(text.find("-54"), 3, "-55");
    adapter->feed(Message{"", as_bytes(text)}, noon, sink);

    EXPECT_TRUE(says(sink, "uplink_rssi_dbm=-54"));
    EXPECT_TRUE(says(sink, "uplink_rssi_dbm=-55"));
}

TEST(AnyDialect, FollowsAPinWhateverTheMessageLooksLike) {
    AdaptersOptions options;
    options.pins = {{"b/#", "minew.json-long"}, {"b/x", "moko.json"}};

    EXPECT_TRUE(says(feed(options, "b/x", moko_status), "minew: not a list"));
    EXPECT_TRUE(says(feed(options, "c/x", moko_status), "frame moko:D48C49F7909C"));
}

TEST(AnyDialect, RefusesALongMessageUnread) {
    std::string text(moko_status);
    text.resize(limits::message_bytes_max, ' ');
    EXPECT_TRUE(says(feed({}, "", text), "frame moko:D48C49F7909C"));
    text += ' ';
    const auto sink = feed({}, "", text);

    ASSERT_EQ(sink.lines.size(), 1U);
    EXPECT_EQ(sink.refusals[0].code, Errc::full);
}

TEST(AnyDialect, PassesOnWhatNobodyUnderstands) {
    AdaptersOptions options;
    options.pass_through = {"site/+/raw", "other/#"};

    EXPECT_EQ(
        feed(options, "site/gw-9/raw", "\x01\x02").lines,
        (std::vector<std::string>{"frame civic:gw-9",
                                  "raw civic:gw-9 topic=site/gw-9/raw bytes=2 at=2026-01-31T12:00:00.000Z"}));
    EXPECT_TRUE(says(feed(options, "other/x", "?"), "raw civic:unknown topic=other/x bytes=1"));
    EXPECT_TRUE(says(feed(options, "site/no good/raw", "?"), "raw civic:unknown"));
    EXPECT_FALSE(says(feed(options, "else", "?"), "raw"));
}

TEST(AnyDialect, PassesOnAMessageThatGaveOnlyRefusals) {
    AdaptersOptions options;
    options.pass_through = {"#"};
    const auto sink = feed(options, "x", R"({"msg_id":3161,"device_info":{"mac":"d48c49f7909c"}})");

    EXPECT_TRUE(says(sink, "moko.json: notification 31xx, a BXP-Button"));
    EXPECT_TRUE(says(sink, "raw civic:unknown"));
}

TEST(AnyDialect, DoesNotPassOnWhatItUnderstood) {
    AdaptersOptions options;
    options.pass_through = {"#"};

    EXPECT_FALSE(says(feed(options, "x", moko_status), "raw"));
    EXPECT_FALSE(says(feed(options, "/gw/ac233fc001ea/status", "[]"), "raw"));
}

AdaptersOptions last_will() {
    AdaptersOptions options;
    options.last_wills = {{"/MKGW3/+/send", "moko"}, {"home/+/will", "other"}};
    return options;
}

TEST(LastWill, SaysThatAGatewayIsGoneWhateverItsText) {
    const std::string offline = "status moko:D48C49F7909C offline at=2026-01-31T12:00:00.000Z";
    for (const char* text : {"offline", "0", R"({"state":"gone"})", "[]", "\xFF"}) {
        const auto sink = feed(last_will(), "/MKGW3/d48c49f7909c/send", text);
        EXPECT_TRUE(says(sink, offline)) << text;
        EXPECT_TRUE(sink.refusals.empty()) << text;
    }
    EXPECT_TRUE(says(feed(last_will(), "home/hall-2/will", "bye"), "status other:hall-2 offline"));
}

TEST(LastWill, IsNeitherAMessageNorATornOneNorSilence) {
    const auto said = [](std::string_view topic, std::string_view text) {
        return says(feed(last_will(), topic, text), "offline");
    };

    EXPECT_FALSE(said("/MKGW3/d48c49f7909c/send", moko_status));
    EXPECT_FALSE(said("/MKGW3/d48c49f7909c/send", R"({"msg_id":3070,"device)"));
    EXPECT_FALSE(said("/MKGW3/d48c49f7909c/send", ""));
    EXPECT_FALSE(said("/MKGW3/d48c49f7909c/send", repeated("x", 129)));
    EXPECT_TRUE(said("/MKGW3/d48c49f7909c/send", repeated("x", 128)));
    EXPECT_FALSE(said("/MKGW3/d48c49f7909c/other", "gone"));
    EXPECT_FALSE(said("home/no good/will", "gone"));
}

TEST(AnyDialect, RefusesOptionsThatCannotBe) {
    const auto refusal = [](const auto& change) {
        AdaptersOptions options;
        change(options);
        const auto made = adapters::make_adapter(options);
        return made ? "none" : std::string(name(made.error().code)) + ' ' + made.error().where;
    };
    const auto mapping = [&](const auto& change) {
        return refusal([&](AdaptersOptions& options) {
            adapters::CivicMapping one;
            one.topic_filter = "#";
            one.tag = "id";
            one.gateway = "gw";
            change(one);
            options.civic_mappings.push_back(one);
        });
    };
    EXPECT_EQ(refusal([](auto& o) { o.pins = {{"a", "moko"}}; }), "malformed pin: unknown dialect");
    EXPECT_EQ(refusal([](auto& o) { o.pins = {{"a/#/b", "civic"}}; }), "malformed pin: topic filter");
    EXPECT_EQ(refusal([](auto& o) { o.pass_through = {""}; }), "malformed pass_through: topic filter");
    EXPECT_EQ(refusal([](auto& o) { o.last_wills = {{"a/#/b", "moko"}}; }),
              "malformed last will: topic filter");
    EXPECT_EQ(refusal([](auto& o) { o.last_wills = {{"a", "Moko!"}}; }), "malformed last will: vendor");
    EXPECT_EQ(mapping([](auto&) {}), "none");
    EXPECT_EQ(mapping([](auto& m) { m.topic_filter = "a+"; }), "malformed civic mapping: topic filter");
    EXPECT_EQ(mapping([](auto& m) { m.tag = ""; }), "malformed civic mapping: tag path");
    EXPECT_EQ(mapping([](auto& m) { m.gateway = ""; }), "malformed civic mapping: gateway");
    EXPECT_EQ(mapping([](auto& m) { m.gateway_name = "a b"; }), "malformed civic mapping: gateway name");
    EXPECT_EQ(mapping([](auto& m) { m.measurements = {{"", "x", ""}}; }),
              "malformed civic mapping: measurement");
}

TEST(TopicFilter, MatchesAsMqttSays) {
    // MQTT 3.1.1 sections 4.7.1 and 4.7.2, with their own examples.
    for (const auto& [filter, topic] : std::vector<std::pair<const char*, const char*>>{
             {"sport/tennis/player1/#", "sport/tennis/player1"},
             {"sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"},
             {"sport/#", "sport"},
             {"#", "a/b"},
             {"#", ""},
             {"sport/tennis/+", "sport/tennis/player1"},
             {"sport/+", "sport/"},
             {"+/+", "/finance"},
             {"/+", "/finance"},
             {"$SYS/#", "$SYS/monitor"},
         }) {
        EXPECT_TRUE(adapters::topic_matches(filter, topic)) << filter << " " << topic;
    }
    for (const auto& [filter, topic] : std::vector<std::pair<const char*, const char*>>{
             {"sport/tennis/+", "sport/tennis/player1/ranking"},
             {"sport/+", "sport"},
             {"+", "/finance"},
             {"#", "$SYS/monitor"},
             {"+/monitor", "$SYS/monitor"},
             {"a/b", "a"},
             {"a", "a/b"},
             {"a", "A"},
         }) {
        EXPECT_FALSE(adapters::topic_matches(filter, topic)) << filter << " " << topic;
    }
}

}  // namespace
}  // namespace cairn::test
