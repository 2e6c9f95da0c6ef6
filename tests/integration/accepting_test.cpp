// What was acknowledged is there, once: a real mosquitto, with and without the plugin, and a real cairn-edge,
// killed in between.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>

#include "mosquitto/spool_reader.h"
#include "support/broker.h"
#include "support/fast_publisher.h"
#include "support/http_get.h"
#include "support/minew_message.h"
#include "support/program.h"
#include "support/temporary_directory.h"

// The broker is not built with a sanitizer, so it cannot load what is.
#if !defined(CAIRN_BROKER_PLUGIN) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CAIRN_NEEDS_PLUGIN() GTEST_SKIP() << "the broker's plugin is not built, or not loadable"
#undef CAIRN_BROKER_PLUGIN
#define CAIRN_BROKER_PLUGIN ""
#else
#define CAIRN_NEEDS_PLUGIN() static_cast<void>(0)
#endif

namespace cairn::test {
namespace {

constexpr auto topic = "/gw/ac233fc00001/status";

BrokerOptions with_spool(const TemporaryDirectory& folder, const std::string& more = "") {
    return {.more = "max_queued_messages 0\nplugin " + std::string(CAIRN_BROKER_PLUGIN) +
                    "\nplugin_opt_folder " + folder.path() + "\n" + more};
}

std::vector<std::string> read_spool(const std::string& folder) {
    auto reader = std::move(*spool::SpoolReader::open(folder));
    std::vector<std::string> payloads;
    const auto take = [&](const spool::Offered& offered) {
        payloads.emplace_back(as_text(offered.message.payload));
        return true;
    };
    while (*reader.read(100'000, take) > 0) {
    }
    return payloads;
}

TEST(Plugin, LosesNothingThatWasAcknowledgedWhenTheBrokerIsKilled) {
    CAIRN_NEEDS_PLUGIN();
    std::mt19937 random(1);
    for (int round = 0; round < 10; ++round) {
        const TemporaryDirectory folder;
        Broker broker(with_spool(folder));
        FastPublisher publisher(broker.port());
        ASSERT_TRUE(publisher.is_up());
        std::thread killer([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(random() % 100));
            broker.stop(SIGKILL);
        });
        for (int i = 0; publisher.publish("gw/1/publish", std::to_string(i)); ++i) {
        }
        killer.join();
        const auto kept = read_spool(folder.path());

        ASSERT_GE(kept.size(), publisher.acknowledged());
        for (std::size_t i = 0; i < kept.size(); ++i) ASSERT_EQ(kept[i], std::to_string(i));
    }
}

TEST(Plugin, KeepsTheTopicsThatItIsToldAndNoOthers) {
    CAIRN_NEEDS_PLUGIN();
    const TemporaryDirectory folder;
    const Broker broker(with_spool(folder, "plugin_opt_topic a/+\nplugin_opt_topic b/#\n"));
    FastPublisher publisher(broker.port());
    for (const char* name : {"a/1", "a/1/2", "b/1/2", "c", "gw/1/publish"}) publisher.publish(name, name);
    ASSERT_TRUE(publisher.finish());

    EXPECT_EQ(read_spool(folder.path()), (std::vector<std::string>{"a/1", "b/1/2"}));
}

TEST(Plugin, AcknowledgesNothingThatItHasNoRoomFor) {
    CAIRN_NEEDS_PLUGIN();
    const TemporaryDirectory folder;
    const Broker broker(with_spool(folder, "plugin_opt_size_bytes_max 4194304\n"));
    FastPublisher publisher(broker.port());
    const std::string large(200'000, 'x');
    int sent = 0;
    while (sent < 200 && publisher.publish("gw/1/publish", large)) ++sent;
    publisher.finish();

    EXPECT_LT(sent, 200);
    EXPECT_EQ(publisher.acknowledged(), 20U);  // 5 in a segment
    EXPECT_EQ(read_spool(folder.path()).size(), 20U);
    EXPECT_NE(broker.log().find("cairn: the spool is full"), std::string::npos);
}

TEST(Plugin, KeepsTheBrokerFromStartingWithoutAFolder) {
    CAIRN_NEEDS_PLUGIN();
    const TemporaryDirectory folder;
    std::ofstream(folder.file("conf"))
        << "listener 0 127.0.0.1\nallow_anonymous true\nplugin " << CAIRN_BROKER_PLUGIN
        << "\nplugin_opt_folder " << folder.file("none") << "\n";
    Program broker({"/usr/sbin/mosquitto", "-c", folder.file("conf")}, folder.file("log"));

    EXPECT_NE(broker.wait(), 0);
    EXPECT_NE(broker.output().find("the spool's folder is not there"), std::string::npos) << broker.output();
}

/// cairn-edge without a cloud: what it keeps, it keeps in its buffer.
class Edge {
public:
    Edge(const Broker& broker, const std::string& more) : folder_(), config_(folder_.file("edge.toml")) {
        std::ofstream(config_) << "[mqtt]\nbroker = \"" << broker.endpoint().text() << "\"\n"
                               << more << "[page]\nlisten = \"127.0.0.1:" << page_
                               << "\"\n[buffer]\npath = \"edge.db\"\n";
        start();
    }

    void start() {
        program_ = std::make_unique<Program>(
            std::vector<std::string>{CAIRN_EDGE_PROGRAM, "--config", config_}, folder_.file("log"));
        EXPECT_TRUE(eventually([this] { return http_get(page_, "/healthz").status == 200; }))
            << program_->output();
    }
    void kill() { program_->stop(SIGKILL); }
    int stop() { return program_->stop(SIGTERM); }

    boost::json::value state() const {
        const auto answer = http_get(page_, "/api/state");
        return answer.status == 200 ? boost::json::parse(answer.body) : boost::json::value();
    }
    bool is_subscribed() const {
        const auto now = state();
        return now.is_object() && now.at("mqtt").at("subscribed").as_bool();
    }
    std::uint64_t records() const {
        const auto now = state();
        return now.is_object() ? now.at("buffer").at("records").to_number<std::uint64_t>() : 0;
    }
    bool measures(const std::string& line) const {
        return http_get(page_, "/metrics").body.find(line + "\n") != std::string::npos;
    }
    std::string log() const { return program_->output(); }

private:
    TemporaryDirectory folder_;
    std::string config_;
    std::uint16_t page_ = free_port();
    std::unique_ptr<Program> program_;
};

/// Publishes 3,000 messages while the edge is killed again and again; each must give its records once.
void kill_while_publishing(const Broker& broker, Edge& edge) {
    constexpr int messages = 3'000;
    constexpr std::uint64_t records = 2 * messages;  // the gateway's status and the sighting
    std::thread publishing([&] {
        FastPublisher publisher(broker.port());
        for (int i = 0; i < messages; ++i) {
            publisher.publish(topic, minew_message(i));
            if (i % 10 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        EXPECT_TRUE(publisher.finish());
    });
    std::mt19937 random(7);
    for (int kill = 0; kill < 5; ++kill) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100 + random() % 800));
        edge.kill();
        edge.start();
    }
    publishing.join();
    EXPECT_TRUE(eventually([&] { return edge.records() >= records; }, std::chrono::seconds(30)));
    std::this_thread::sleep_for(std::chrono::milliseconds(1'500));  // for what comes a second time

    EXPECT_EQ(edge.records(), records) << edge.log();
}

TEST(Accepting, CountsEachMessageOfTheBrokerOnceThoughTheEdgeIsKilled) {
    const Broker broker({.more = "max_queued_messages 0\n"});
    Edge edge(broker, "");
    ASSERT_TRUE(eventually([&] { return edge.is_subscribed(); }));
    kill_while_publishing(broker, edge);
    EXPECT_TRUE(edge.measures("cairn_edge_acceptance{acceptance=\"broker\"} 1"));
    EXPECT_EQ(edge.stop(), 0);
}

// What waits for a commit is delivered again by then, flagged, on the next connection.
TEST(Accepting, CountsEachMessageOnceThoughTheBrokerRestarts) {
    Broker broker({.more = "max_queued_messages 0\n"});
    Edge edge(broker, "");
    constexpr int rounds = 3;
    constexpr int messages = 500;
    for (int round = 0; round < rounds; ++round) {
        ASSERT_TRUE(eventually([&] { return edge.is_subscribed(); }));
        FastPublisher publisher(broker.port());
        for (int i = 0; i < messages; ++i) publisher.publish(topic, minew_message(round * messages + i));
        ASSERT_TRUE(publisher.finish());
        broker.stop();
        broker.start();
    }
    constexpr std::uint64_t records = 2ULL * rounds * messages;
    EXPECT_TRUE(eventually([&] { return edge.records() >= records; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(1'500));  // for what comes a second time

    EXPECT_EQ(edge.records(), records);
    EXPECT_GT(edge.state().at("pipeline").at("redelivered").to_number<std::uint64_t>(), 0U);
    EXPECT_EQ(edge.stop(), 0);
}

TEST(Accepting, CountsEachMessageOfTheSpoolOnceThoughTheEdgeIsKilled) {
    CAIRN_NEEDS_PLUGIN();
    const TemporaryDirectory folder;
    const Broker broker(with_spool(folder));
    Edge edge(broker, "[spool]\nfolder = \"" + folder.path() + "\"\n");
    kill_while_publishing(broker, edge);
    EXPECT_TRUE(edge.measures("cairn_edge_acceptance{acceptance=\"spool\"} 1"));
    EXPECT_EQ(edge.state().at("spool").at("lastError"), boost::json::value(nullptr));
    EXPECT_EQ(edge.stop(), 0);
}

}  // namespace
}  // namespace cairn::test
