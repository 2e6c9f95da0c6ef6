#include "buffer/stats.h"

namespace cairn {
namespace {

StreamStats stats_of(const StreamTotals& of) {
    StreamStats stats;
    stats.blocks = of.waiting.blocks;
    stats.body_bytes = of.waiting.body_bytes;
    stats.records = of.waiting.records;
    stats.kept_bytes = of.kept.body_bytes;
    stats.dropped_records = of.dropped_records;
    stats.expired_records = of.expired_records;
    return stats;
}

void add(BufferStats& all, const StreamStats& one) {
    all.blocks += one.blocks;
    all.body_bytes += one.body_bytes;
    all.records += one.records;
    all.kept_bytes += one.kept_bytes;
    all.dropped_records += one.dropped_records;
    all.expired_records += one.expired_records;
    if (one.oldest_at == Timestamp{}) return;
    if (all.oldest_at == Timestamp{} || one.oldest_at < all.oldest_at) all.oldest_at = one.oldest_at;
}

Timestamp oldest_at(BufferFile& file, Stream stream) {
    const SequenceSet& acknowledged = file.totals().of(stream).acknowledged;
    for (Sequence next = acknowledged.next_outside(1);;) {
        const auto head = file.first_from(stream, next);
        if (!head || !*head) return {};
        if (!acknowledged.holds((*head)->sequence)) return (*head)->sealed_at;
        next = acknowledged.next_outside((*head)->sequence);
    }
}

}  // namespace

BufferStats stats_of(BufferFile& file) {
    BufferStats stats;
    for (const Stream stream : streams) {
        StreamStats& one = stats.streams[static_cast<std::size_t>(stream) - 1];
        one = stats_of(file.totals().of(stream));
        one.oldest_at = oldest_at(file, stream);
        add(stats, one);
    }
    stats.quarantined_blocks = file.totals().quarantined_blocks;
    stats.state_bytes = file.totals().state_bytes;
    return stats;
}

}  // namespace cairn
