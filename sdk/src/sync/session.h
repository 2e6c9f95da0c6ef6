// The edge's half of the conversation on one connection: (state, now, message) to what to do. No link,
// no disk, no clock.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/sync/protocol.h"
#include "cairn/sync/sequence_set.h"
#include "cairn/sync/sync_client.h"
#include "sync/lanes.h"

namespace cairn::sync {

/// Where the edge stands when it connects.
struct Standing {
    struct OfStream {
        SequenceSet acknowledged;  // the edge has forgotten these
        Sequence newest = 0;  // the last block that there is
    };
    std::vector<EpochStart> epochs;
    std::uint64_t boot = 0;
    std::array<OfStream, streams_count> streams;
};

/// Numbers of a stream.
struct StreamRange {
    Stream stream = Stream::status;
    SequenceRange range;
};

/// What a message asks for.
struct Reaction {
    bool is_welcome = false;
    bool is_sign_of_life = false;  // an answer to something: the connection works
    std::vector<StreamRange> acknowledged;  // the buffer may forget these
    std::vector<StreamRange> lost;  // acknowledged once, and no longer stored in the cloud
    std::vector<Stream> key_frames;  // streams that are to begin a new chain
    std::optional<StreamRange> unread;  // one block that was not stored for want of its chain
    std::optional<protocol::Refusal> refusal;
    std::optional<CloudOrder> order;
    struct Told {
        Instant asked;
        Timestamp cloud_at;
    };
    std::optional<Told> time;
};

class Session {
public:
    /// hello() is sent at `now`.
    Session(const SyncOptions& options, Standing standing, Instant now);

    std::vector<std::uint8_t> hello() const;

    /// malformed: the cloud breaks the protocol. denied: it has blocks that never were. Close.
    Result<Reaction> receive(Bytes message, Instant now);

    /// A slow link gets smaller batches.
    void set_batch_bytes_max(std::size_t size_bytes) noexcept;
    /// Begins another round of filling batches: what had nothing to send may have something now. A
    /// `scarce` link carries the first streams only.
    void begin_round(bool scarce);
    /// The next to take from the buffer for the batch; nothing: there is none, or no room in flight.
    std::optional<Want> want() const;
    /// What Buffer::peek() answered to want(). Of it goes into the batch what belongs there and has room.
    void offer(const Want& want, Backlog backlog);
    /// Blocks and gaps that go before everything else.
    void offer_first(Backlog backlog);
    /// The batch as far as it is filled; nothing: it is empty.
    std::optional<protocol::Batch> take_batch(Instant now);

    /// A ping, when one is due. closed: an answer is overdue.
    Result<std::optional<std::vector<std::uint8_t>>> tick(Instant now);
    /// When tick() has something to do.
    Instant due() const;

    bool is_online() const noexcept { return is_online_; }
    bool is_waiting() const noexcept { return waiting_since_.has_value(); }
    bool has_batches_in_flight() const noexcept { return !in_flight_.empty(); }

private:
    /// What of a stream the cloud may have, and what it has said to have.
    struct StreamState {
        SequenceSet acknowledged;
        SequenceSet possible;
        SequenceSet held;
        Sequence newest = 0;
    };
    struct InFlight {
        std::size_t size_bytes = 0;
        std::array<SequenceSet, streams_count> numbers;
    };

    StreamState& at(Stream stream) noexcept { return streams_[static_cast<std::size_t>(stream) - 1]; }
    const StreamState& at(Stream stream) const noexcept {
        return streams_[static_cast<std::size_t>(stream) - 1];
    }
    Result<Reaction> take(const protocol::Welcome& welcome, Instant now);
    Result<Reaction> take(const protocol::Acknowledge& acknowledge, Instant now);
    Result<Reaction> take(const protocol::Refusal& refusal, Instant now);
    Result<Reaction> take(const protocol::Pong& pong, Instant now);
    Result<Reaction> take(const protocol::KeyFrameRequest& request, Instant now);
    template <typename Order>
    Result<Reaction> take(const Order& order, Instant now);
    void greet_stream(Stream stream, const SequenceSet& held, Reaction& reaction);
    void note_held(Stream stream, const SequenceSet& held, Reaction& reaction);
    void forget_arrived();
    /// Bytes that the batch may still take, as far as they are known before a block is; nothing: none.
    std::optional<std::size_t> room_bytes() const;
    bool has_room(std::size_t size_bytes) const;
    template <typename Item>
    bool add(Item& item);
    void fill_first();
    void sent(Instant now);
    void heard(Instant now);

    SyncOptions options_;
    std::vector<EpochStart> epochs_;
    std::uint64_t boot_;
    Instant greeted_at_;
    std::array<StreamState, streams_count> streams_;
    bool is_online_ = false;
    std::optional<Instant> ping_out_;
    std::uint64_t credit_bytes_ = 0;
    Lanes lanes_;
    Backlog first_;  // goes before what the lanes have
    protocol::Batch batch_;
    std::size_t batch_size_bytes_ = 0;
    bool is_batch_full_ = false;
    std::deque<InFlight> in_flight_;
    std::size_t in_flight_bytes_ = 0;
    std::optional<Instant> waiting_since_;
    Instant last_heard_;
};

}  // namespace cairn::sync
