// What a block takes, in bytes and in time, for each hearing of a made-up hall (edge_trace.h): readings and
// attributes that the hearings brought are counted to them.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "cairn/decode/decoder.h"
#include "cairn/decode/deduplicator.h"
#include "cairn/wire/block_merger.h"
#include "cairn/wire/block_reader.h"
#include "cairn/wire/sealer.h"
#include "cairn/wire/stream_sealer.h"
#include "support/edge_trace.h"

namespace cairn::test {
namespace {

/// What an edge makes of a second of the trace: each hearing, and what its tag said where that was not a
/// repetition.
struct Second {
    std::vector<Sighting> hearings;
    std::vector<std::pair<std::size_t, Record>> reports;  // behind which hearing
};

struct Recorded {
    std::vector<Second> seconds;
    double hearings = 0;
    double records = 0;
};

void add_reports(const DecodeReport& report, const Advertisement& heard, Second& second) {
    const std::size_t place = second.hearings.size() - 1;
    for (const Decoded& format : report.formats) {
        for (const Measurement& measurement : format.measurements)
            second.reports.emplace_back(place,
                                        Reading{heard.tag, heard.gateway, heard.heard_at, measurement, {}});
        for (const DecodedText& text : format.attributes)
            second.reports.emplace_back(
                place, Attribute{heard.tag, heard.gateway, heard.heard_at, text.kind, text.text});
    }
}

Recorded record(const TraceOptions& options) {
    const Trace trace = make_trace(options);
    auto deduplicator = *Deduplicator::create();
    const Decoder decoder;
    auto report = std::make_unique<DecodeReport>();
    Recorded recorded;
    std::int64_t second_ends_ms = trace.frames.front().sent_at.unix_ms + 1000;
    recorded.seconds.emplace_back();
    for (const TraceFrame& frame : trace.frames) {
        if (frame.sent_at.unix_ms >= second_ends_ms) {
            recorded.seconds.emplace_back();
            second_ends_ms += 1000;
        }
        Second& second = recorded.seconds.back();
        for (const TraceHearing& hearing : frame.hearings) {
            const Advertisement heard = trace.advertisement(hearing);
            second.hearings.push_back(
                {heard.tag, heard.gateway, heard.heard_at, heard.time_source, *heard.rssi_dbm});
            if (deduplicator.is_repeat(heard.tag.view(), heard.payload, heard.heard_at)) continue;
            decoder.decode({heard.payload, address_of(heard.tag), heard.heard_at}, *report);
            add_reports(*report, heard, second);
        }
    }
    for (const Second& second : recorded.seconds) {
        recorded.hearings += static_cast<double>(second.hearings.size());
        recorded.records += static_cast<double>(second.hearings.size() + second.reports.size());
    }
    return recorded;
}

/// Adds a second to what seals; `seal` is called where it is full.
template <typename To, typename Seal>
void add(const Second& second, To& sealer, Seal seal) {
    const auto add_one = [&](const auto& record) {
        if (sealer.add(record)) return;
        seal();
        static_cast<void>(sealer.add(record).has_value());
    };
    auto report = second.reports.begin();
    for (std::size_t i = 0; i < second.hearings.size(); ++i) {
        add_one(second.hearings[i]);
        for (; report != second.reports.end() && report->first == i; ++report) add_one(report->second);
    }
}

std::vector<Block> seal_all(const Recorded& recorded, const StreamSealerOptions& options,
                            std::size_t seconds_per_block) {
    StreamSealer sealer(options);
    std::vector<Block> blocks;
    NextSequences next;
    std::int64_t elapsed_ms = 0;
    const auto seal = [&] {
        for (Block& block : sealer.seal(next, {elapsed_ms}, {.boot = 1, .sealed = {elapsed_ms}})) {
            ++next[block.stream];
            blocks.push_back(std::move(block));
        }
    };
    for (std::size_t i = 0; i < recorded.seconds.size(); ++i) {
        elapsed_ms += 1000;
        add(recorded.seconds[i], sealer, seal);
        if ((i + 1) % seconds_per_block == 0) seal();
    }
    return blocks;
}

void count(benchmark::State& state, const Recorded& recorded, std::size_t bytes) {
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
            add(second, sealer, seal);
            seal();
        }
    }
    count(state, recorded, bytes);
}
BENCHMARK(seal_rows)->Arg(10)->Unit(benchmark::kMillisecond);

/// How blocks are made.
enum Manner : std::uint8_t { alone, chained, archived };

StreamSealerOptions options_of(std::int64_t manner) {
    StreamSealerOptions options;
    options.plain_bytes_max = 6 * 1024 * 1024;
    options.is_archive = manner == archived;
    if (manner == alone) options.chain_blocks_max = 1;
    return options;
}

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
    ->Args({10, 1, chained})
    ->Args({10, 10, chained})
    ->Args({10, 10, archived})
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
