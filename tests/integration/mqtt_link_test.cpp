// The sync session through a broker: real mosquittos, cairn-edge and cairn-cloud.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "support/delivery.h"

namespace cairn::test {
namespace {

using namespace std::chrono_literals;

bool is_online(const std::string& state) {
    return state.find("\"state\":\"online\"") != std::string::npos;
}

/// Publishes while `trouble` is made, and checks in the end that each number is there once.
template <typename Trouble>
void deliver_through(Installation& site, Trouble trouble) {
    NumberedPublisher publisher(site.mqtt_port(), 2'000us);
    std::this_thread::sleep_for(300ms);
    trouble();
    std::this_thread::sleep_for(300ms);
    publisher.stop();

    expect_each_once(site, publisher);
}

TEST(MqttLinkPrograms, DeliverThroughABroker) {
    Installation site({.is_linked_by_broker = true});
    deliver_through(
        site, [&] { EXPECT_TRUE(eventually([&] { return is_online(site.edge_state()); })) << site.logs(); });
}

TEST(MqttLinkPrograms, HealWhenTheBrokerComesBack) {
    Installation site({.is_linked_by_broker = true});
    deliver_through(site, [&] {
        for (int i = 0; i < 2; ++i) {
            site.kill_link_broker();
            std::this_thread::sleep_for(300ms);
            site.start_link_broker();
            EXPECT_TRUE(eventually([&] { return is_online(site.edge_state()); })) << site.logs();
        }
    });
}

TEST(MqttLinkPrograms, HealWhenTheCloudComesBack) {
    Installation site({.is_linked_by_broker = true});
    deliver_through(site, [&] {
        EXPECT_TRUE(eventually([&] { return is_online(site.edge_state()); })) << site.logs();
        site.kill_cloud();
        // The broker says so at once; nobody waits for an answer that does not come.
        EXPECT_TRUE(eventually([&] { return !is_online(site.edge_state()); }, 5s)) << site.logs();
        site.start_cloud();
        EXPECT_TRUE(eventually([&] { return is_online(site.edge_state()); })) << site.logs();
    });
}

TEST(MqttLinkPrograms, RefuseAWrongSecretByName) {
    Installation site({.is_linked_by_broker = true});
    ASSERT_TRUE(eventually([&] { return is_online(site.edge_state()); })) << site.logs();

    Program({CAIRN_CLOUD_PROGRAM, "edge", "add", "dock", "--replace", "--data", site.cloud_folder(),
             "--output", site.file("other.toml")},
            site.file("replace.log"))
        .wait();
    site.kill_edge();
    site.start_edge();

    EXPECT_TRUE(eventually([&] {
        return site.edge_state().find("unknown edge or wrong secret") != std::string::npos;
    })) << site.logs();
}

TEST(MqttLinkPrograms, CarryCommandsToTheEdge) {
    Installation site({.is_linked_by_broker = true});
    ASSERT_TRUE(eventually([&] { return is_online(site.edge_state()); })) << site.logs();

    Program({CAIRN_CLOUD_PROGRAM, "edge", "rotate", "dock", "--data", site.cloud_folder()},
            site.file("rotate.log"))
        .wait();

    EXPECT_TRUE(eventually([&] { return site.logs().find("has its new secret") != std::string::npos; }))
        << site.logs();
}

TEST(MqttLinkPrograms, ServeTwoEdgesAtOnce) {
    Installation site({.is_linked_by_broker = true});
    const std::uint16_t page = free_port();
    site.add_edge("gate", "gate.toml");
    site.write("gate-edge.toml", site.edge_config("gate-edge", "gate.toml", site.file("gate.db"), page));
    const Program gate({CAIRN_EDGE_PROGRAM, "--config", site.file("gate-edge.toml")}, site.file("gate.log"));

    EXPECT_TRUE(eventually([&] {
        return is_online(site.edge_state()) && is_online(http_get(page, "/api/state").body);
    })) << site.logs()
        << gate.output();
}

}  // namespace
}  // namespace cairn::test
