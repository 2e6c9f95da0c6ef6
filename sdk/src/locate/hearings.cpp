#include "locate/hearings.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

// A plain mean over the whole window lags behind a walking tag; the newest slice alone is noisy and
// loses gateways that hear a slow tag in turns. A mean that forgets with a fifth of the window stays
// near the better of the two for both.
constexpr double forgetting_windows = 0.2;

std::size_t place_of(std::int64_t slice) {
    constexpr auto count = static_cast<std::int64_t>(slices);
    return static_cast<std::size_t>((slice % count + count) % count);
}

}  // namespace

SliceClock::SliceClock(std::int64_t window_ms) noexcept
    : slice_ms_(std::max<std::int64_t>(1, window_ms / static_cast<std::int64_t>(slices))),
      weights_{} {
    for (std::size_t age = 0; age < slices; ++age) {
        weights_[age] =
            std::exp(-static_cast<double>(age) / (static_cast<double>(slices) * forgetting_windows));
    }
}

std::int64_t SliceClock::slice_of(std::int64_t unix_ms) const noexcept {
    const std::int64_t towards_zero = unix_ms / slice_ms_;
    return unix_ms % slice_ms_ < 0 ? towards_zero - 1 : towards_zero;
}

namespace {

void add_to(std::int16_t& sum_dbm, std::uint8_t& count, std::int8_t rssi_dbm) noexcept {
    if (count == UINT8_MAX) return;
    ++count;
    sum_dbm = static_cast<std::int16_t>(sum_dbm + rssi_dbm);
}

}  // namespace

void Hearings::add(std::int64_t slice, std::int8_t rssi_dbm) noexcept {
    const std::size_t place = place_of(slice);
    add_to(rssi_sums_dbm_[place], counts_[place], rssi_dbm);
    add_to(news_sum_dbm_, news_count_, rssi_dbm);
}

News Hearings::take_news() noexcept {
    if (news_count_ == 0) return {};
    const News news{static_cast<double>(news_sum_dbm_) / news_count_, news_count_};
    news_sum_dbm_ = 0;
    news_count_ = 0;
    return news;
}

void Hearings::advance(std::int64_t before, std::int64_t now) noexcept {
    const std::int64_t steps = std::min<std::int64_t>(now - before, slices);
    for (std::int64_t slice = now - steps + 1; slice <= now; ++slice) {
        rssi_sums_dbm_[place_of(slice)] = 0;
        counts_[place_of(slice)] = 0;
    }
}

Level Hearings::level(const SliceClock& clock, std::int64_t newest) const noexcept {
    double sum = 0;
    double weight_sum = 0;
    std::uint32_t heard_count = 0;
    for (std::size_t age = 0; age < slices; ++age) {
        const std::size_t place = place_of(newest - static_cast<std::int64_t>(age));
        sum += clock.weight(age) * rssi_sums_dbm_[place];
        weight_sum += clock.weight(age) * counts_[place];
        heard_count += counts_[place];
    }
    if (heard_count == 0) return {};
    return {sum / weight_sum, static_cast<std::uint16_t>(std::min<std::uint32_t>(heard_count, UINT16_MAX))};
}

}  // namespace cairn::locate
