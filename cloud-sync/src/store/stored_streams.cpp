#include "store/stored_streams.h"

#include <charconv>

namespace cairn::cloud {
namespace {

constexpr auto select_stream =
    "SELECT id, watermark, beyond FROM stream WHERE edge = ? AND epoch = ? AND kind = ?";
constexpr auto insert_stream =
    "INSERT INTO stream (edge, epoch, kind, watermark, beyond) VALUES (?, ?, ?, ?, '')";
constexpr auto update_stream = "UPDATE stream SET watermark = ?, beyond = ? WHERE id = ?";

}  // namespace

std::string encode_ranges(std::span<const SequenceRange> ranges) {
    std::string text;
    for (const SequenceRange& range : ranges) {
        if (!text.empty()) text += ' ';
        text += std::to_string(range.first) + '-' + std::to_string(range.last);
    }
    return text;
}

void parse_ranges(std::string_view text, SequenceSet& set) {
    const char* next = text.data();
    const char* const end = text.data() + text.size();
    while (next != end) {
        SequenceRange range;
        const auto first = std::from_chars(next, end, range.first);
        if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-') return;
        const auto last = std::from_chars(first.ptr + 1, end, range.last);
        if (last.ec != std::errc{}) return;
        set.add(range);
        next = last.ptr == end ? end : last.ptr + 1;
    }
}

Result<StoredStreams> StoredStreams::create(sqlite::Database& database) {
    StoredStreams streams;
    streams.database_ = &database;
    CAIRN_TRY(streams.find_, database.prepare(select_stream));
    CAIRN_TRY(streams.add_, database.prepare(insert_stream));
    CAIRN_TRY(streams.set_, database.prepare(update_stream));
    return streams;
}

Result<void> StoredStreams::load(const std::string& edge, const EpochStart& start, Stream kind,
                                 StoredStream& stream) {
    if (stream.is_loaded) return {};
    sqlite::Query row = find_.query(edge, start.epoch, static_cast<int>(kind));
    CAIRN_TRY(const bool is_known, row.next());
    stream.is_loaded = true;
    stream.held = SequenceSet(start.first_of(kind) - 1);
    if (!is_known) return {};
    stream.id = row.integer(0);
    stream.held.add({1, row.bits(1)});
    parse_ranges(row.text(2), stream.held);
    return {};
}

Result<void> StoredStreams::make(const std::string& edge, const EpochStart& start, Stream kind,
                                 StoredStream& stream) {
    CAIRN_CHECK(load(edge, start, kind, stream));
    if (stream.id != 0) return {};
    CAIRN_CHECK(add_.run(edge, start.epoch, static_cast<int>(kind), stream.held.through()));
    stream.id = database_->last_rowid();
    return {};
}

Result<void> StoredStreams::save(const StoredStream& stream) {
    return set_.run(stream.held.through(), encode_ranges(stream.held.beyond()), stream.id);
}

}  // namespace cairn::cloud
