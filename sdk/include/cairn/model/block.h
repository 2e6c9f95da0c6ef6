// Sealed records on their way to the cloud.
#pragma once

#include <cstdint>
#include <vector>

#include "cairn/core/time.h"

namespace cairn {

/// Blocks of one (edge, epoch) are numbered 1, 2, 3 and so on without holes.
using Sequence = std::uint64_t;
/// Random, made with the buffer file: a replaced disk starts a new count and cannot pass for a resend.
using Epoch = std::uint64_t;

/// How `body` is encoded. Numbers are stored and sent: they are only ever appended.
enum class BlockCodec : std::uint8_t {
    protobuf_zstd = 1,  // cairn.v1.Records (proto/cairn/v1/records.proto), compressed with Zstandard
};

struct Block {
    Sequence sequence = 0;
    Timestamp sealed_at;
    std::uint32_t record_count = 0;
    BlockCodec codec = BlockCodec::protobuf_zstd;
    std::uint32_t crc32c = 0;  // of body
    std::vector<std::uint8_t> body;
};

/// Why blocks never reach the cloud. Numbers are stored and sent: they are only ever appended.
enum class GapReason : std::uint8_t {
    overflow = 1,  // the buffer was full and its policy drops the oldest
    corrupt = 2,   // the block failed its checksum and was quarantined
    forgotten = 3, // the cloud acknowledged it once and has lost it since: restored, or made anew
};

/// A range of blocks, both ends included, that is lost and says so.
struct Gap {
    Sequence first = 0;
    Sequence last = 0;
    GapReason reason = GapReason::overflow;
    std::uint64_t record_count = 0;
};

}  // namespace cairn
