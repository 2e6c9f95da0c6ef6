// From gateways' JSON to blocks on the disk: what an edge spends on a hearing of a made-up hall
// (edge_trace.h).
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "cairn/adapters/adapters.h"
#include "cairn/core/hex.h"
#include "cairn/edge.h"
#include "support/edge_trace.h"
#include "support/fake_entropy.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

class NoLink final : public Link {
public:
    Result<void> connect() override { return fail(Errc::closed, "no cloud"); }
    Result<void> send(Bytes) override { return fail(Errc::closed, "no cloud"); }
    Result<std::size_t> receive(MutableBytes) override { return fail(Errc::closed, "no cloud"); }
    void disconnect() override {}
};

/// Stands at the time of the trace.
class TraceClock final : public Clock {
public:
    Instant now() override { return {at.unix_ms}; }
    Timestamp wall() override { return at; }
    Timestamp at;
};

std::string hex_of(Bytes bytes) {
    std::string text(2 * bytes.size(), ' ');
    write_hex(bytes, text.data());
    return text;
}

/// Without its namespace.
template <typename Id>
std::string_view name_of(const Id& id) {
    return id.view().substr(id.name_space().size() + 1);
}

/// As a Moko MKGW3 tells it: docs/formats/moko-gateways.md.
std::string message_of(const Trace& trace, const TraceFrame& frame) {
    std::string text = R"({"msg_id":3070,"device_info":{"mac":")" +
                       std::string(name_of(trace.gateways[frame.gateway])) + R"("},"data":[)";
    for (const TraceHearing& hearing : frame.hearings) {
        if (text.back() != '[') text += ',';
        text += R"({"timestamp":)" + std::to_string(hearing.heard_at.unix_ms) +
                R"(,"timezone":0,"adv_data":")" + hex_of(hearing.payload_bytes()) +
                R"(","type_code":10,"type":"other","rssi":)" + std::to_string(hearing.rssi_dbm) +
                R"(,"connectable":0,"mac":")" + std::string(name_of(trace.tags[hearing.tag])) + R"("})";
    }
    return text += "]}";
}

struct Recording {
    explicit Recording(int seconds) : trace(make_trace({.seconds = seconds})) {
        for (const TraceFrame& frame : trace.frames) messages.push_back(message_of(trace, frame));
        for (const std::string& message : messages) bytes += message.size();
    }
    Trace trace;
    std::vector<std::string> messages;
    std::size_t bytes = 0;
};

/// Everything of a recording through an edge, with a commit each second of it.
void json_to_durable(benchmark::State& state) {
    const Recording recording(10);
    TemporaryDirectory directory;
    FakeEntropy entropy;
    NoLink link;
    TraceClock clock;
    const auto adapter = adapters::make_adapter({});
    std::uint64_t records = 0;
    int file = 0;
    BufferStats stats;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        EdgeOptions options;
        options.buffer.path = directory.file(std::to_string(++file) + ".db");
        clock.at = recording.trace.frames.front().sent_at;
        auto edge = Edge::open(options, **adapter, {clock, link, entropy});
        Timestamp second = clock.at;
        for (std::size_t i = 0; i < recording.messages.size(); ++i) {
            clock.at = recording.trace.frames[i].sent_at;
            if (clock.at - second >= Millis{1000}) {
                second = clock.at;
                if (!edge->commit()) state.SkipWithError("commit");
            }
            const auto taken = edge->ingest(
                {"/gw/status", as_bytes(recording.messages[i])}, {i + 1, false}, [&](const Record&) {},
                [](const Error&) {});
            if (!taken) state.SkipWithError(taken.error().where);
        }
        if (!edge->commit()) state.SkipWithError("commit");
        records = edge->stats().records;
        stats = edge->buffer_stats();
    }
    const auto hearings = static_cast<double>(recording.trace.hearings.size());
    const auto all = hearings * static_cast<double>(state.iterations());
    state.counters["records_per_hearing"] = static_cast<double>(records) / hearings;
    state.counters["bytes_per_hearing"] = static_cast<double>(stats.body_bytes) / hearings;
    state.counters["json_bytes_per_hearing"] = static_cast<double>(recording.bytes) / hearings;
    state.counters["hearings"] = benchmark::Counter(all, benchmark::Counter::kIsRate);
}
BENCHMARK(json_to_durable)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
