// The edge's outbox: blocks wait here, on disk, until the cloud has them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/model/block.h"
#include "cairn/ports/entropy.h"
#include "cairn/ports/storage_cipher.h"
#include "cairn/sync/sequence_set.h"

namespace cairn {

/// What append() does when the buffer has reached size_bytes_max.
enum class Overflow : std::uint8_t {
    drop_oldest,  // the oldest blocks of the stream that is named last become a Gap, whole chains of them
    refuse_new,   // append() answers Errc::full
};

/// What open() does with a file that is damaged.
enum class Damaged : std::uint8_t {
    move_aside,  // renames it to "<path>.damaged-<UTC>" and begins a new one; Buffer::moved_aside() tells
    refuse,      // leaves it as it is and answers Errc::corrupt; so it is with a VFS of one's own
};

struct BufferOptions {
    std::string path = "cairn-buffer.db";              // SQLite file; its -wal lies beside it
    std::uint64_t size_bytes_max = 256 * 1024 * 1024;  // of blocks and states; at least 64 KiB
    Overflow overflow = Overflow::drop_oldest;
    /// In the order of Stream; 0: for ever. Chains older than that become a Gap with the next append(), if
    /// their age is sure: by the same boot's elapsed time, or by civil clocks whose offsets are known
    /// (save_boot()).
    std::array<Millis, streams_count> age_max{};
    Damaged damaged = Damaged::move_aside;
    /// Encrypts bodies and states, with the first key; all keys decrypt. Outlives the Buffer. nullptr:
    /// everything is written as it is.
    StorageCipher* cipher = nullptr;
    std::vector<StorageKey> keys;  // none: everything is written as it is
    std::uint32_t receipts_max = 16'384;  // how many messages back a redelivery is recognised
    const char* vfs = nullptr;  // SQLite VFS; nullptr is the platform's
};

/// Recognises a message that a broker delivers again: a hash of its topic, payload and packet id.
using Receipt = std::uint64_t;

/// What waits of a stream, oldest first. Blocks, gaps and what is acknowledged together cover a range of
/// sequences without a hole.
struct Backlog {
    std::vector<Block> blocks;
    std::vector<Gap> gaps;
};

/// Of one stream, or of all of them.
struct StreamStats {
    std::uint64_t blocks = 0;  // waiting
    std::uint64_t body_bytes = 0;  // of the waiting blocks
    std::uint64_t records = 0;  // in the waiting blocks
    std::uint64_t kept_bytes = 0;  // of bodies that are acknowledged and stay until their whole chain is
    std::uint64_t dropped_records = 0;  // ever, by Overflow::drop_oldest, since the file was made
    std::uint64_t expired_records = 0;  // ever, by their age, since the file was made
    Timestamp oldest_at;  // sealed_at of the oldest waiting block; 0 when there is none
};

/// The figures of all streams together, and of each.
struct BufferStats : StreamStats {
    std::array<StreamStats, streams_count> streams;  // in the order of Stream
    std::uint64_t quarantined_blocks = 0;  // kept aside in the file for examination
    std::uint64_t state_bytes = 0;  // of what save_state() keeps
    bool has_reserve = false;  // room set aside, so that a full disk does not keep it from deleting

    const StreamStats& of(Stream stream) const { return streams[static_cast<std::size_t>(stream) - 1]; }
};

/// What is known of the clock of one run of the machine.
struct BootClock {
    std::uint64_t boot = 0;  // as BlockClock::boot; not 0
    std::int64_t offset_ms = 0;  // civil time minus elapsed time
    std::uint32_t uncertainty_ms = UINT32_MAX;  // of the offset; UINT32_MAX: not known
};

/// An append-only log of three streams with one reader. Not thread-safe: one Buffer, one thread, one file.
///
/// Durable means: survives SIGKILL and power loss, on a disk that honours fsync.
///
/// Blocks of a chain (Block::chain_place) come and go so that what is left can be read: acknowledged ones
/// stay until their whole chain is acknowledged, and who drops or sets aside one takes with it what needs it.
class Buffer {
public:
    /// Opens the file, or makes it, and draws an epoch for what will be appended.
    /// io: cannot open. would_block: another process holds it. corrupt: damaged, under Damaged::refuse.
    /// unsupported: no buffer, or made by a newer or an older version; the file is left as it is. denied: it
    /// has something encrypted with a key that is not among options.keys; `detail` is the key's id, all is
    /// left as it is. malformed: options that contradict each other.
    static Result<Buffer> open(const BufferOptions& options, Entropy& entropy);

    /// Makes `blocks` and `receipts` durable, all together or not at all, for about one fsync. Each stream's
    /// blocks go on from its next_sequence(). Where room is short, blocks of this and of later named streams
    /// make it; where those are gone, the block itself becomes a Gap. So does one whose chain is not whole in
    /// the file any more, or began before it was opened, because nobody could read it: chain_goes_on() tells.
    /// malformed: no or too large a body, or a merged block. full: only under
    /// Overflow::refuse_new, a block that is larger than the buffer, or a disk without room. io: nothing was
    /// written; try again.
    Result<void> append(std::span<const Block> blocks, std::span<const Receipt> receipts = {});
    Result<void> append(const Block& block, std::span<const Receipt> receipts = {}) {
        return append(std::span(&block, 1), receipts);
    }

    /// Whether the stream's next block may go on with the chain of the one before; if not, it must begin one.
    bool chain_goes_on(Stream stream);

    /// Puts a merged block in the place of the blocks it stands for, all or nothing. It has to hold their
    /// records, and they have to be whole chains that are ended.
    /// malformed: they are not, or one of them was handed out, is acknowledged, or is not there.
    Result<void> replace(const Block& merged);

    /// Remembers receipts of messages that gave no record. Durable like append().
    Result<void> remember(std::span<const Receipt> receipts);
    /// Whether a message with this receipt is already durable.
    bool seen(Receipt receipt) const;

    /// Blocks after `after` in order, up to `size_bytes_max` of bodies but at least one block or gap if
    /// any waits; 0 starts with the oldest. What is acknowledged is left out; a gap of which a part waits
    /// comes whole. Removes nothing. A block that fails its checksum is quarantined on the way, with the rest
    /// of its chain, and becomes a Gap. denied: a block's key is not among options.keys (`detail` is its id);
    /// nothing is quarantined.
    Result<Backlog> peek(Stream stream, Sequence after, std::size_t size_bytes_max);

    /// A block as it stands in the file, waiting or kept; this does not count as handing it out.
    /// malformed: there is none with this number. corrupt: it fails its checksum. denied: as peek().
    Result<Block> block(Stream stream, Sequence sequence);
    /// The blocks of the chain that stand before this one, in order, for whoever reads it.
    /// Errors: as block().
    Result<void> chain_of(Stream stream, Sequence sequence, FunctionRef<void(const Block&)> sink);

    /// Forgets the blocks and gaps with these numbers. Safe to repeat. A merged block of which only a part is
    /// among them (another copy of this file has sent that part) goes to the quarantine, and a gap tells.
    /// malformed: numbers that never were. full: too many ranges beyond the
    /// first missing number (limits.h); nothing is forgotten.
    Result<void> acknowledge(Stream stream, Sequence first, Sequence last);
    /// What of a stream the cloud has; valid until the next call.
    const SequenceSet& acknowledged(Stream stream) const noexcept;

    /// Moves a waiting block aside, with the rest of its chain, and puts a Gap in their place.
    /// malformed: no such block waits.
    Result<void> quarantine(Stream stream, Sequence sequence);

    /// Keeps `blob` under `name` until the next one under this name: what must survive a restart, and
    /// is no record. Durable like append(); the one before stays whole until this one is. States count
    /// into size_bytes_max, up to the half of it, and blocks make room for them as for each other.
    /// malformed: a name of no or too many characters (limits.h), or a blob that is too large. full: the
    /// states' half is taken, or as append().
    Result<void> save_state(std::string_view name, Bytes blob);
    /// nullopt: never saved. corrupt: it fails its checksum; the next save_state() mends that. denied: as
    /// peek().
    Result<std::optional<std::vector<std::uint8_t>>> load_state(std::string_view name);

    /// Keeps what is known of a boot's clock until the next one of the same boot; the oldest boots go when
    /// there are too many (limits.h). Survives the process at once, a power loss with the next append().
    Result<void> save_boot(const BootClock& clock);
    /// nullopt: never saved, or too long ago.
    Result<std::optional<BootClock>> boot(std::uint64_t id);

    /// The name that open() gave a damaged file; empty: there was none.
    const std::string& moved_aside() const noexcept;

    /// Oldest first, at least one. Each has the numbers up to where the next one begins; what is appended now
    /// belongs to the last one. Older ones are left out once the cloud has all of them.
    const std::vector<EpochStart>& epochs() const noexcept;
    /// The number of the stream's next block; numbers go on across restarts.
    Sequence next_sequence(Stream stream) const noexcept;
    BufferStats stats() const;

    Buffer(Buffer&&) noexcept;
    Buffer& operator=(Buffer&&) noexcept;
    ~Buffer();

private:
    struct Impl;
    explicit Buffer(std::unique_ptr<Impl> impl) noexcept;
    static Result<Buffer> open_sound(const BufferOptions& options, Entropy& entropy);
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
