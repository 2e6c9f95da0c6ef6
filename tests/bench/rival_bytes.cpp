#include "rival_bytes.h"

#include <unistd.h>
#include <zstd.h>

#include <chrono>
#include <fstream>
#include <thread>
#include <vector>

#include "cairn/core/hex.h"
#include "cairn/core/time_text.h"
#include "cairn/wire/sealer.h"
#include "sqlite/sqlite.h"
#include "support/broker.h"
#include "support/fast_publisher.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

constexpr std::size_t tls_record_bytes = 16 * 1024;
constexpr std::size_t tls_extra_bytes = 5 + 8 + 16;
constexpr std::size_t segment_bytes = 1448;
constexpr std::size_t headers_bytes = 20 + 20 + 12;
constexpr int zstd_level = 3;

constexpr std::size_t parts(std::size_t bytes, std::size_t part_bytes) {
    return (bytes + part_bytes - 1) / part_bytes;
}

std::size_t segments_of(std::size_t message_bytes) {
    return parts(message_bytes + parts(message_bytes, tls_record_bytes) * tls_extra_bytes, segment_bytes);
}

double packet_bytes(std::size_t message_bytes) {
    return static_cast<double>(message_bytes + parts(message_bytes, tls_record_bytes) * tls_extra_bytes +
                               segments_of(message_bytes) * headers_bytes);
}

/// Without its namespace.
template <typename Id>
std::string name_of(const Id& id) {
    return std::string(id.view().substr(id.name_space().size() + 1));
}

std::vector<std::uint8_t> unpacked(Bytes frame) {
    std::vector<std::uint8_t> plain(ZSTD_getFrameContentSize(frame.data(), frame.size()));
    ZSTD_decompress(plain.data(), plain.size(), frame.data(), frame.size());
    return plain;
}

std::size_t packed_bytes(Bytes plain) {
    std::vector<std::uint8_t> frame(ZSTD_compressBound(plain.size()));
    return ZSTD_compress(frame.data(), frame.size(), plain.data(), plain.size(), zstd_level);
}

/// Polls until `is_so()`, for a minute at most.
template <typename IsSo>
bool wait_until(IsSo is_so) {
    for (int i = 0; i < 3000; ++i) {
        if (is_so()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
}

BrokerOptions bridge_to(const Broker& cloud, int autosave_s) {
    BrokerOptions options{.is_quiet = true};
    options.more = "autosave_interval " + std::to_string(autosave_s) +
                   "\nconnection cloud\naddress 127.0.0.1:" + std::to_string(cloud.port()) +
                   "\ntopic # out 1\ncleansession false\nrestart_timeout 1\nnotifications false\n";
    return options;
}

}  // namespace

WireBytes& WireBytes::operator+=(const WireBytes& other) noexcept {
    up += other.up;
    down += other.down;
    return *this;
}

WireBytes in_tls(std::size_t message_bytes, std::size_t answer_bytes) {
    // The answer acknowledges the last segment.
    const std::size_t acknowledgements = parts(segments_of(message_bytes), 2) - 1;
    return {packet_bytes(message_bytes),
            packet_bytes(answer_bytes) + static_cast<double>(acknowledgements * headers_bytes)};
}

std::size_t publish_bytes(std::size_t topic_bytes, std::size_t payload_bytes) {
    const std::size_t rest = 2 + topic_bytes + 2 + payload_bytes;
    std::size_t size_bytes = 1;
    for (std::size_t left = rest; left >= 0x80; left >>= 7U) ++size_bytes;
    return 1 + size_bytes + rest;
}

std::string json_of(const Trace& trace, const TraceHearing& hearing) {
    std::string payload(std::size_t{2} * hearing.payload_size, ' ');
    write_hex(hearing.payload_bytes(), payload.data(), HexCase::upper);
    return R"({"timestamp":")" + std::string(time_text(hearing.heard_at).view()) +
           R"(","type":"Unknown","mac":")" + name_of(trace.tags[hearing.tag]) + R"(","bleName":"","rssi":)" +
           std::to_string(hearing.rssi_dbm) + R"(,"rawData":")" + payload + R"("})";
}

std::string topic_of(const Trace& trace, const TraceHearing& hearing) {
    return "/gw/" + name_of(trace.gateways[hearing.gateway]) + "/status";
}

WireBytes json_messages(const Trace& trace) {
    WireBytes bytes;
    for (const TraceHearing& hearing : trace.hearings) {
        const std::size_t message =
            publish_bytes(topic_of(trace, hearing).size(), json_of(trace, hearing).size());
        bytes += in_tls(message, puback_bytes);
    }
    return bytes;
}

WireBytes protobuf_batches(const Recorded& recorded, std::size_t seconds) {
    constexpr std::size_t topic_bytes = 16;
    WireBytes bytes;
    Sealer sealer;
    std::vector<std::uint8_t> plain;
    // A block holds fewer rows than ten seconds have: they are packed anew, together.
    const auto unpack = [&] {
        const std::vector<std::uint8_t> rows = unpacked(sealer.seal(1, {}).body);
        plain.insert(plain.end(), rows.begin(), rows.end());
    };
    for (std::size_t i = 0; i < recorded.seconds.size(); ++i) {
        add(recorded.trace, recorded.seconds[i], sealer, unpack);
        if ((i + 1) % seconds != 0 && i + 1 < recorded.seconds.size()) continue;
        unpack();
        bytes += in_tls(publish_bytes(topic_bytes, packed_bytes(plain)), puback_bytes);
        plain.clear();
    }
    return bytes;
}

double sqlite_row_bytes(const Trace& trace, std::size_t rows_a_commit, std::size_t rows_max) {
    const TemporaryDirectory folder;
    auto database = *sqlite::Database::open(folder.file("rows.db"));
    static_cast<void>(database
                          .execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "CREATE TABLE reading (id INTEGER PRIMARY KEY, tag TEXT, gateway TEXT, "
                                   "at INTEGER, rssi_dbm INTEGER, payload BLOB)")
                          .has_value());
    auto insert = *database.prepare("INSERT INTO reading VALUES (NULL, ?, ?, ?, ?, ?)");
    const double before = process_bytes("self");
    const std::size_t rows = std::min(rows_max, trace.hearings.size());
    for (std::size_t row = 0; row < rows;) {
        auto transaction = *sqlite::Transaction::begin(database);
        for (std::size_t i = 0; i < rows_a_commit && row < rows; ++i, ++row) {
            const TraceHearing& hearing = trace.hearings[row];
            const auto inserted =
                insert.run(trace.tags[hearing.tag].view(), trace.gateways[hearing.gateway].view(),
                           hearing.heard_at.unix_ms, int{hearing.rssi_dbm}, hearing.payload_bytes());
            if (!inserted) return -1;
        }
        if (!transaction.commit()) return -1;
    }
    return (process_bytes("self") - before) / static_cast<double>(rows);
}

std::optional<BridgeBytes> mosquitto_bridge(const Trace& trace, int seconds, int autosave_s) {
    if (::access("/usr/sbin/mosquitto", X_OK) != 0) return std::nullopt;
    Broker cloud({.is_quiet = true});
    const Broker edge(bridge_to(cloud, autosave_s));
    const std::string edge_process = std::to_string(edge.pid());
    std::this_thread::sleep_for(std::chrono::seconds(1));  // the bridge is up
    cloud.stop();
    FastPublisher publisher(edge.port());
    const double disk_before = process_bytes(edge_process);
    const auto begin = std::chrono::steady_clock::now();
    const Timestamp first = trace.frames.front().sent_at;
    BridgeBytes bytes;
    for (const TraceFrame& frame : trace.frames) {
        const Millis since = frame.sent_at - first;
        if (since >= Millis{1000LL * seconds}) break;
        std::this_thread::sleep_until(begin + since);
        for (const TraceHearing& hearing : frame.hearings) {
            if (!publisher.publish(topic_of(trace, hearing), json_of(trace, hearing))) return std::nullopt;
            ++bytes.messages;
        }
    }
    if (!publisher.finish()) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::seconds(autosave_s < seconds ? autosave_s : 0));
    bytes.disk = process_bytes(edge_process) - disk_before;
    cloud.start();
    const std::string cloud_process = std::to_string(cloud.pid());
    // A PUBACK has 4 bytes: when so many have been written, all has come.
    const double acknowledged = static_cast<double>(bytes.messages) * puback_bytes;
    if (!wait_until([&] { return process_bytes(cloud_process, "wchar:") >= acknowledged; }))
        return std::nullopt;
    bytes.wire = {process_bytes(cloud_process, "rchar:"), process_bytes(cloud_process, "wchar:")};
    return bytes;
}

double process_bytes(const std::string& process, const char* what) {
    std::ifstream file("/proc/" + process + "/io");
    std::string name;
    double value = 0;
    while (file >> name >> value) {
        if (name == what) return value;
    }
    return -1;
}

}  // namespace cairn::test
