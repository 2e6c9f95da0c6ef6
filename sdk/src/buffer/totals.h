// What the rows of the file add up to, kept so that nothing is ever counted from the start.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "cairn/model/block.h"
#include "cairn/sync/sequence_set.h"

namespace cairn {

/// Of some blocks.
struct Sums {
    std::uint64_t blocks = 0;
    std::uint64_t records = 0;
    std::uint64_t body_bytes = 0;

    Sums& operator+=(const Sums& more) noexcept {
        blocks += more.blocks;
        records += more.records;
        body_bytes += more.body_bytes;
        return *this;
    }
    /// Never below nothing, whatever a damaged row says; without blocks there is nothing.
    Sums& operator-=(const Sums& less) noexcept {
        blocks -= std::min(blocks, less.blocks);
        records -= std::min(records, less.records);
        body_bytes -= std::min(body_bytes, less.body_bytes);
        if (blocks == 0) *this = {};
        return *this;
    }
    friend bool operator==(const Sums&, const Sums&) = default;
};

struct StreamTotals {
    Sequence next_sequence = 1;
    SequenceSet acknowledged;
    Sums waiting;
    Sums kept;  // acknowledged, but not yet the whole of their chain
    std::uint64_t dropped_records = 0;  // ever, because the buffer was full
    std::uint64_t expired_records = 0;  // ever, because of their age

    friend bool operator==(const StreamTotals&, const StreamTotals&) = default;
};

struct Totals {
    std::uint64_t file = 0;  // drawn when it was made; what is encrypted is bound to it
    std::array<StreamTotals, streams_count> streams;  // in the order of Stream
    std::uint64_t quarantined_blocks = 0;
    std::uint64_t state_bytes = 0;

    StreamTotals& of(Stream stream) { return streams[static_cast<std::size_t>(stream) - 1]; }
    const StreamTotals& of(Stream stream) const { return streams[static_cast<std::size_t>(stream) - 1]; }
    bool waits_none() const {
        return std::ranges::all_of(streams, [](const StreamTotals& of) { return of.waiting.blocks == 0; });
    }
    std::uint64_t body_bytes() const {
        std::uint64_t total = 0;
        for (const StreamTotals& of : streams) total += of.waiting.body_bytes + of.kept.body_bytes;
        return total;
    }
};

}  // namespace cairn
