// From gateways' JSON to blocks on the disk: what an edge spends on a hearing of a made-up hall
// (edge_trace.h).
#include <benchmark/benchmark.h>

#include <memory>
#include <optional>
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

/// An edge with a buffer of its own, which takes a recording with a commit each second of it.
class RecordingEdge {
public:
    explicit RecordingEdge(const Recording& recording)
        : recording_(recording),
          adapter_(*adapters::make_adapter({})) {
        EdgeOptions options;
        options.buffer.path = directory_.file("buffer.db");
        clock_.at = second_ = recording.trace.frames.front().sent_at;
        edge_.emplace(*Edge::open(options, *adapter_, {clock_, link_, entropy_}));
    }

    bool take(int seconds) {
        for (const Timestamp end = second_ + Millis{1000LL * seconds}; second_ < end;) {
            clock_.at = recording_.trace.frames[next_].sent_at;
            if (clock_.at - second_ >= Millis{1000}) {
                second_ = second_ + Millis{1000};
                if (!edge_->commit()) return false;
                continue;
            }
            const Message message{"/gw/status", as_bytes(recording_.messages[next_])};
            const auto taken =
                edge_->ingest(message, {++next_, false}, [](const Record&) {}, [](const Error&) {});
            if (!taken) return false;
        }
        return true;
    }

    double hearings() const { return static_cast<double>(edge_->stats().advertisements); }
    double records() const { return static_cast<double>(edge_->stats().records); }
    double body_bytes() const { return static_cast<double>(edge_->buffer_stats().body_bytes); }

private:
    const Recording& recording_;
    TemporaryDirectory directory_;
    FakeEntropy entropy_;
    NoLink link_;
    TraceClock clock_;
    std::unique_ptr<Adapter> adapter_;
    std::optional<Edge> edge_;
    Timestamp second_;
    std::size_t next_ = 0;
};

void count(benchmark::State& state, const RecordingEdge& edge, double hearings) {
    state.counters["records_per_hearing"] = edge.records() / edge.hearings();
    state.counters["bytes_per_hearing"] = edge.body_bytes() / edge.hearings();
    state.counters["hearings"] = benchmark::Counter(hearings, benchmark::Counter::kIsRate);
    state.counters["ns_per_hearing"] =
        benchmark::Counter(hearings, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// In the long run: a minute, and so a chain from its start to its end, behind ten seconds.
void json_to_durable(benchmark::State& state) {
    const Recording recording(72);
    RecordingEdge edge(recording);
    if (!edge.take(10)) state.SkipWithError("refused");
    const double before = edge.hearings();
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        if (!edge.take(60)) state.SkipWithError("refused");
    }
    count(state, edge, edge.hearings() - before);
    state.counters["json_bytes_per_hearing"] =
        static_cast<double>(recording.bytes) / static_cast<double>(recording.trace.hearings.size());
}
BENCHMARK(json_to_durable)->Unit(benchmark::kMillisecond)->Iterations(1);

/// The first ten seconds of an edge, the making of its buffer included.
void json_to_durable_cold(benchmark::State& state) {
    const Recording recording(12);
    std::optional<RecordingEdge> edge;
    double hearings = 0;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        edge.emplace(recording);
        if (!edge->take(10)) state.SkipWithError("refused");
        hearings += edge->hearings();
    }
    count(state, *edge, hearings);
}
BENCHMARK(json_to_durable_cold)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
