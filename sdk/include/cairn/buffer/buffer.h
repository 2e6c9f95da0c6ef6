// The edge's outbox: blocks wait here, on disk, until the cloud has them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/model/block.h"
#include "cairn/ports/entropy.h"

namespace cairn {

/// What append() does when the buffer has reached size_bytes_max.
enum class Overflow : std::uint8_t {
    drop_oldest,  // the oldest blocks become a Gap
    refuse_new,   // append() answers Errc::full
};

struct BufferOptions {
    std::string path = "cairn-buffer.db";              // SQLite file; its -wal lies beside it
    std::uint64_t size_bytes_max = 256 * 1024 * 1024;  // of blocks and states; at least 64 KiB
    Overflow overflow = Overflow::drop_oldest;
    std::uint32_t receipts_max = 16'384;  // how many messages back a redelivery is recognised
    const char* vfs = nullptr;            // SQLite VFS; nullptr is the platform's
};

/// Recognises a message that a broker delivers again: a hash of its topic, payload and packet id.
using Receipt = std::uint64_t;

/// What waits, oldest first. Blocks and gaps together cover a range of sequences without a hole.
struct Backlog {
    std::vector<Block> blocks;
    std::vector<Gap> gaps;
};

struct BufferStats {
    std::uint64_t blocks = 0;        // waiting
    std::uint64_t body_bytes = 0;    // of the waiting blocks
    std::uint64_t records = 0;       // in the waiting blocks
    std::uint64_t dropped_records = 0;      // ever, by Overflow::drop_oldest, since the file was made
    std::uint64_t quarantined_blocks = 0;   // kept aside in the file for examination
    std::uint64_t state_bytes = 0;   // of what save_state() keeps
    bool has_reserve = false;        // room set aside, so that a full disk does not keep it from deleting
    Timestamp oldest_at;             // sealed_at of the oldest waiting block; 0 when there is none
};

/// An append-only log with one reader. Not thread-safe: one Buffer, one thread, one file.
///
/// Durable means: survives SIGKILL and power loss, on a disk that honours fsync.
class Buffer {
public:
    /// Opens the file, or makes it with a fresh random epoch.
    /// io: cannot open. would_block: another process holds it. corrupt: not a buffer, or damaged;
    /// the file is left as it is. unsupported: made by a newer version.
    static Result<Buffer> open(const BufferOptions& options, Entropy& entropy);

    /// Makes `blocks` and `receipts` durable, all together or not at all, for about one fsync. The
    /// blocks' sequences go on from next_sequence().
    /// full: only under Overflow::refuse_new, or a disk without room. io: nothing was written; try again.
    Result<void> append(std::span<const Block> blocks, std::span<const Receipt> receipts = {});
    Result<void> append(const Block& block, std::span<const Receipt> receipts = {}) {
        return append(std::span(&block, 1), receipts);
    }

    /// Remembers receipts of messages that gave no record. Durable like append().
    Result<void> remember(std::span<const Receipt> receipts);
    /// Whether a message with this receipt is already durable.
    bool seen(Receipt receipt) const;

    /// Blocks after `after` in order, up to `size_bytes_max` of bodies but at least one block or gap if
    /// any waits; 0 starts with the oldest. Removes nothing. A block that fails its checksum is
    /// quarantined on the way and becomes a Gap.
    Result<Backlog> peek(Sequence after, std::size_t size_bytes_max);

    /// Forgets every block and gap up to and including `through`. Safe to repeat.
    Result<void> acknowledge(Sequence through);

    /// Moves a waiting block aside and puts a Gap in its place.
    Result<void> quarantine(Sequence sequence);

    /// Keeps `blob` under `name` until the next one under this name: what must survive a restart, and
    /// is no record. Durable like append(); the one before stays whole until this one is. States count
    /// into size_bytes_max, up to the half of it, and blocks make room for them as for each other.
    /// malformed: a name of no or too many characters (limits.h), or a blob that is too large. full: the
    /// states' half is taken, or as append().
    Result<void> save_state(std::string_view name, Bytes blob);
    /// nullopt: never saved. corrupt: it fails its checksum; the next save_state() mends that.
    Result<std::optional<std::vector<std::uint8_t>>> load_state(std::string_view name);

    Epoch epoch() const noexcept;
    /// The number of the next block; numbers go on across restarts.
    Sequence next_sequence() const noexcept;
    /// The highest acknowledged number; 0 before the first.
    Sequence acknowledged_through() const noexcept;
    BufferStats stats() const;

    Buffer(Buffer&&) noexcept;
    Buffer& operator=(Buffer&&) noexcept;
    ~Buffer();

private:
    struct Impl;
    explicit Buffer(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
