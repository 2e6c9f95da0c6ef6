// Edge and cloud with a network of their own between them: the cloud lives in a network namespace, and the
// way there is cut, half cut, moved to another address, and where the kernel can (netem), slow, lossy and out
// of order.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "support/delivery.h"

namespace cairn::test {
namespace {

using namespace std::chrono_literals;

constexpr auto edge_address = "10.213.77.1";
constexpr auto cloud_address = "10.213.77.2";
constexpr auto other_address = "10.213.77.3";

bool run(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

/// The namespace "cairn-<pid>", at the other end of a cable to here. Gone with the object.
class Cable {
public:
    Cable() {
        is_laid_ = run("ip netns add " + name_) &&
                   run("ip link add " + here_ + " type veth peer name " + there_) &&
                   run("ip link set " + there_ + " netns " + name_) &&
                   run("ip addr add " + std::string(edge_address) + "/24 dev " + here_) &&
                   run("ip link set " + here_ + " up") && there("ip link set lo up") &&
                   there("ip addr add " + std::string(cloud_address) + "/24 dev " + there_) &&
                   there("ip link set " + there_ + " up");
    }
    Cable(const Cable&) = delete;
    Cable& operator=(const Cable&) = delete;
    ~Cable() {
        run("ip link del " + here_);
        run("ip netns del " + name_);
    }

    bool is_laid() const { return is_laid_; }
    std::vector<std::string> before_cloud() const { return {"/usr/sbin/ip", "netns", "exec", name_}; }

    void cut_to_cloud() { run("ip route add blackhole " + std::string(cloud_address) + "/32"); }
    void cut_to_edge() { there("ip route add blackhole " + std::string(edge_address) + "/32"); }
    void mend() {
        run("ip route del blackhole " + std::string(cloud_address) + "/32");
        there("ip route del blackhole " + std::string(edge_address) + "/32");
    }
    /// As a NAT does that forgot: what was under the old address is heard of no more.
    void move_edge() {
        run("ip addr del " + std::string(edge_address) + "/24 dev " + here_);
        run("ip addr add " + std::string(other_address) + "/24 dev " + here_);
    }
    /// False: the kernel has no netem.
    bool degrade() {
        const std::string how = " root netem delay 30ms 20ms loss 3% reorder 20% 50%";
        return run("tc qdisc add dev " + here_ + how) && there("tc qdisc add dev " + there_ + how);
    }

private:
    bool there(const std::string& command) const { return run("ip netns exec " + name_ + " " + command); }

    std::string name_ = "cairn-" + std::to_string(::getpid());
    std::string here_ = "ch" + std::to_string(::getpid());
    std::string there_ = "ct" + std::to_string(::getpid());
    bool is_laid_ = false;
};

/// Publishes while `trouble` is made, and checks in the end that each number is there once.
template <typename Trouble>
void deliver_through(const Cable& cable, Trouble trouble) {
    Installation site({.cloud_host = cloud_address, .before_cloud = cable.before_cloud()});
    NumberedPublisher publisher(site.mqtt_port(), 2'000us);
    std::this_thread::sleep_for(300ms);
    trouble();
    std::this_thread::sleep_for(300ms);
    publisher.stop();

    expect_each_once(site, publisher);
}

TEST(Network, LosesNothingWhenTheWayIsCutOrMoved) {
    Cable cable;
    if (!cable.is_laid()) GTEST_SKIP() << "no network namespace can be made here";
    deliver_through(cable, [&] {
        cable.cut_to_cloud();
        std::this_thread::sleep_for(600ms);
        cable.mend();
        std::this_thread::sleep_for(300ms);
        cable.cut_to_edge();
        std::this_thread::sleep_for(600ms);
        cable.mend();
        std::this_thread::sleep_for(300ms);
        cable.move_edge();
    });
}

TEST(Network, LosesNothingOnASlowLossyLinkOutOfOrder) {
    Cable cable;
    if (!cable.is_laid()) GTEST_SKIP() << "no network namespace can be made here";
    if (!cable.degrade()) GTEST_SKIP() << "this kernel has no netem (sch_netem)";
    deliver_through(cable, [] { std::this_thread::sleep_for(3s); });
}

}  // namespace
}  // namespace cairn::test
