// The two times. Instant measures how long; Timestamp says when. They cannot be mixed.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace cairn {

using Millis = std::chrono::milliseconds;

/// A moment of elapsed time, for deadlines. Only a Clock (ports/clock.h) makes one; the zero point
/// is the clock's own and means nothing.
struct Instant {
    std::int64_t elapsed_ms = 0;

    static constexpr Instant never() noexcept { return {INT64_MAX}; }

    friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
    /// Instant::never() stays never.
    friend constexpr Instant operator+(Instant at, Millis delay) noexcept {
        if (at == never()) return at;
        return {at.elapsed_ms + delay.count()};
    }
    friend constexpr Millis operator-(Instant later, Instant earlier) noexcept {
        return Millis{later.elapsed_ms - earlier.elapsed_ms};
    }
};

/// A moment of civil time, for records: milliseconds since 1970-01-01T00:00:00Z, leap seconds not
/// counted. 0 stands for "not known".
struct Timestamp {
    std::int64_t unix_ms = 0;

    friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) = default;
    friend constexpr Timestamp operator+(Timestamp at, Millis delay) noexcept {
        return {at.unix_ms + delay.count()};
    }
    friend constexpr Millis operator-(Timestamp later, Timestamp earlier) noexcept {
        return Millis{later.unix_ms - earlier.unix_ms};
    }
};

}  // namespace cairn
