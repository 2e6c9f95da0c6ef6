// What a block takes, in bytes and in time, for each hearing of a made-up hall (edge_trace.h): readings and
// attributes that the hearings brought are counted to them.
#include <benchmark/benchmark.h>

#include <vector>

#include "cairn/wire/block_merger.h"
#include "cairn/wire/block_reader.h"
#include "cairn/wire/sealer.h"
#include "support/recorded_trace.h"

namespace cairn::test {
namespace {

void count(benchmark::State& state, const Recorded& recorded, std::size_t bytes) {
    state.counters["ns_per_hearing"] =
        benchmark::Counter(recorded.hearings * static_cast<double>(state.iterations()),
                           benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["bytes_per_hearing"] = static_cast<double>(bytes) / recorded.hearings;
    state.counters["records_per_hearing"] = recorded.records / recorded.hearings;
    state.counters["hearings"] = benchmark::Counter(
        recorded.hearings * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

/// What there is to compare with: a row of Protobuf for each record, Zstandard over all.
void seal_rows(benchmark::State& state) {
    const Recorded recorded = record({.seconds = static_cast<int>(state.range(0))});
    std::size_t bytes = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        Sealer sealer;
        bytes = 0;
        const auto seal = [&] { bytes += sealer.seal(1, {}).body.size(); };
        for (const Second& second : recorded.seconds) {
            add(recorded.trace, second, sealer, seal);
            seal();
        }
    }
    count(state, recorded, bytes);
}
BENCHMARK(seal_rows)->Arg(10)->Unit(benchmark::kMillisecond);

/// What of the time of sealing is not sealing: the records are made here, and taken by nobody.
void make_records(benchmark::State& state) {
    const Recorded recorded = record({.seconds = static_cast<int>(state.range(0))});
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        for (const Second& second : recorded.seconds)
            each_record(recorded.trace, second,
                        [](const Record& record) { benchmark::DoNotOptimize(&record); });
    }
    count(state, recorded, 0);
}
BENCHMARK(make_records)->Arg(60)->Unit(benchmark::kMillisecond);

// Arguments: seconds of the trace, seconds a block, and how blocks are made.
void seal_columns(benchmark::State& state) {
    const Recorded recorded = record({.seconds = static_cast<int>(state.range(0))});
    std::size_t bytes = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        bytes = 0;
        for (const Block& block :
             seal_all(recorded, options_of(state.range(2)), static_cast<std::size_t>(state.range(1))))
            bytes += block.body.size();
    }
    count(state, recorded, bytes);
}
BENCHMARK(seal_columns)
    ->Args({60, 1, chained})
    ->Args({60, 10, chained})
    ->Args({60, 1, archived})
    ->Args({60, 10, archived})
    ->Args({10, 1, alone})
    ->Unit(benchmark::kMillisecond);

// Arguments as above.
void read_columns(benchmark::State& state) {
    const Recorded recorded = record({.seconds = static_cast<int>(state.range(0))});
    const auto blocks =
        seal_all(recorded, options_of(state.range(2)), static_cast<std::size_t>(state.range(1)));
    std::size_t bytes = 0;
    for (const Block& block : blocks) bytes += block.body.size();
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        BlockReader reader;
        std::size_t records = 0;
        for (const Block& block : blocks) {
            const auto read = reader.read(block, [&](const Record&) { ++records; });
            if (!read) state.SkipWithError(read.error().where);
        }
        benchmark::DoNotOptimize(records);
    }
    count(state, recorded, bytes);
}
BENCHMARK(read_columns)
    ->Args({60, 1, chained})
    ->Args({60, 10, chained})
    ->Args({60, 10, archived})
    ->Unit(benchmark::kMillisecond);

/// What waits for a cloud: a minute's chain in one block. Argument: whether it is an archive.
void merge(benchmark::State& state) {
    const Recorded recorded = record({.seconds = 60});
    const auto blocks = seal_all(recorded, options_of(chained), 1);
    std::size_t bytes = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        BlockMerger merger(state.range(0) != 0);
        for (const Block& block : blocks)
            if (const auto added = merger.add(block); !added) state.SkipWithError(added.error().where);
        bytes = merger.merge()->body.size();
    }
    count(state, recorded, bytes);
}
BENCHMARK(merge)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
