// Kills real programs at random moments: crash_kills [--kills N] [--seed N] [--broker | --link-broker].
//
// A publisher numbers its messages. In the end every message that mosquitto acknowledged is in the cloud,
// once. With --broker it is mosquitto that is killed: what it had acknowledged and not yet delivered is gone
// with it, so there what the edge took counts. With --link-broker the sync session goes through a mosquitto
// of its own, which is killed as edge and cloud are.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>

#include "cairn/cloud/store.h"
#include "sim/luck.h"
#include "support/installation.h"
#include "support/numbered_publisher.h"
#include "support/stored_numbers.h"

namespace cairn::crash {
namespace {

using namespace std::chrono_literals;
struct CommandLine {
    int kills = 40;
    std::uint64_t seed = 1;
    bool kills_broker = false;
    bool is_linked_by_broker = false;
};

/// Until all is there, or nothing new has come for a while; and a little longer, for what would come twice.
void wait_until_still(const test::Installation& site, std::uint64_t expected) {
    const std::string folder = site.cloud_folder();
    std::uint64_t before = 0;
    const auto is_there = [&] { return test::records_in(folder) >= expected; };
    while (!test::eventually(is_there, 15s)) {
        const std::uint64_t now = test::records_in(folder);
        if (now == before) break;
        before = now;
    }
    std::this_thread::sleep_for(1s);
}

void kill_one(test::Installation& site, sim::Luck& luck, const CommandLine& line) {
    // A publisher takes its time to find a broker again, and so do edge and cloud.
    const bool has_broker = line.kills_broker || line.is_linked_by_broker;
    const std::uint64_t life_ms = has_broker ? luck.between(200, 800) : luck.of_any_size(1, 300);
    std::this_thread::sleep_for(std::chrono::milliseconds(life_ms));
    const auto down = std::chrono::milliseconds(luck.once_in(3) ? luck.of_any_size(1, 300) : 0);
    if (line.kills_broker) {
        site.kill_broker();
        std::this_thread::sleep_for(down);
        return site.start_broker();
    }
    if (line.is_linked_by_broker && luck.once_in(3)) {
        site.kill_link_broker();
        std::this_thread::sleep_for(down);
        return site.start_link_broker();
    }
    const std::uint64_t whom = luck.below(5);  // the edge, the cloud, or both at once
    if (whom != 1 && whom != 2) site.kill_edge();
    if (whom == 1 || whom == 2 || whom == 4) site.kill_cloud();
    std::this_thread::sleep_for(down);
    if (whom == 1 || whom == 2 || whom == 4) site.start_cloud();
    if (whom != 1 && whom != 2) site.start_edge();
}

std::uint64_t messages_of_edge(const test::Installation& site) {
    const auto state = test::http_get(site.page_port(), "/api/state");
    const std::size_t at = state.body.find("\"received\":");
    return at == std::string::npos ? 0 : std::strtoull(state.body.c_str() + at + 11, nullptr, 10);
}

int audit(const test::StoredNumbers& stored, const std::vector<test::Said>& said, bool is_broker_killed) {
    const test::Wrong wrong = test::wrong_in(stored, said);
    std::printf("%zu published, %zu stored, %d lost%s, %d doubled, %d never published, %llu gaps %s\n",
                said.size(), stored.times.size(), wrong.lost, is_broker_killed ? " by the broker" : "",
                wrong.doubled, wrong.unknown, static_cast<unsigned long long>(stored.gaps),
                stored.error.c_str());
    return (is_broker_killed ? 0 : wrong.lost) + wrong.doubled + wrong.unknown +
           static_cast<int>(stored.gaps) + (stored.error.empty() ? 0 : 1);
}

int run(const CommandLine& line) {
    const auto begin = std::chrono::steady_clock::now();
    sim::Luck luck(line.seed);
    test::Installation site({.is_linked_by_broker = line.is_linked_by_broker});
    test::NumberedPublisher publisher(site.mqtt_port(), 1'000us);
    for (int kill = 0; kill < line.kills; ++kill) kill_one(site, luck, line);
    publisher.stop();

    std::uint64_t expected = publisher.acknowledged();
    if (line.kills_broker) {
        std::this_thread::sleep_for(1s);
        expected = messages_of_edge(site);
    }
    wait_until_still(site, expected);
    const bool are_running = site.are_running();
    site.stop();
    const test::StoredNumbers stored = test::stored_numbers(site.cloud_folder());
    int wrong = audit(stored, publisher.said(), line.kills_broker);
    if (!are_running) ++wrong, std::puts("a program ended by itself");
    if (line.kills_broker && test::records_in(site.cloud_folder()) != expected) {
        ++wrong;
        std::printf("the edge took %llu messages, the cloud has %llu\n",
                    static_cast<unsigned long long>(expected),
                    static_cast<unsigned long long>(test::records_in(site.cloud_folder())));
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    std::printf("%d kills in %.1f s\n", line.kills, seconds.count());
    if (wrong != 0)
        std::printf("crash_kills --kills %d --seed %llu fails\n%s\n", line.kills,
                    static_cast<unsigned long long>(line.seed), site.logs().c_str());
    return wrong == 0 ? 0 : 1;
}

CommandLine parse(int argc, char** argv) {
    CommandLine line;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const char* const value = i + 1 < argc ? argv[i + 1] : "0";
        if (word == "--broker") line.kills_broker = true;
        if (word == "--link-broker") line.is_linked_by_broker = true;
        if (word == "--kills") line.kills = std::atoi(value);
        if (word == "--seed") line.seed = std::strtoull(value, nullptr, 0);
    }
    return line;
}

}  // namespace
}  // namespace cairn::crash

int main(int argc, char** argv) {
    return cairn::crash::run(cairn::crash::parse(argc, argv));
}
