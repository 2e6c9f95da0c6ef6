// The cloud's half of the sync protocol for one connected edge: messages in, answers out, no sockets.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cairn/cloud/store.h"
#include "cairn/core/bytes.h"
#include "cairn/core/time.h"

namespace cairn::cloud {

/// What the caller does after a message.
struct IngestAnswer {
    std::vector<std::vector<std::uint8_t>> messages;  // to send, in this order
    bool close = false;                               // afterwards, or at once when there are none
    std::uint64_t stored_blocks = 0;    // new ones
    std::string log;                    // for people; empty: nothing worth a line
};

/// What a session lets an edge have unacknowledged, in bytes, unless it is told otherwise.
inline constexpr std::uint64_t credit_bytes_usual = 8 * 1024 * 1024;

/// (state, message, now) gives answer. Not thread-safe; `store` outlives it.
class IngestSession {
public:
    explicit IngestSession(Store& store);

    IngestAnswer receive(Bytes message, Timestamp now);
    /// What there is for the edge besides answers: commands, settings, a new secret. Each is told once a
    /// connection, and again on the next one until the edge has reported on it.
    IngestAnswer orders(Timestamp now);
    /// From the next Welcome or Acknowledge on: how much an edge may send before it is acknowledged.
    void set_credit_bytes(std::uint64_t size_bytes) noexcept;
    /// The edge's name once it was welcomed; else empty.
    const std::string& edge() const noexcept;

    IngestSession(IngestSession&&) noexcept;
    ~IngestSession();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::cloud
