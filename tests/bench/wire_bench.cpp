// What a block takes, in bytes and in time, for each hearing of a made-up hall (edge_trace.h): readings and
// attributes that the hearings brought are counted to them.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "cairn/decode/decoder.h"
#include "cairn/decode/deduplicator.h"
#include "cairn/wire/sealer.h"
#include "support/edge_trace.h"
#include "wire/hearing_reader.h"
#include "wire/hearing_writer.h"
#include "wire/packed_columns.h"

namespace cairn::test {
namespace {

/// The records that an edge makes of the trace, and of which second of it.
struct Recorded {
    std::vector<std::vector<Record>> seconds;
    std::size_t hearings = 0;
    std::size_t records = 0;
};

Recorded record(const TraceOptions& options) {
    const Trace trace = make_trace(options);
    auto deduplicator = *Deduplicator::create();
    const Decoder decoder;
    auto report = std::make_unique<DecodeReport>();
    Recorded recorded;
    recorded.hearings = trace.hearings.size();
    std::int64_t second_ends_ms = trace.frames.front().sent_at.unix_ms + 1000;
    recorded.seconds.emplace_back();
    for (const TraceFrame& frame : trace.frames) {
        if (frame.sent_at.unix_ms >= second_ends_ms) {
            recorded.seconds.emplace_back();
            second_ends_ms += 1000;
        }
        std::vector<Record>& records = recorded.seconds.back();
        for (const TraceHearing& hearing : frame.hearings) {
            const Advertisement heard = trace.advertisement(hearing);
            records.emplace_back(
                Sighting{heard.tag, heard.gateway, heard.heard_at, heard.time_source, *heard.rssi_dbm});
            if (deduplicator.is_repeat(heard.tag.view(), heard.payload, heard.heard_at)) continue;
            decoder.decode({heard.payload, address_of(heard.tag), heard.heard_at}, *report);
            for (const Decoded& format : report->formats) {
                for (const Measurement& measurement : format.measurements)
                    records.emplace_back(Reading{heard.tag, heard.gateway, heard.heard_at, measurement, {}});
                for (const DecodedText& text : format.attributes)
                    records.emplace_back(
                        Attribute{heard.tag, heard.gateway, heard.heard_at, text.kind, text.text});
            }
        }
    }
    for (const auto& records : recorded.seconds) recorded.records += records.size();
    return recorded;
}

void seal_seconds(benchmark::State& state) {
    const Recorded recorded = record({.seconds = static_cast<int>(state.range(0))});
    std::size_t bytes = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        Sealer sealer;
        bytes = 0;
        Sequence sequence = 0;
        const auto seal = [&] { bytes += sealer.seal(++sequence, {}).body.size(); };
        for (const auto& records : recorded.seconds) {
            for (const Record& one : records) {
                if (sealer.add(one)) continue;
                seal();
                static_cast<void>(sealer.add(one).has_value());
            }
            seal();
        }
        benchmark::DoNotOptimize(bytes);
    }
    const auto hearings = static_cast<double>(recorded.hearings);
    state.counters["bytes_per_hearing"] = static_cast<double>(bytes) / hearings;
    state.counters["records_per_hearing"] = static_cast<double>(recorded.records) / hearings;
    state.counters["hearings"] =
        benchmark::Counter(hearings * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(seal_seconds)->Arg(10)->Unit(benchmark::kMillisecond);

struct Chunks {
    std::vector<std::vector<Record>> records;
    double hearings = 0;
};

/// `seconds` of the trace a block.
Chunks chunks_of(const Recorded& recorded, std::size_t seconds) {
    Chunks chunks;
    for (std::size_t i = 0; i < recorded.seconds.size(); ++i) {
        if (i % seconds == 0) chunks.records.emplace_back();
        auto& chunk = chunks.records.back();
        chunk.insert(chunk.end(), recorded.seconds[i].begin(), recorded.seconds[i].end());
    }
    chunks.hearings = static_cast<double>(recorded.hearings);
    return chunks;
}

std::vector<std::uint8_t> write_chunk(wire::HearingWriter& writer, wire::ColumnPacker& packer,
                                      const std::vector<Record>& records) {
    for (const Record& one : records) {
        std::visit(
            [&](const auto& record) {
                if constexpr (requires { writer.rows.add(record); })
                    static_cast<void>(writer.rows.add(record).has_value());
            },
            one);
    }
    wire::ColumnWriter out;
    for (const Bytes column : writer.write()) packer.pack(column, out);
    return {out.bytes().begin(), out.bytes().end()};
}

// Arguments: seconds of the trace, seconds a block, and whether each block is read by itself.
void write_columns(benchmark::State& state) {
    const Chunks chunks = chunks_of(record({.seconds = static_cast<int>(state.range(0))}),
                                    static_cast<std::size_t>(state.range(1)));
    double bytes = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        wire::HearingWriter writer;
        wire::ColumnPacker packer;
        bytes = 0;
        for (const auto& records : chunks.records) {
            bytes += static_cast<double>(write_chunk(writer, packer, records).size());
            if (state.range(2) != 0) writer.start_chain();
        }
    }
    state.counters["bytes_per_hearing"] = bytes / chunks.hearings;
    state.counters["hearings"] = benchmark::Counter(chunks.hearings * static_cast<double>(state.iterations()),
                                                    benchmark::Counter::kIsRate);
}

void read_columns(benchmark::State& state) {
    const Chunks chunks = chunks_of(record({.seconds = 10}), 1);
    wire::HearingWriter writer;
    wire::ColumnPacker packer;
    std::vector<std::vector<std::uint8_t>> blocks;
    for (const auto& records : chunks.records) blocks.push_back(write_chunk(writer, packer, records));
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        wire::HearingReader reader;
        std::size_t count = 0;
        for (const auto& block : blocks) {
            wire::ColumnReader column(block);
            const auto read =
                reader.read(column, 4 * 1024 * 1024, 100'000, 0, [&](const Record&) { ++count; });
            if (!read) state.SkipWithError(read.error().where);
        }
        benchmark::DoNotOptimize(count);
    }
    state.counters["hearings"] = benchmark::Counter(chunks.hearings * static_cast<double>(state.iterations()),
                                                    benchmark::Counter::kIsRate);
}
BENCHMARK(read_columns)->Unit(benchmark::kMillisecond);
BENCHMARK(write_columns)
    ->Args({60, 1, 0})
    ->Args({10, 1, 1})
    ->Args({60, 10, 0})
    ->Args({60, 60, 1})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
