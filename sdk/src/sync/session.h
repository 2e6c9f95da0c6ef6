// The edge's half of the conversation on one connection: (state, now, message) to what to do. No link,
// no disk, no clock.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/sync/protocol.h"
#include "cairn/sync/sync_client.h"

namespace cairn::sync {

/// Where the edge stands when it connects.
struct Standing {
    Epoch epoch = 0;
    Sequence acknowledged_through = 0;
    /// Numbers up to here may have been sent, now or by an earlier run; what is beyond, the cloud
    /// cannot have.
    Sequence sent_through_at_most = 0;
};

/// What a message asks for.
struct Reaction {
    bool is_welcome = false;
    bool is_sign_of_life = false;         // an answer to something: the connection works
    std::optional<Sequence> acknowledge;  // the buffer may forget up to here
    std::optional<protocol::Refusal> refusal;
};

/// The next batch to take from the buffer.
struct Want {
    Sequence after = 0;
    std::size_t size_bytes_max = 0;
};

class Session {
public:
    /// hello() is sent at `now`.
    Session(const SyncOptions& options, const Standing& standing, Instant now);

    std::vector<std::uint8_t> hello() const;

    /// malformed: the cloud breaks the protocol. denied: it has blocks that were never sent. Close.
    Result<Reaction> receive(Bytes message, Instant now);

    /// Nothing unless online and with room in flight.
    std::optional<Want> want() const;
    /// The message with the next batch, out of what Buffer::peek() answered to want(); nothing when
    /// there is nothing to send.
    std::optional<std::vector<std::uint8_t>> batch(Backlog backlog, Instant now);

    /// A ping, when one is due. closed: an answer is overdue.
    Result<std::optional<std::vector<std::uint8_t>>> tick(Instant now);
    /// When tick() has something to do.
    Instant due() const;

    bool is_online() const noexcept { return is_online_; }
    bool is_waiting() const noexcept { return waiting_since_.has_value(); }
    bool has_batches_in_flight() const noexcept { return !in_flight_.empty(); }
    Sequence sent_through_at_most() const noexcept { return standing_.sent_through_at_most; }

private:
    Result<Reaction> take(const protocol::Welcome& welcome, Instant now);
    Result<Reaction> take(const protocol::Acknowledge& acknowledge, Instant now);
    Result<Reaction> take(const protocol::Refusal& refusal, Instant now);
    Result<Reaction> take(const protocol::Pong& pong, Instant now);
    void sent(Instant now);
    void heard(Instant now);

    SyncOptions options_;
    Standing standing_;
    std::size_t batch_bytes_max_;
    bool is_online_ = false;
    bool is_ping_out_ = false;
    Sequence sent_through_ = 0;       // on this connection; all up to here are on their way or stored
    std::optional<Gap> forgotten_;    // what the cloud has lost, to be sent first
    std::deque<Sequence> in_flight_;  // the last number of each batch
    std::optional<Instant> waiting_since_;
    Instant last_heard_;
};

}  // namespace cairn::sync
