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
    std::vector<std::uint8_t> message;  // to send; empty: nothing
    bool close = false;                 // afterwards, or at once when there is no message
    std::uint64_t stored_blocks = 0;    // new ones
    std::string log;                    // for people; empty: nothing worth a line
};

/// (state, message, now) gives answer. Not thread-safe; `store` outlives it.
class IngestSession {
public:
    explicit IngestSession(Store& store);

    IngestAnswer receive(Bytes message, Timestamp now);
    /// The edge's name once it was welcomed; else empty.
    const std::string& edge() const noexcept;

    IngestSession(IngestSession&&) noexcept;
    ~IngestSession();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::cloud
