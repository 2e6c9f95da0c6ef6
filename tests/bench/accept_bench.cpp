// How many messages a second cairn-edge acknowledges to a real mosquitto, on a disk that takes its time for
// each sync. The edge runs in this process: the broker's and the publisher's work is not on its thread.
#include <benchmark/benchmark.h>

#include <boost/json.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "linux/daemon.h"
#include "support/broker.h"
#include "support/fast_publisher.h"
#include "support/http_get.h"
#include "support/loop_thread.h"
#include "support/minew_message.h"
#include "support/slow_disk.h"
#include "support/temporary_directory.h"

namespace {

using namespace cairn;
using namespace cairn::test;

struct Accepting {
    Accepting(std::chrono::milliseconds sync_time, Millis commit_interval) : disk("slow", sync_time) {
        config = edge::default_config(folder.path());
        config.mqtt.broker = broker.endpoint();
        config.edge.buffer.path = folder.file("buffer.db");
        config.edge.buffer.vfs = disk.name();
        config.commit_interval = commit_interval;
        config.page.port = page;
        config.log_level = net::LogLevel::error;
        loop.run([this] {
            std::string why;
            daemon = edge::Daemon::open(loop.loop(), config, why);
        });
        while (!mqtt().at("subscribed").as_bool()) std::this_thread::sleep_for(Millis{10});
    }
    ~Accepting() {
        loop.run([this] { daemon->close(); });
    }
    Accepting(const Accepting&) = delete;
    Accepting& operator=(const Accepting&) = delete;

    boost::json::value mqtt() const {
        return boost::json::parse(http_get(page, "/api/state?limit=0").body).at("mqtt");
    }
    std::uint64_t acknowledged() const { return mqtt().at("acknowledged").to_number<std::uint64_t>(); }

    Broker broker{{.is_quiet = true}};
    TemporaryDirectory folder;
    SlowDisk disk;
    std::uint16_t page = free_port();
    edge::EdgeConfig config;
    LoopThread loop;
    std::unique_ptr<edge::Daemon> daemon;
};

/// As fast as they go, for a second.
void accept_messages(benchmark::State& state) {
    const auto tags = static_cast<int>(state.range(2));
    net::set_log_level(net::LogLevel::error);
    Accepting accepting(std::chrono::milliseconds(state.range(0)), Millis{state.range(1)});
    FastPublisher publisher(accepting.broker.port());
    for (auto _ : state) {
        const std::uint64_t syncs = accepting.disk.syncs();
        const auto begin = std::chrono::steady_clock::now();
        const auto end = begin + std::chrono::seconds(1);
        std::uint64_t sent = 0;
        while (std::chrono::steady_clock::now() < end) {
            if (!publisher.publish("/gw/ac233fc00001/status", minew_message(static_cast<int>(sent++), tags)))
                return state.SkipWithError("the broker is gone");
        }
        while (accepting.acknowledged() < sent) std::this_thread::sleep_for(Millis{20});
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        state.SetIterationTime(took.count());
        const auto messages = static_cast<double>(sent);
        state.counters["messages/s"] = messages / took.count();
        state.counters["advertisements/s"] = messages * tags / took.count();
        state.counters["syncs/s"] = static_cast<double>(accepting.disk.syncs() - syncs) / took.count();
    }
}

#if defined(CAIRN_BROKER_PLUGIN) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/// Messages that the broker acknowledges in a second, with the plugin (range 0) on a slow disk (range 1).
void acknowledge_messages(benchmark::State& state) {
    const TemporaryDirectory folder;
    BrokerOptions options{.is_quiet = true};
    if (state.range(0) != 0)
        options.more = "plugin " CAIRN_BROKER_PLUGIN "\nplugin_opt_folder " + folder.path() + "\n";
    if (state.range(1) != 0) options.preload = CAIRN_SLOW_SYNC;
    const Broker broker(options);
    FastPublisher publisher(broker.port());
    for (auto _ : state) {
        const auto begin = std::chrono::steady_clock::now();
        for (int i = 0; std::chrono::steady_clock::now() < begin + std::chrono::seconds(1); ++i)
            publisher.publish("/gw/ac233fc00001/status", minew_message(i));
        publisher.finish();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        state.SetIterationTime(took.count());
        state.counters["messages/s"] = static_cast<double>(publisher.acknowledged()) / took.count();
    }
}
BENCHMARK(acknowledge_messages)
    ->ArgNames({"plugin", "sync_20_ms"})
    ->Args({0, 0})
    ->Args({1, 0})
    ->Args({1, 1})
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
#endif

}  // namespace

BENCHMARK(accept_messages)
    ->ArgNames({"sync_ms", "commit_ms", "tags"})
    ->Args({0, 1000, 1})
    ->Args({20, 1000, 1})
    ->Args({20, 200, 1})
    ->Args({20, 0, 1})
    ->Args({20, 1000, 50})
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
