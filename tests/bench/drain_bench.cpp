// How fast a backlog drains: a real buffer and a real store on disk, and what carries the session between
// them.
#include <benchmark/benchmark.h>

#include <time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/cloud/store.h"
#include "cairn/decode/decoder.h"
#include "cairn/decode/deduplicator.h"
#include "cairn/net/mqtt_link.h"
#include "cairn/net/mqtt_listener.h"
#include "cairn/net/system_ports.h"
#include "cairn/net/tls_link.h"
#include "cairn/net/tls_listener.h"
#include "cairn/sync/sync_client.h"
#include "cairn/wire/block_merger.h"
#include "cairn/wire/stream_sealer.h"
#include "http/sync_peers.h"
#include "support/broker.h"
#include "support/certificates.h"
#include "support/edge_trace.h"
#include "support/loop_thread.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using namespace std::chrono_literals;

void check(bool is_good) {
    if (!is_good) std::abort();
}

/// What waits: seconds in chains, and the same merged, a minute in each.
struct Waiting {
    std::vector<Block> chained;
    std::vector<Block> merged;  // in the place of whole chains, all but the last
    double hearings = 0;
    double bytes = 0;  // of bodies, as the buffer will have them
};

/// All but the last chain, which may not have ended.
void merge_chains(Waiting& waiting) {
    BlockMerger merger;
    const auto end_chain = [&] {
        if (merger.empty()) return;
        if (auto merged = merger.merge()) waiting.merged.push_back(*std::move(merged));
    };
    for (const Block& block : waiting.chained) {
        if (block.chain_place == 0) end_chain();
        check(merger.add(block).has_value());
    }
}

/// Each hearing, and what its tag said where that was not a repetition.
class Recorder {
public:
    explicit Recorder(const TraceOptions& options) : trace_(make_trace(options)) {}

    Waiting record() {
        for (const TraceFrame& frame : trace_.frames) {
            if (frame.sent_at >= second_ + Millis{1'000} && !sealer_.empty()) seal();
            if (sealer_.empty()) second_ = frame.sent_at;
            for (const TraceHearing& heard : frame.hearings) add(trace_.advertisement(heard));
        }
        seal();
        return std::move(waiting_);
    }

private:
    void add(const Advertisement& heard) {
        ++waiting_.hearings;
        add(Sighting{heard.tag, heard.gateway, heard.heard_at, heard.time_source, *heard.rssi_dbm});
        if (deduplicator_.is_repeat(heard.tag.view(), heard.payload, heard.heard_at)) return;
        decoder_.decode({heard.payload, std::nullopt, heard.heard_at}, *report_);
        for (const Decoded& format : report_->formats) {
            for (const Measurement& measurement : format.measurements)
                add(Reading{heard.tag, heard.gateway, heard.heard_at, measurement, {}});
        }
    }
    void add(const Record& record) {
        if (sealer_.add(record)) return;
        seal();
        check(sealer_.add(record).has_value());
    }
    void seal() {
        for (Block& block : sealer_.seal(next_, second_, {.boot = 1, .sealed = {second_.unix_ms}})) {
            ++next_[block.stream];
            waiting_.chained.push_back(std::move(block));
        }
    }

    const Trace trace_;
    Deduplicator deduplicator_ = *Deduplicator::create();
    const Decoder decoder_;
    const std::unique_ptr<DecodeReport> report_ = std::make_unique<DecodeReport>();
    StreamSealer sealer_;
    NextSequences next_;
    Timestamp second_;
    Waiting waiting_;
};

/// What waits, by the first argument of a benchmark.
enum class Kind : std::uint8_t {
    chained,
    merged,  // but for the last chain
    hostile,  // chained; tags change their address every minute, and fading is strong
};

Waiting make_waiting(Kind kind) {
    constexpr int seconds = 121;
    TraceOptions options{.seconds = seconds};
    if (kind == Kind::hostile) {
        options.address_lifetime_s = 60;
        options.fading_sd_db = 6;
    }
    Waiting waiting = Recorder(options).record();
    if (kind == Kind::merged) merge_chains(waiting);
    return waiting;
}

double cpu_s_of(clockid_t clock) {
    timespec spent{};
    ::clock_gettime(clock, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

/// Of another process, to a hundredth of a second.
double cpu_s_of_process(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string word;
    double ticks = 0;
    for (int i = 1; i <= 15 && file >> word; ++i) {
        if (i >= 14) ticks += std::atof(word.c_str());
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// cairn-cloud's way from the link to the disk.
class CloudSide {
public:
    explicit CloudSide(EdgeCredential& credential) : store_(*cloud::Store::open(folder_.file("cloud.db"))) {
        credential = *store_.add_edge("dock", entropy_, Timestamp{1});
    }
    ~CloudSide() {
        thread_.run([&] {
            tls_.reset();
            mqtt_.reset();
        });
    }
    CloudSide(const CloudSide&) = delete;
    CloudSide& operator=(const CloudSide&) = delete;

    net::Endpoint listen(const net::TlsServerFiles& files) {
        return thread_.run([&] {
            net::TlsListenerOptions options;
            options.listen = {"127.0.0.1", 0};
            options.files = files;
            tls_ = *net::TlsListener::open(thread_.loop(), options, callbacks());
            return net::Endpoint{"127.0.0.1", tls_->port()};
        });
    }
    void listen(const net::BrokerAccess& broker) {
        thread_.run([&] {
            net::MqttListenerOptions options;
            options.broker = broker;
            mqtt_ = net::MqttListener::open(thread_.loop(), options, callbacks());
        });
    }
    double cpu_s() {
        return thread_.run([] { return cpu_s_of(CLOCK_THREAD_CPUTIME_ID); });
    }

private:
    net::LinkPeerCallbacks callbacks() {
        net::LinkPeerCallbacks callbacks;
        callbacks.on_opened = [this](net::LinkPeer& peer) { peers_.open(peer); };
        callbacks.on_message = [this](net::LinkPeer& peer, Bytes message) { peers_.receive(peer, message); };
        callbacks.on_closed = [this](net::LinkPeer& peer) { peers_.forget(peer); };
        return callbacks;
    }

    TemporaryDirectory folder_;
    net::SystemEntropy entropy_;
    net::SystemClock clock_;
    cloud::Counters counters_;
    cloud::Store store_;
    cloud::SyncPeers peers_{store_, clock_, counters_, [] {}};
    LoopThread thread_;
    std::unique_ptr<net::TlsListener> tls_;
    std::unique_ptr<net::MqttListener> mqtt_;
};

/// cairn-edge's way from the disk to the link.
class EdgeSide {
public:
    explicit EdgeSide(const Waiting& waiting) : buffer_(*Buffer::open(options(), entropy_)) {
        for (const Block& block : waiting.chained) check(buffer_.append(block).has_value());
        for (const Block& block : waiting.merged) check(buffer_.replace(block).has_value());
    }
    ~EdgeSide() {
        thread_.run([&] {
            is_over_ = true;
            client_.reset();
            link_.reset();
        });
    }
    EdgeSide(const EdgeSide&) = delete;
    EdgeSide& operator=(const EdgeSide&) = delete;

    std::uint64_t waiting_bytes() const { return buffer_.stats().body_bytes; }

    /// Connects, and returns when nothing waits any more.
    template <typename AnyLink, typename Options>
    void drain(const Options& options, const EdgeCredential& credential) {
        thread_.run([&] {
            auto link = *AnyLink::make(thread_.loop(), options);
            link->on_ready([this] { step(); });
            link_ = std::move(link);
            SyncOptions sync;
            sync.credential = credential;
            client_.emplace(sync, buffer_, *link_, entropy_);
            step();
        });
        while (!is_drained_) std::this_thread::sleep_for(1ms);
    }
    double cpu_s() {
        return thread_.run([] { return cpu_s_of(CLOCK_THREAD_CPUTIME_ID); });
    }

private:
    BufferOptions options() const {
        BufferOptions buffer;
        buffer.path = folder_.file("buffer.db");
        buffer.size_bytes_max = std::uint64_t{4} << 30U;
        return buffer;
    }
    void step() {
        if (is_over_ || !client_) return;
        const Instant due = client_->step(clock_.read());
        is_drained_ = buffer_.stats().blocks == 0;
        if (is_drained_ || is_waiting_) return;
        is_waiting_ = true;
        thread_.loop().after(std::max(Millis{1}, due - clock_.now()), [this] {
            is_waiting_ = false;
            step();
        });
    }

    TemporaryDirectory folder_;
    net::SystemEntropy entropy_;
    net::SystemClock clock_;
    Buffer buffer_;
    LoopThread thread_;
    std::unique_ptr<Link> link_;
    std::optional<SyncClient> client_;
    bool is_waiting_ = false;
    bool is_over_ = false;
    std::atomic<bool> is_drained_ = false;
};

/// CPU seconds of everything that took part.
struct Spent {
    double wall_s = 0;
    double edge_s = 0;
    double cloud_s = 0;
    double process_s = 0;
};

template <typename Drain>
Spent measure(EdgeSide& edge, CloudSide& cloud, Drain drain) {
    const Spent before{0, edge.cpu_s(), cloud.cpu_s(), cpu_s_of(CLOCK_PROCESS_CPUTIME_ID)};
    const auto start = std::chrono::steady_clock::now();
    drain();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    return {took.count(), edge.cpu_s() - before.edge_s, cloud.cpu_s() - before.cloud_s,
            cpu_s_of(CLOCK_PROCESS_CPUTIME_ID) - before.process_s};
}

/// Millions of hearings in a second of wall time, and in a CPU second of each side.
void report(benchmark::State& state, const Waiting& waiting, const Spent& spent, double other_s) {
    const double millions = waiting.hearings * static_cast<double>(state.iterations()) * 1e-6;
    state.counters["M_a_second"] = millions / spent.wall_s;
    state.counters["M_an_edge_core"] = millions / spent.edge_s;
    state.counters["M_a_cloud_core"] = millions / spent.cloud_s;
    state.counters["M_all_cores"] = millions / (spent.process_s + other_s);
    state.counters["bytes_a_hearing"] = waiting.bytes / waiting.hearings;
}

void add(Spent& sum, const Spent& one) {
    sum.wall_s += one.wall_s;
    sum.edge_s += one.edge_s;
    sum.cloud_s += one.cloud_s;
    sum.process_s += one.process_s;
}

void drain_over_tls(benchmark::State& state) {
    Waiting waiting = make_waiting(static_cast<Kind>(state.range(0)));
    const Certificates made;
    Spent spent;
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        EdgeCredential credential;
        CloudSide cloud(credential);
        EdgeSide edge(waiting);
        waiting.bytes = static_cast<double>(edge.waiting_bytes());
        net::TlsLinkOptions options;
        options.cloud = cloud.listen(made.files());
        options.ca_pem = made.ca_pem();
        const Spent one = measure(edge, cloud, [&] { edge.drain<net::TlsLink>(options, credential); });
        state.SetIterationTime(one.wall_s);
        add(spent, one);
    }
    report(state, waiting, spent, 0);
}
BENCHMARK(drain_over_tls)->ArgName("kind")->DenseRange(0, 2)->UseManualTime()->Unit(benchmark::kMillisecond);

void drain_over_mqtt(benchmark::State& state) {
    Waiting waiting = make_waiting(static_cast<Kind>(state.range(0)));
    const Certificates made;
    const Broker broker({.certificate_file = made.files().certificate_file,
                         .key_file = made.files().key_file,
                         .is_quiet = true});
    net::BrokerAccess access;
    access.url = {broker.endpoint(), true};
    access.ca_file = made.ca_file();
    Spent spent;
    const double broker_before_s = cpu_s_of_process(broker.pid());
    for (auto step : state) {  // NOLINT(clang-analyzer-deadcode.DeadStores): how the library counts
        EdgeCredential credential;
        CloudSide cloud(credential);
        EdgeSide edge(waiting);
        waiting.bytes = static_cast<double>(edge.waiting_bytes());
        cloud.listen(access);
        net::MqttLinkOptions options;
        options.broker = access;
        options.edge = "dock";
        const Spent one = measure(edge, cloud, [&] { edge.drain<net::MqttLink>(options, credential); });
        state.SetIterationTime(one.wall_s);
        add(spent, one);
    }
    report(state, waiting, spent, cpu_s_of_process(broker.pid()) - broker_before_s);
}
BENCHMARK(drain_over_mqtt)->ArgName("kind")->DenseRange(0, 2)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cairn::test

BENCHMARK_MAIN();
