// What the cloud knows: edges and their watermarks, and everything their blocks said. SQLite.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/model/block.h"
#include "cairn/model/record.h"
#include "cairn/ports/entropy.h"
#include "cairn/sync/protocol.h"
#include "cairn/sync/sequence_set.h"
#include "cairn/sync/sync_client.h"

namespace cairn::cloud {

/// Whose blocks they are. Numbers before the first epoch are of no concern any more; those of the last one
/// have no end.
struct Origin {
    std::string edge;
    std::vector<EpochStart> epochs;  // oldest first, at least one
};

/// What is stored of each stream.
struct HeldStreams {
    std::array<SequenceSet, streams_count> of;

    SequenceSet& operator[](Stream stream) noexcept { return of[static_cast<std::size_t>(stream) - 1]; }
    const SequenceSet& operator[](Stream stream) const noexcept {
        return of[static_cast<std::size_t>(stream) - 1];
    }
    void add(const HeldStreams& more) {
        for (const Stream stream : streams) (*this)[stream].add(more[stream]);
    }
};

/// A number of a stream.
struct StreamSequence {
    Stream stream = Stream::status;
    Sequence sequence = 0;
};

/// What came of a batch.
struct Accepted {
    HeldStreams held;          // of the streams and epochs that it spoke of
    std::uint64_t blocks = 0;          // that are new
    std::vector<StreamSequence> unread;  // blocks that were not stored, for want of the chain they are in
    std::optional<Error> defect;  // of the batch: what comes behind it is not stored
};

/// A stored record's number: counts up by one from 1 in the order of storing, never reused.
using Offset = std::uint64_t;

struct StoredRecord {
    Offset offset = 0;
    std::string edge;
    Timestamp stored_at;
    Record record;  // a RawMessage's views live for the call
    std::uint32_t uncertainty_ms = UINT32_MAX;  // of times by the edge's clock; UINT32_MAX: not known
};

struct TagState {
    TagId tag;
    Timestamp last_seen_at;
    std::optional<Sighting> last_sighting;
    std::optional<Position> position;
    std::optional<GeoFix> geo;
    std::vector<Reading> readings;      // the latest of each quantity and channel
    std::vector<Attribute> attributes;  // the latest of each kind
    std::uint64_t sighting_count = 0;
};

struct GatewayState {
    GatewayId gateway;
    std::string edge;
    bool online = true;
    Timestamp last_seen_at;
    std::vector<Measurement> measurements;  // of the latest status that had any
    std::optional<GeoFix> geo;
    std::uint64_t sighting_count = 0;
};

struct EdgeState {
    std::string edge;
    Timestamp added_at;
    Timestamp last_block_at;  // stored; 0: never
    bool is_withdrawn = false;  // no credential opens it
    std::uint64_t blocks = 0;
    std::uint64_t records = 0;
    std::uint64_t lost_records = 0;  // declared by gaps
    std::uint64_t unreadable_blocks = 0;  // kept, but their records (or some) not known here
};

struct StoredGap {
    std::string edge;
    Epoch epoch = 0;
    Gap gap;
    Timestamp stored_at;
};

/// A command to a gateway, and what has become of it.
struct StoredCommand {
    protocol::Command command;
    Timestamp made_at;
    std::optional<protocol::CommandOutcome> outcome;  // nothing: the edge has not said anything yet
    std::string remark;
    Timestamp changed_at;
};

/// The newest settings for an edge.
struct StoredConfig {
    std::uint64_t version = 0;
    std::string toml;
    Timestamp set_at;
    bool is_told = false;     // the edge has answered
    bool is_applied = false;  // and taken them
    std::string remark;       // what is wrong with them
};

/// A page of a listing: those after `after` in the order of ids, at most `limit` of them.
struct Page {
    std::string after;
    std::size_t limit = 100;
    std::string search;  // part of the id or of an attribute's text; empty: all
};

/// Not thread-safe: one Store, one thread, one file.
class Store {
public:
    /// Opens or makes the database. io: cannot open. would_block: another process holds it. corrupt.
    /// unsupported: made by a newer or an older version. `vfs`: SQLite's door to the disk; nullptr is the
    /// platform's.
    static Result<Store> open(const std::string& path, const char* vfs = nullptr);

    // Edges.

    /// Makes an edge with a fresh secret; only a hash of the secret is kept. malformed: not a name of 1
    /// to 63 letters, digits, "-", "_" or ".". denied: there already.
    Result<EdgeCredential> add_edge(const std::string& name, Entropy& entropy, Timestamp now);
    /// Gives an edge that is there a fresh secret; the one before it is void, and withdrawing is undone.
    /// denied: no such edge.
    Result<EdgeCredential> replace_credential(const std::string& name, Entropy& entropy);
    /// From now on no secret is this edge's. What it sent stays. denied: no such edge.
    Result<void> withdraw_credential(const std::string& name);
    /// False for a wrong secret as for an unknown edge, in the same time.
    Result<bool> is_credential(const EdgeCredential& credential) const;
    /// Makes a fresh secret that takes the place of the edge's once the edge has it; until then both are
    /// valid. denied: no such edge, or it is withdrawn.
    Result<void> rotate_credential(const std::string& name, Entropy& entropy);
    /// Nothing: none is on its way.
    Result<std::optional<std::string>> next_secret(const std::string& name) const;
    /// The edge has the next secret: the one before it is void.
    Result<void> finish_rotation(const std::string& name);
    Result<std::vector<EdgeState>> edges() const;

    // Orders: what edges are to do.

    /// For a gateway of this edge; `command.id` is left out, the answer is the one it gets. denied: no such
    /// edge.
    Result<std::string> add_command(const std::string& edge, const protocol::Command& command, Timestamp now);
    /// The newest first, at most 1,000.
    Result<std::vector<StoredCommand>> commands(const std::string& edge) const;
    /// Those without a final outcome, the oldest first. What the edge did not come for in time expires.
    Result<std::vector<StoredCommand>> open_commands(const std::string& edge, Timestamp now);
    /// What the edge says of a command; of one that is not there, or over, it is left out.
    Result<void> set_command_state(const std::string& edge, const protocol::CommandState& state,
                                   Timestamp now);
    /// Answers the version, which counts up from 1. denied: no such edge. malformed: too long.
    Result<std::uint64_t> set_config(const std::string& edge, const std::string& toml, Timestamp now);
    Result<std::optional<StoredConfig>> config(const std::string& edge) const;
    /// What the edge says of a version; of an older one it is left out.
    Result<void> set_config_state(const std::string& edge, const protocol::ConfigState& state);
    /// Whether another process has written since the last call.
    Result<bool> is_changed_elsewhere();

    // Batches.

    /// Of all epochs together. What is before the first one counts as held.
    Result<HeldStreams> held(const Origin& origin) const;
    /// Stores blocks and gaps in one transaction with what is held then. What is held already is left out
    /// silently: sent again, not stored again. Of a gap only the part is counted that is not stored. A body
    /// whose checksum holds but that is not understood here is kept and counted as unreadable: it must not
    /// stop its edge for ever. A block whose chain is not stored is not stored either.
    /// A defect is malformed: a block of which a part is stored, or of two epochs, or before the first; a gap
    /// without an end, or above a limit; or corrupt: a checksum fails. Everything before it is stored; the
    /// gaps come before the blocks. Nothing is stored with these errors. malformed: more ranges than
    /// protocol::ranges_max. denied: no such edge. would_block: another process keeps writing. full, io.
    Result<Accepted> accept(const Origin& origin, std::span<const Block> blocks, std::span<const Gap> gaps,
                            Timestamp now);
    /// Why the last attempt of accept() to write failed; nothing when it succeeded, and before the first.
    const std::optional<Error>& write_error() const noexcept;

    // Queries.

    Result<std::vector<TagState>> tags(const Page& page) const;
    Result<std::optional<TagState>> tag(const TagId& tag) const;
    /// Tags ever seen.
    Result<std::uint64_t> tag_count() const;
    Result<std::vector<GatewayState>> gateways(const Page& page) const;
    Result<std::vector<Position>> latest_positions(const Page& page) const;
    /// Stored records after `after` in order, at most `limit`. `tag` empty: of all tags. `sink` may ask
    /// this store, not change it. corrupt: a stored body is damaged; the records before it were delivered.
    Result<void> records(Offset after, std::size_t limit, const TagId& tag,
                         FunctionRef<void(const StoredRecord&)> sink) const;
    Offset last_offset() const noexcept;
    /// In the order of storing; of more than 10,000 the newest.
    Result<std::vector<StoredGap>> gaps() const;

    /// A cheap query that fails when the database does.
    Result<void> ping() const;

    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

private:
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::cloud
