// What the cloud knows: edges and their watermarks, and everything their blocks said. SQLite.
#pragma once

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
#include "cairn/sync/sync_client.h"

namespace cairn::cloud {

/// The stream that a block belongs to.
struct Origin {
    std::string edge;
    Epoch epoch = 0;
};

/// A stored record's number: counts up by one from 1 in the order of storing, never reused.
using Offset = std::uint64_t;

struct StoredRecord {
    Offset offset = 0;
    std::string edge;
    Timestamp stored_at;
    Record record;  // a RawMessage's views live for the call
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
    /// unsupported: made by a newer version. `vfs`: SQLite's door to the disk; nullptr is the platform's.
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
    Result<std::vector<EdgeState>> edges() const;

    // Batches.

    /// The highest stored number of this stream; 0 before the first.
    Result<Sequence> watermark(const Origin& origin) const;
    /// Stores blocks and gaps that go on from the watermark, in one transaction with it, and answers
    /// the new watermark. Blocks and gaps at or under it are left out silently: sent again, not stored
    /// again. Of a gap only the part is counted that is not stored. A body whose checksum holds but that
    /// is not understood here is kept and counted as unreadable: it must not stop its edge for ever.
    /// malformed: a hole, or above a limit. corrupt: a checksum fails. In both cases everything before the
    /// defect is stored. denied: no such edge. would_block: another process keeps writing. full, io. In
    /// these cases nothing is stored.
    Result<Sequence> accept(const Origin& origin, std::span<const Block> blocks, std::span<const Gap> gaps,
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
