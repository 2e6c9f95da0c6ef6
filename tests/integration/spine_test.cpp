// The whole way with the real programs: captures go into a real mosquitto, and come out of the cloud's API
// as the exact readings, though the cloud is away for a while and the edge is killed in between.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "cairn/net/mqtt_publisher.h"
#include "support/http_get.h"
#include "support/program.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

const std::string source = CAIRN_SOURCE_DIR;

/// A broker, a cloud and an edge of this test's own, on free ports of loopback.
class Installation {
public:
    Installation() {
        write("mosquitto.conf", "listener " + std::to_string(mqtt_) +
                                    " 127.0.0.1\nallow_anonymous true\npersistence false\n"
                                    "max_queued_messages 0\nmax_inflight_messages 100\n");
        broker_ = std::make_unique<Program>(
            std::vector<std::string>{"/usr/sbin/mosquitto", "-c", directory_.file("mosquitto.conf")},
            directory_.file("mosquitto.log"));
        start_cloud();
        Program add({CAIRN_CLOUD_PROGRAM, "edge", "add", "dock", "--data", directory_.file("cloud"),
                     "--cloud", "127.0.0.1:" + std::to_string(sync_), "--output",
                     directory_.file("credential.toml")},
                    directory_.file("add.log"));
        EXPECT_EQ(add.wait(), 0) << add.output();
        write("edge.toml", "[mqtt]\nbroker = \"127.0.0.1:" + std::to_string(mqtt_) +
                               "\"\n[sync]\ncredential_file = \"" + directory_.file("credential.toml") +
                               "\"\nretry_max = 1.0\n[buffer]\npath = \"" + directory_.file("edge.db") +
                               "\"\n[page]\nlisten = \"127.0.0.1:" + std::to_string(page_) +
                               "\"\n[decode]\nduplicate_window = 0\n");
        start_edge();
    }

    void start_cloud() {
        cloud_ = std::make_unique<Program>(
            std::vector<std::string>{CAIRN_CLOUD_PROGRAM, "--data", directory_.file("cloud"), "--http",
                                     "127.0.0.1:" + std::to_string(http_), "--sync",
                                     "127.0.0.1:" + std::to_string(sync_)},
            directory_.file("cloud.log"));
        EXPECT_TRUE(eventually([this] { return http_get(http_, "/readyz").status == 200; }))
            << cloud_->output();
    }
    int stop_cloud() { return cloud_->stop(SIGTERM); }

    void start_edge() {
        edge_ = std::make_unique<Program>(
            std::vector<std::string>{CAIRN_EDGE_PROGRAM, "--config", directory_.file("edge.toml")},
            directory_.file("edge.log"));
        EXPECT_TRUE(eventually([this] {
            const auto state = http_get(page_, "/api/state");
            return state.status == 200 &&
                   boost::json::parse(state.body).at("mqtt").at("subscribed").as_bool();
        })) << edge_->output();
    }
    void kill_edge() { edge_->stop(SIGKILL); }
    int stop_edge() { return edge_->stop(SIGTERM); }

    std::unique_ptr<net::MqttPublisher> publisher() const {
        net::MqttPublisherOptions options;
        options.broker = {"127.0.0.1", mqtt_};
        std::string reason;
        auto opened = net::MqttPublisher::open(options, &reason);
        EXPECT_TRUE(opened) << reason;
        return opened ? std::move(*opened) : nullptr;
    }

    boost::json::value api(const std::string& target) const {
        const auto answer = http_get(http_, target);
        EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
        return answer.status == 200 ? boost::json::parse(answer.body) : boost::json::value();
    }

    /// "tag quantity value" of every stored reading, with how often it is there.
    std::map<std::string, int> readings() const {
        std::map<std::string, int> found;
        std::int64_t after = 0;
        for (;;) {
            const auto page = api("/v1/records?limit=1000&after=" + std::to_string(after));
            if (!page.is_object() || page.at("items").as_array().empty()) return found;
            for (const auto& record : page.at("items").as_array()) {
                if (record.at("type").as_string() != "reading") continue;
                std::ostringstream line;
                line.precision(9);
                const auto& label = record.at("label");
                line << record.at("tag").as_string().c_str() << ' '
                     << (label.is_string() ? label.as_string().c_str()
                                           : record.at("quantity").as_string().c_str())
                     << ' ' << record.at("value").to_number<double>();
                ++found[line.str()];
            }
            after = page.at("nextAfter").to_number<std::int64_t>();
        }
    }

    std::string logs() const { return edge_->output() + cloud_->output(); }

private:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(directory_.file(name)) << text;
    }

    TemporaryDirectory directory_;
    std::uint16_t mqtt_ = free_port();
    std::uint16_t http_ = free_port();
    std::uint16_t sync_ = free_port();
    std::uint16_t page_ = free_port();
    std::unique_ptr<Program> broker_;
    std::unique_ptr<Program> cloud_;
    std::unique_ptr<Program> edge_;
};

void publish_captures(net::MqttPublisher& publisher) {
    for (const char* brand : {"moko", "minew", "civic"}) {
        std::ifstream file(source + "/examples/captures/" + brand + ".jsonl");
        for (std::string line; std::getline(file, line);) {
            const auto capture = boost::json::parse(line);
            std::string payload;
            if (const auto* hex = capture.as_object().if_contains("payload_hex")) {
                const std::string_view digits = hex->as_string();
                for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
                    payload.push_back(
                        static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
                }
            } else {
                payload = capture.at("payload").as_string().c_str();
            }
            ASSERT_TRUE(publisher.publish(capture.at("topic").as_string().c_str(), as_bytes(payload), 1));
        }
    }
}

void publish_counted(net::MqttPublisher& publisher, int number) {
    const std::string payload = R"({"cairn":"civic/1","gateway":"counter","tag":"counted","measurements":[)"
                                R"({"type":"number","value":)" +
                                std::to_string(number) + R"(,"unit":"1"}]})";
    ASSERT_TRUE(publisher.publish("civic/counter/up", as_bytes(payload), 1));
}

int counted(const std::map<std::string, int>& readings) {
    int total = 0;
    for (const auto& [line, times] : readings) {
        if (line.starts_with("civic:counted ")) total += times;
    }
    return total;
}

/// What the captures say, from their published descriptions: see the file's head.
std::vector<std::string> expected_readings() {
    std::ifstream file(source + "/tests/integration/expected_readings.txt");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line[0] != '#') lines.push_back(line);
    }
    return lines;
}

TEST(Spine, DeliversTheExactReadingsThroughOutageAndKill) {
    constexpr int before_kill = 100;
    constexpr int after_kill = 300;
    Installation site;
    const auto publisher = site.publisher();
    ASSERT_NE(publisher, nullptr);

    publish_captures(*publisher);
    ASSERT_EQ(site.stop_cloud(), 0) << site.logs();
    publish_captures(*publisher);
    for (int number = 1; number <= before_kill; ++number) publish_counted(*publisher, number);
    site.kill_edge();
    for (int number = before_kill + 1; number <= after_kill; ++number) publish_counted(*publisher, number);
    site.start_edge();
    site.start_cloud();

    std::map<std::string, int> readings;
    const bool arrived = eventually([&] { return counted(readings = site.readings()) >= after_kill; });
    ASSERT_TRUE(arrived) << counted(readings) << " of " << after_kill << "\n" << site.logs();
    for (int number = 1; number <= after_kill; ++number) {
        EXPECT_EQ(readings["civic:counted number 1 " + std::to_string(number)], 1) << number;
    }
    std::map<std::string, int> expected;
    for (const auto& line : expected_readings()) expected[line] += 2;  // published twice
    ASSERT_FALSE(expected.empty());
    for (const auto& [line, times] : readings) {
        if (line.starts_with("civic:counted ")) continue;
        EXPECT_EQ(times, expected[line]) << line;
    }
    for (const auto& [line, times] : expected) EXPECT_EQ(readings[line], times) << line;
    EXPECT_TRUE(site.api("/v1/gaps").at("items").as_array().empty());
    EXPECT_EQ(site.stop_edge(), 0) << site.logs();
    EXPECT_EQ(site.stop_cloud(), 0) << site.logs();
}

// The kill hits while messages are on their way, again and again, at other moments each time.
TEST(Spine, CountsEveryMessageOnceHoweverOftenTheEdgeIsKilled) {
    constexpr int rounds = 6;
    constexpr int messages_a_round = 150;
    Installation site;
    const auto publisher = site.publisher();
    ASSERT_NE(publisher, nullptr);

    int number = 0;
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < messages_a_round; ++i) {
            publish_counted(*publisher, ++number);
            if (i == 20 * (round + 1)) site.kill_edge();
        }
        site.start_edge();
    }

    std::map<std::string, int> readings;
    const bool arrived = eventually([&] { return counted(readings = site.readings()) >= number; });
    ASSERT_TRUE(arrived) << counted(readings) << " of " << number << "\n" << site.logs();
    for (int i = 1; i <= number; ++i) {
        EXPECT_EQ(readings["civic:counted number 1 " + std::to_string(i)], 1) << i;
    }
}

}  // namespace
}  // namespace cairn::test
