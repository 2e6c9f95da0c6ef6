// `cairn command` against a real mosquitto, with the test as the gateway.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cairn/net/mqtt_publisher.h"
#include "support/broker.h"
#include "support/program.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr auto topic = "/MKGW3/d48c49f7909c/receive";
constexpr auto replies = "/MKGW3/d48c49f7909c/send";
constexpr auto gateway_id = "moko:D48C49F7909C";

/// A gateway that hears its commands.
class Gateway {
public:
    Gateway(const Broker& broker, const char* command_topic) {
        net::MqttPublisherOptions options;
        options.broker = broker.endpoint();
        link_ = std::move(*net::MqttPublisher::open(options));
        EXPECT_TRUE(link_->listen(command_topic));
    }

    std::string command() {
        const auto heard = link_->wait_for_message(Millis{20'000});
        return heard ? heard->payload : "no command came";
    }
    void say(const char* to, std::string_view payload) {
        EXPECT_TRUE(link_->publish(to, as_bytes(payload), 1));
    }

private:
    std::unique_ptr<net::MqttPublisher> link_;
};

/// `cairn command` at work.
class Tool {
public:
    explicit Tool(std::vector<std::string> arguments)
        : program_(with_name(std::move(arguments)), folder_.file("output")) {}

    int wait() { return program_.wait(); }
    std::string output() const { return program_.output(); }

private:
    static std::vector<std::string> with_name(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {CAIRN_TOOL_PROGRAM, "command"});
        return arguments;
    }

    TemporaryDirectory folder_;
    Program program_;
};

std::vector<std::string> moko(const Broker& broker, std::vector<std::string> words) {
    words.insert(words.begin(), gateway_id);
    words.insert(words.end(),
                 {"--dialect", "moko.json", "--topic", topic, "--broker", broker.endpoint().text()});
    return words;
}

TEST(Command, IsDoneWhenTheGatewaySaysSo) {
    const Broker broker;
    Gateway gateway(broker, topic);
    Tool tool(moko(broker, {"report", "kind=status", "interval=60s"}));

    EXPECT_EQ(gateway.command(),
              R"({"msg_id":1003,"device_info":{"mac":"d48c49f7909c"},"data":{"report_interval":60}})");
    gateway.say(replies, R"({"msg_id":3070,"device_info":{"mac":"d48c49f7909c"},"data":[]})");
    gateway.say(replies, "not json");
    gateway.say(
        replies,
        R"({"msg_id":1003,"device_info":{"mac":"d48c49f7909c"},"result_code":0,"result_msg":"success"})");

    EXPECT_EQ(tool.wait(), 0) << tool.output();
    EXPECT_THAT(tool.output(),
                AllOf(HasSubstr("sent to /MKGW3/d48c49f7909c/receive"), HasSubstr("done: success")));
}

TEST(Command, FailsWhenTheGatewayRefuses) {
    const Broker broker;
    Gateway gateway(broker, topic);
    Tool tool(moko(broker, {"reboot"}));

    gateway.command();
    gateway.say(replies, R"({"msg_id":1000,"device_info":{"mac":"d48c49f7909c"},"result_code":4})");

    EXPECT_EQ(tool.wait(), 1);
    EXPECT_THAT(tool.output(), HasSubstr("refused: no such object (4)"));
}

TEST(Command, ShowsTheSettingsThatWereRead) {
    const Broker broker;
    Gateway gateway(broker, topic);
    Tool tool(moko(broker, {"read", "part=device"}));

    gateway.command();
    gateway.say(replies, R"({"msg_id":2002,"device_info":{"mac":"d48c49f7909c"},"result_code":0,)"
                         R"("data":{"product_model":"MKGW3","software_version":"V2.0.1"}})");

    EXPECT_EQ(tool.wait(), 0);
    EXPECT_THAT(tool.output(),
                AllOf(HasSubstr("product_model     MKGW3"), HasSubstr("software_version  V2.0.1")));
}

TEST(Command, WaitsForTheTagBehindTheGateway) {
    const Broker broker;
    Gateway gateway(broker, topic);
    Tool tool(moko(broker, {"tag", "family=button-cr", "action=beep", "mac=E3D5904006A9"}));

    gateway.command();
    gateway.say(replies, R"({"msg_id":1160,"device_info":{"mac":"d48c49f7909c"},"result_code":0})");
    gateway.say(
        replies,
        R"({"msg_id":3161,"device_info":{"mac":"D48C49F7909C"},"data":{"mac":"E3D5904006A9","result_code":0,"result_msg":"success"}})");

    EXPECT_EQ(tool.wait(), 0);
    EXPECT_THAT(tool.output(), AllOf(HasSubstr("acknowledged: done"), HasSubstr("done: success")));
}

TEST(Command, TimesOutWithoutAnAnswer) {
    const Broker broker;
    Tool tool(moko(broker, {"reboot", "--timeout", "0.3"}));

    EXPECT_EQ(tool.wait(), 1);
    EXPECT_THAT(tool.output(), HasSubstr("timed out"));
}

TEST(Command, SendsBytesToAnMkgw4AndNamesItsSettings) {
    const Broker broker;
    Gateway gateway(broker, "gw/c5e390f30bce/subscribe");
    Tool tool({"moko:C5E390F30BCE", "read", "part=scan", "--dialect", "moko.mkgw4", "--topic",
               "gw/c5e390f30bce/subscribe", "--broker", broker.endpoint().text()});

    EXPECT_EQ(gateway.command(), std::string("\xEF\x20\x40\xC5\xE3\x90\xF3\x0B\xCE\0\0", 11));
    gateway.say("gw/c5e390f30bce/publish",
                std::string_view("\xEF\x20\x40\xC5\xE3\x90\xF3\x0B\xCE\0\x04\0\0\x01\x01", 15));

    EXPECT_EQ(tool.wait(), 0);
    EXPECT_THAT(tool.output(), HasSubstr("scan.mode  always"));
}

TEST(Command, FindsAMinewAnswerByItsId) {
    const Broker broker;
    Gateway gateway(broker, "/gw/ac233fc071a5/action");
    Tool tool({"minew:AC233FC071A5", "reboot", "--dialect", "minew.json-long", "--topic",
               "/gw/ac233fc071a5/action", "--id", "r-1", "--broker", broker.endpoint().text()});

    EXPECT_EQ(gateway.command(), R"({"action":"reboot","requestId":"r-1"})");
    gateway.say("/gw/ac233fc071a5/action/response", R"({"requestId":"r-0","code":200})");
    gateway.say("/gw/ac233fc071a5/response", R"({"requestId":"r-1","code":200,"message":"OK"})");

    EXPECT_EQ(tool.wait(), 0);
    EXPECT_THAT(tool.output(), HasSubstr("done: OK"));
}

TEST(Command, ReadsAPasswordFromAFile) {
    const Broker broker;
    const TemporaryDirectory folder;
    std::ofstream(folder.file("secret")) << "sesame99\n";
    Gateway gateway(broker, topic);
    Tool tool(
        moko(broker, {"wifi", "ssid=warehouse", "password=@" + folder.file("secret"), "--timeout", "0.1"}));

    EXPECT_THAT(gateway.command(), HasSubstr(R"("passwd":"sesame99")"));
    tool.wait();
}

TEST(Command, PrintsTheMessageAndSendsNothingInADryRun) {
    Tool tool({gateway_id, "scan", "mode=off", "--dialect", "moko.json", "--topic", topic, "--dry-run",
               "--broker", "127.0.0.1:1"});

    EXPECT_EQ(tool.wait(), 0);
    EXPECT_EQ(tool.output(),
              "/MKGW3/d48c49f7909c/receive\n"
              R"({"msg_id":1040,"device_info":{"mac":"d48c49f7909c"},"data":{"scan_switch":0}})"
              "\n");
}

TEST(Command, RefusesWhatIsOutOfRangeBeforeItConnects) {
    Tool tool({gateway_id, "report", "kind=status", "interval=10s", "--dialect", "moko.json", "--topic",
               topic, "--broker", "127.0.0.1:1"});

    EXPECT_EQ(tool.wait(), 1);
    EXPECT_EQ(tool.output(), "cairn: malformed: moko.json: status report interval is 0 or 30 to 86400 s\n");
}

TEST(Command, SaysWhatIsWrongWithItsWords) {
    struct Wrong {
        std::vector<std::string> words;
        std::string_view text;
    };
    const Wrong wrong[] = {
        {{"x", "reboot"}, "cairn: GATEWAY: expected such as moko:D48C49F7909C, found x\n"},
        {{gateway_id, "nosuch"}, "cairn: there is no command nosuch\n"},
        {{gateway_id, "reboot", "now"}, "cairn: reboot: expected NAME=VALUE, found now\n"},
        {{gateway_id, "reboot", "a=b"}, "cairn: reboot: this command has no setting a\n"},
        {{gateway_id, "scan", "mode=on"},
         "cairn: scan: mode: expected one of off, always, always-with-periodic-report, periodic, "
         "periodic-with-periodic-report, found on\n"},
        {{gateway_id, "report", "kind=scan"}, "cairn: report: interval: expected a value\n"},
        {{gateway_id, "report", "interval=5"},
         "cairn: report: interval: expected a duration such as 500ms, 30s, 5min or 2h, found 5\n"},
        {{gateway_id, "leds", "power=1"}, "cairn: leds: power: expected yes or no, found 1\n"},
        {{gateway_id, "rssi-filter", "min-dbm=-8x"},
         "cairn: rssi-filter: min-dbm: expected a whole number, found -8x\n"},
        {{gateway_id, "time", "now=noon"},
         "cairn: time: now: expected a time such as 2026-01-31T12:00:00Z, found noon\n"},
        {{gateway_id, "raw-filter", "rule=16"},
         "cairn: raw-filter: rule: expected TYPE:FIRST-LAST:BYTES such as 16:1-3:aabbcc, found 16\n"},
        {{gateway_id, "tag", "action=led"}, "cairn: tag: mac: expected the tag's address\n"}};
    for (const Wrong& one : wrong) {
        std::vector<std::string> words = one.words;
        words.insert(words.end(), {"--dialect", "moko.json", "--topic", topic});
        Tool tool(words);
        EXPECT_EQ(tool.wait(), 2);
        EXPECT_EQ(tool.output(), one.text);
    }
}

TEST(Command, NeedsToKnowWhereAnswersCome) {
    Tool tool({gateway_id, "reboot", "--dialect", "moko.json", "--topic", "site/a/b"});

    EXPECT_EQ(tool.wait(), 2);
    EXPECT_EQ(tool.output(), "cairn: --reply-topic is required: site/a/b does not tell where answers come\n");
}

}  // namespace
}  // namespace cairn::test
