// What one gateway heard of one tag lately: sums in slices of the window.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cairn::locate {

inline constexpr std::size_t slices = 8;

/// Cuts time into slices of an eighth of the window. A slice is known by its number since 1970.
class SliceClock {
public:
    explicit SliceClock(std::int64_t window_ms) noexcept;

    std::int64_t slice_of(std::int64_t unix_ms) const noexcept;
    /// How much a hearing of `age` slices counts beside one of the newest slice.
    double weight(std::size_t age) const noexcept { return weights_[age]; }

private:
    std::int64_t slice_ms_;
    std::array<double, slices> weights_;
};

struct Level {
    double rssi_dbm = 0;
    std::uint16_t heard_count = 0;  // 0: not heard within the window
};

/// What was heard since the tick before.
struct News {
    double rssi_dbm = 0;  // the mean
    std::uint32_t count = 0;
};

/// Integers only, so that the order in which hearings arrive leaves no trace. Small, as every tag has many:
/// of a slice, 255 hearings count, and the mean of more is settled.
class Hearings {
public:
    Hearings() noexcept = default;
    explicit Hearings(std::uint16_t gateway) noexcept : gateway_(gateway) {}

    std::uint16_t gateway() const noexcept { return gateway_; }
    void add(std::int64_t slice, std::int8_t rssi_dbm) noexcept;
    /// Forgets what the window loses when its newest slice moves from `before` to `now`.
    void advance(std::int64_t before, std::int64_t now) noexcept;
    /// The mean, in which newer slices count more.
    Level level(const SliceClock& clock, std::int64_t newest) const noexcept;
    /// What was added since this was asked before.
    News take_news() noexcept;

private:
    std::uint16_t gateway_ = 0;
    std::int16_t news_sum_dbm_ = 0;
    std::array<std::int16_t, slices> rssi_sums_dbm_{};
    std::array<std::uint8_t, slices> counts_{};
    std::uint8_t news_count_ = 0;
};

}  // namespace cairn::locate
