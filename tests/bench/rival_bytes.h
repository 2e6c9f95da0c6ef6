// What the readings of a trace take elsewhere, in bytes: on the wire and on the disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "support/recorded_trace.h"

namespace cairn::test {

/// Bytes of IP packets, each way.
struct WireBytes {
    double up = 0;
    double down = 0;

    WireBytes& operator+=(const WireBytes& other) noexcept;
};

/// A message and its answer in a TLS 1.2 connection that is open already (AES-GCM: 29 bytes a record of 16
/// KiB at most), in TCP segments of 1,448 bytes with 52 bytes of headers, every second of which is
/// acknowledged.
WireBytes in_tls(std::size_t message_bytes, std::size_t answer_bytes);

/// An MQTT 3.1.1 PUBLISH at QoS 1; its PUBACK has 4 bytes.
std::size_t publish_bytes(std::size_t topic_bytes, std::size_t payload_bytes);
inline constexpr std::size_t puback_bytes = 4;

/// As a Minew gateway tells it (docs/formats/minew.md), of one hearing; and where.
std::string json_of(const Trace& trace, const TraceHearing& hearing);
std::string topic_of(const Trace& trace, const TraceHearing& hearing);

/// A message of JSON for each hearing, over MQTT.
WireBytes json_messages(const Trace& trace);

/// Batches of rows of Protobuf under Zstandard 3, of so many seconds each, over MQTT.
WireBytes protobuf_batches(const Recorded& recorded, std::size_t seconds);

/// Device bytes of a row a hearing in SQLite, with a sync for each transaction; of all, or of `rows_max`.
double sqlite_row_bytes(const Trace& trace, std::size_t rows_a_commit, std::size_t rows_max);

struct BridgeBytes {
    double disk = 0;  // that the broker sent to the device
    WireBytes wire;   // without TLS and headers
    std::uint64_t messages = 0;
};
/// A mosquitto that bridges to another one which is away for `seconds`, in which every hearing of the trace
/// comes as a message of JSON at its time; then all is drained. With `autosave_s`, the broker writes its
/// queue so often. Nothing: mosquitto is not installed, or takes no messages.
std::optional<BridgeBytes> mosquitto_bridge(const Trace& trace, int seconds, int autosave_s);

/// Bytes that a process, "self" or its number, has sent to a device; -1 where the kernel does not tell.
/// `what`: another of its counts.
double process_bytes(const std::string& process, const char* what = "write_bytes:");

}  // namespace cairn::test
