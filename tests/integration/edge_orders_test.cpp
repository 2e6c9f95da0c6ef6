// What the cloud wants of an edge, from the command line there to the gateway here and back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cairn/net/mqtt_publisher.h"
#include "support/installation.h"
#include "support/numbered_publisher.h"
#include "support/stored_numbers.h"

namespace cairn::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr auto command_topic = "/MKGW3/d48c49f7909c/receive";
constexpr auto reply_topic = "/MKGW3/d48c49f7909c/send";
constexpr auto done =
    R"({"msg_id":1003,"device_info":{"mac":"d48c49f7909c"},"result_code":0,"result_msg":"success"})";

/// `cairn-cloud` beside the server.
std::string cloud_says(const Installation& all, std::vector<std::string> words) {
    const TemporaryDirectory folder;
    words.insert(words.begin(), CAIRN_CLOUD_PROGRAM);
    words.insert(words.end(), {"--data", all.cloud_folder()});
    Program program(std::move(words), folder.file("output"));
    const int code = program.wait();
    return (code == 0 ? "" : "FAILED: ") + program.output();
}

std::string edge_check(const Installation& all) {
    const TemporaryDirectory folder;
    Program program({CAIRN_EDGE_PROGRAM, "--config", all.file("edge.toml"), "--check"},
                    folder.file("output"));
    const int code = program.wait();
    return (code == 0 ? "" : "FAILED: ") + program.output();
}

std::string send_report(const Installation& all) {
    std::string id =
        cloud_says(all, {"command", "send", "dock", "report", "kind=status", "interval=60s", "--gateway",
                         "moko:D48C49F7909C", "--dialect", "moko.json", "--topic", command_topic});
    return id.substr(0, id.find('\n'));
}

/// The line of the table that begins with the command's id.
std::string state_of(const Installation& all, const std::string& id) {
    const std::string table = cloud_says(all, {"command", "list", "dock"});
    const std::size_t line = table.find(id + " ");
    return line == std::string::npos ? table : table.substr(line, table.find('\n', line) - line);
}

bool becomes(const Installation& all, const std::string& id, const std::string& what,
             std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    return eventually([&] { return state_of(all, id).find(what) != std::string::npos; }, limit);
}

/// An MKGW3 that hears its commands.
class Gateway {
public:
    explicit Gateway(const Installation& all) {
        net::MqttPublisherOptions options;
        options.broker = {"127.0.0.1", all.mqtt_port()};
        link_ = std::move(*net::MqttPublisher::open(options));
        EXPECT_TRUE(link_->listen(command_topic));
    }
    /// Empty: none came.
    std::string command(Millis at_most = Millis{20'000}) {
        const auto heard = link_->wait_for_message(at_most);
        return heard ? heard->payload : "";
    }
    void say(std::string_view payload) { EXPECT_TRUE(link_->publish(reply_topic, as_bytes(payload), 1)); }

private:
    std::unique_ptr<net::MqttPublisher> link_;
};

TEST(EdgeOrders, ACommandOfTheCloudIsDoneByTheGateway) {
    const Installation all;
    Gateway gateway(all);

    const std::string id = send_report(all);

    EXPECT_EQ(gateway.command(),
              R"({"msg_id":1003,"device_info":{"mac":"d48c49f7909c"},"data":{"report_interval":60}})");
    EXPECT_TRUE(becomes(all, id, " sent ")) << state_of(all, id);
    gateway.say(done);
    EXPECT_TRUE(becomes(all, id, " done ")) << state_of(all, id);
    EXPECT_THAT(state_of(all, id), HasSubstr("success"));
}

TEST(EdgeOrders, ACommandIsNotSentAgainByAnEdgeThatWasKilled) {
    Installation all;
    Gateway gateway(all);
    const std::string id = send_report(all);
    ASSERT_NE(gateway.command(), "");
    ASSERT_TRUE(becomes(all, id, " sent "));

    all.kill_edge();
    all.start_edge();
    EXPECT_EQ(gateway.command(Millis{2'000}), "") << "not twice";

    // It is told of it again, and listens again.
    EXPECT_TRUE(eventually([&] {
        gateway.say(done);
        return becomes(all, id, " done ", std::chrono::milliseconds(500));
    })) << state_of(all, id);
}

TEST(EdgeOrders, AWrongCommandIsRefusedInWords) {
    const Installation all;
    const std::string answer =
        cloud_says(all, {"command", "send", "dock", "report", "kind=status", "interval=1s", "--gateway",
                         "moko:D48C49F7909C", "--dialect", "moko.json", "--topic", command_topic});
    const std::string id = answer.substr(0, answer.find('\n'));

    EXPECT_TRUE(becomes(all, id, " refused ")) << state_of(all, id);
    EXPECT_THAT(state_of(all, id), HasSubstr("status report interval is 0 or 30 to 86400 s"));
}

TEST(EdgeOrders, ACommandWaitsForTheBroker) {
    Installation all;
    all.kill_broker();
    const std::string id = send_report(all);
    ASSERT_TRUE(becomes(all, id, " queued ")) << state_of(all, id);

    all.start_broker();
    Gateway gateway(all);

    // The edge may have been faster than this gateway, whose messages the broker does not keep.
    EXPECT_TRUE(becomes(all, id, " sent ")) << state_of(all, id);
}

/// What `config set` and then, once it is told, `config show` say.
std::string settings_end(const Installation& all, const std::string& toml) {
    const std::string file = all.file("settings.toml");
    std::ofstream(file) << toml;
    EXPECT_THAT(cloud_says(all, {"config", "set", "dock", file}), HasSubstr("version "));
    std::string shown;
    eventually([&] {
        shown = cloud_says(all, {"config", "show", "dock"});
        return shown.find(": waiting") == std::string::npos;
    });
    return shown;
}

TEST(EdgeOrders, SettingsOfTheCloudAreAppliedAndStay) {
    Installation all;

    EXPECT_THAT(settings_end(all, "[log]\nlevel = \"warning\"\n"), HasSubstr(": applied"));
    const std::string check = edge_check(all);
    EXPECT_THAT(check, HasSubstr("edge.db.cloud.toml:2: log.level\n"));

    EXPECT_THAT(settings_end(all, "[log]\nlevel = \"loud\"\n"),
                AllOf(HasSubstr(": refused"), HasSubstr("settings:2: log.level: expected \"debug\" or")));
    EXPECT_EQ(edge_check(all), check) << "the old ones stay";
    EXPECT_THAT(settings_end(all, "[page]\nenabled = false\n"),
                HasSubstr("settings:2: page.enabled: not for this file to decide"));
    EXPECT_TRUE(all.is_edge_running());
}

TEST(EdgeOrders, NothingIsLostOrDoubledWhileSettingsAreApplied) {
    Installation all;
    NumberedPublisher publisher(all.mqtt_port(), std::chrono::microseconds(500));

    for (int i = 1; i <= 5; ++i) {
        EXPECT_THAT(settings_end(all, "[buffer]\ncommit_interval = 0." + std::to_string(i) + "\n"),
                    HasSubstr(": applied"));
    }
    publisher.stop();

    ASSERT_GT(publisher.acknowledged(), 100U);
    EXPECT_TRUE(eventually(
        [&] { return stored_numbers(all.cloud_folder()).times.size() >= publisher.acknowledged(); }));
    EXPECT_EQ(wrong_in(stored_numbers(all.cloud_folder()), publisher.said()), Wrong{}) << all.logs();
    EXPECT_TRUE(all.is_edge_running());
}

}  // namespace
}  // namespace cairn::test
