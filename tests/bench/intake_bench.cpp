// What the cloud takes in a second: chained blocks of hearings into the store, a transaction a batch.
#include <benchmark/benchmark.h>

#include "cairn/cloud/store.h"
#include "cairn/wire/stream_sealer.h"
#include "support/edge_trace.h"
#include "support/fake_entropy.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

struct Blocks {
    std::vector<Block> blocks;
    double hearings = 0;
};

Blocks sealed_hearings(int seconds) {
    const Trace trace = make_trace({.seconds = seconds});
    Blocks sealed;
    StreamSealer sealer;
    NextSequences next;
    Timestamp second;
    const auto seal = [&] {
        for (Block& block : sealer.seal(next, second, {.boot = 1, .sealed = {1}})) {
            ++next[block.stream];
            sealed.blocks.push_back(std::move(block));
        }
    };
    for (const TraceFrame& frame : trace.frames) {
        if (frame.sent_at >= second + Millis{1'000} && !sealer.empty()) seal();
        if (sealer.empty()) second = frame.sent_at;
        for (const TraceHearing& heard : frame.hearings) {
            const Sighting sighting{trace.tags[heard.tag], trace.gateways[heard.gateway], heard.heard_at,
                                    TimeSource::gateway, heard.rssi_dbm};
            if (!sealer.add(sighting)) seal();
            ++sealed.hearings;
        }
    }
    if (!sealer.empty()) seal();
    return sealed;
}

/// `state.range(0)` blocks a batch: 1 as they come while the edge is online, more while it drains.
void accept_hearings(benchmark::State& state) {
    const Blocks sealed = sealed_hearings(60);
    const auto batch = static_cast<std::size_t>(state.range(0));
    FakeEntropy entropy;
    Epoch epoch = 0;
    TemporaryDirectory folder;
    auto store = *cloud::Store::open(folder.file("cloud.db"));
    static_cast<void>(store.add_edge("dock", entropy, Timestamp{1}));
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        ++epoch;
        for (std::size_t first = 0; first < sealed.blocks.size(); first += batch) {
            const auto some =
                std::span(sealed.blocks).subspan(first, std::min(batch, sealed.blocks.size() - first));
            const auto accepted = store.accept({"dock", {{epoch}}}, some, {}, sealed.blocks.back().sealed_at);
            if (!accepted || accepted->blocks != some.size()) state.SkipWithError("not accepted");
        }
    }
    state.counters["hearings"] = benchmark::Counter(sealed.hearings * static_cast<double>(state.iterations()),
                                                    benchmark::Counter::kIsRate);
}
BENCHMARK(accept_hearings)->Arg(1)->Arg(8)->Arg(16)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
