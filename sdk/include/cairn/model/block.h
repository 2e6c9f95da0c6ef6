// Sealed records on their way to the cloud.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cairn/core/time.h"

namespace cairn {

/// What blocks hold. Of two streams the one that stands first here is sent first, and kept longer. Numbers
/// are stored and sent: they are only ever appended.
enum class Stream : std::uint8_t {
    status = 1,  // what gateways said of themselves, places on Earth, raw messages, and all that is rare
    positions = 2,  // where the edge sees its tags
    hearings = 3,  // who heard which tag how loud, and what the tag said
};
inline constexpr std::size_t streams_count = 3;
inline constexpr std::array<Stream, streams_count> streams{Stream::status, Stream::positions,
                                                           Stream::hearings};

/// "status", "positions" or "hearings".
std::string_view name(Stream stream) noexcept;

/// Blocks of one stream of a buffer are numbered 1, 2, 3 and so on without holes.
using Sequence = std::uint64_t;
/// Both ends included.
struct SequenceRange {
    Sequence first = 0;
    Sequence last = 0;

    friend bool operator==(const SequenceRange&, const SequenceRange&) = default;
};
/// Random, drawn whenever a buffer is opened: blocks are known by edge, epoch, stream and number. A replaced
/// disk, or a copy of one that goes on with the same numbers, cannot pass for a resend.
using Epoch = std::uint64_t;
/// An epoch, and which number of each stream is its first.
struct EpochStart {
    Epoch epoch = 0;
    std::array<Sequence, streams_count> first{1, 1, 1};  // in the order of Stream

    Sequence first_of(Stream stream) const noexcept { return first[static_cast<std::size_t>(stream) - 1]; }
    friend bool operator==(const EpochStart&, const EpochStart&) = default;
};

/// How `body` is encoded. Numbers are stored and sent: they are only ever appended.
enum class BlockCodec : std::uint8_t {
    protobuf_zstd = 1,  // cairn.v1.Records (proto/cairn/v1/records.proto), compressed with Zstandard
    columns = 2,  // hearings in columns; those of a chain are read one after the other
    position_columns = 3,  // positions in columns, alike
};

/// Which clock gave a block its times, so that they can be set right later, and what is known of it by now.
struct BlockClock {
    std::uint64_t boot = 0;  // drawn at every start of the machine; 0: not known
    Instant sealed;  // by that boot's elapsed time
    // Said when the block is sent; what was sealed stays as it is.
    std::int64_t correction_ms = 0;  // to be added to times of the edge's own clock
    std::uint32_t uncertainty_ms = UINT32_MAX;  // of those times then; UINT32_MAX: not known
};

struct Block {
    Stream stream = Stream::status;
    Sequence sequence = 0;  // of a merged block: the last number it stands for
    std::uint32_t merged_count = 1;  // numbers it stands for; more than 1 only of a merged block
    std::uint32_t chain_place = 0;  // how many blocks right before it must be read first; 0: none
    Timestamp sealed_at;  // by the edge's civil clock as it was then
    BlockClock clock;
    std::uint32_t record_count = 0;
    BlockCodec codec = BlockCodec::protobuf_zstd;
    std::uint32_t crc32c = 0;  // of body
    std::vector<std::uint8_t> body;

    /// The first number it stands for.
    Sequence first() const noexcept { return sequence - merged_count + 1; }
};

/// Why blocks never reach the cloud. Numbers are stored and sent: they are only ever appended.
enum class GapReason : std::uint8_t {
    overflow = 1,  // the buffer was full and its policy drops the oldest
    corrupt = 2,  // the block failed its checksum and was quarantined
    forgotten = 3,  // the cloud acknowledged it once and has lost it since: restored, or made anew
    expired = 4,  // the block was older than the buffer keeps its stream
};

/// "overflow", "corrupt", "forgotten" or "expired".
std::string_view name(GapReason reason) noexcept;

/// A range of blocks, both ends included, that is lost and says so.
struct Gap {
    Sequence first = 0;
    Sequence last = 0;
    GapReason reason = GapReason::overflow;
    std::uint64_t record_count = 0;
    Stream stream = Stream::status;
};

}  // namespace cairn
