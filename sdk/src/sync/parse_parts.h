// What the parsers of both directions share.
#pragma once

#include <string>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/model/block.h"
#include "cairn/sync/protocol.h"
#include "wire/record_writer.h"
#include "wire/utf8.h"

namespace cairn::protocol {

inline Failure broken(const char* what) noexcept {
    return fail(Errc::malformed, what);
}

inline bool is_text(const std::string& text, std::size_t size_max) {
    return text.size() <= size_max && wire::is_utf8(text);
}

/// Of a civil or an elapsed time in milliseconds: not beyond the year 9999, or as long.
inline bool is_time(std::uint64_t ms) noexcept {
    return ms <= static_cast<std::uint64_t>(wire::unix_ms_max);
}
inline Instant instant(std::uint64_t ms) noexcept {
    return {static_cast<std::int64_t>(ms)};
}
inline Timestamp timestamp(std::uint64_t ms) noexcept {
    return {static_cast<std::int64_t>(ms)};
}

inline bool is_stream(std::uint32_t number) noexcept {
    return number >= 1 && number <= streams_count;
}

template <typename Message>
bool parse_whole(Message& message, Bytes bytes) {
    return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

/// The message of kind Batch.
Result<Batch> parse_batch(Bytes encoded);

}  // namespace cairn::protocol
