// Names and times as columns hold them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/model/ids.h"
#include "wire/column.h"

namespace cairn::wire {

/// Times that a block holds: from 1970 to the end of the year 9999, which every calendar can print.
inline constexpr std::int64_t unix_ms_max = 253'402'300'799'999;

/// malformed: outside of that.
inline Result<void> check_time(Timestamp at) {
    if (at.unix_ms < 0 || at.unix_ms > unix_ms_max) return fail(Errc::malformed, "record: time out of range");
    return {};
}

constexpr bool is_within(std::int64_t number, std::int64_t limit) noexcept {
    return number >= -limit && number <= limit;
}

/// A time by the edge's clock, set right; what leads out of all times stops at their ends.
inline Timestamp corrected(std::int64_t at_ms, std::int64_t correction_ms) noexcept {
    const std::int64_t bounded_ms = std::clamp(correction_ms, -unix_ms_max, unix_ms_max);
    return {std::clamp<std::int64_t>(at_ms + bounded_ms, 0, unix_ms_max)};
}

/// An address takes a zero and its six bytes, another name its length and its characters.
inline void write_name(const TagId& tag, ColumnWriter& column) {
    if (const auto address = address_of(tag); address && TagId::of("ble", *address) == tag) {
        column.byte(0);
        column.raw(address->octets);
    } else {
        column.text(as_bytes(tag.view()));
    }
}
inline Result<TagId> read_tag_name(ColumnReader& column) {
    const std::uint64_t size = column.number();
    if (size > 0) return TagId::parse(as_text(column.raw(size)));
    CAIRN_TRY(const MacAddress address, MacAddress::from_bytes(column.raw(6)));
    return TagId::of("ble", address);
}

}  // namespace cairn::wire
