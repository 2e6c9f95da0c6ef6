// What is stored of the three streams of an (edge, epoch): loaded when a batch touches a stream, written
// with it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "cairn/cloud/store.h"
#include "cairn/sync/sequence_set.h"
#include "sqlite/sqlite.h"

namespace cairn::cloud {

struct StoredStream {
    std::int64_t id = 0;  // 0: not there yet
    SequenceSet held;  // what is before the epoch's first number included
    bool is_loaded = false;
    bool is_changed = false;
};

/// Of one edge and epoch, in the order of Stream.
using StreamsOfEpoch = std::array<StoredStream, streams_count>;

class StoredStreams {
public:
    static Result<StoredStreams> create(sqlite::Database& database);

    /// Fills `stream` unless it is filled.
    Result<void> load(const std::string& edge, const EpochStart& start, Stream kind, StoredStream& stream);
    /// As load(), and makes the stream when it is not there.
    Result<void> make(const std::string& edge, const EpochStart& start, Stream kind, StoredStream& stream);
    Result<void> save(const StoredStream& stream);

private:
    sqlite::Database* database_ = nullptr;
    sqlite::Statement find_;
    sqlite::Statement add_;
    sqlite::Statement set_;
};

/// "7-9 12-12"
std::string encode_ranges(std::span<const SequenceRange> ranges);
/// Adds what the text says to `set`; what is no range is left out.
void parse_ranges(std::string_view text, SequenceSet& set);

}  // namespace cairn::cloud
