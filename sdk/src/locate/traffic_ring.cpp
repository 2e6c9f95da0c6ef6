#include "locate/traffic_ring.h"

#include <algorithm>

namespace cairn::locate {

TrafficRing::TrafficRing(std::size_t ticks_max, std::size_t hearings_max)
    : ring_(ticks_max),
      hearings_(hearings_max),
      order_(ticks_max) {}

void TrafficRing::add(std::uint32_t tag, double dt_s, std::span<const TickHearing> hearings) noexcept {
    if (ring_.empty() || hearings.size() > hearings_.size()) return;
    while (ticks_ == ring_.size() || hearings_held_ + hearings.size() > hearings_.size()) drop_oldest();
    ring_[(oldest_ + ticks_) % ring_.size()] = {tag, static_cast<float>(dt_s), next_hearing_,
                                                hearings.size()};
    ++ticks_;
    hearings_held_ += hearings.size();
    for (const TickHearing& heard : hearings) {
        hearings_[next_hearing_] = heard;
        next_hearing_ = (next_hearing_ + 1) % hearings_.size();
    }
}

void TrafficRing::copy_to(Traffic& traffic) noexcept {
    const std::span<std::uint32_t> order = std::span(order_).first(ticks_);
    for (std::size_t i = 0; i < ticks_; ++i) order[i] = static_cast<std::uint32_t>(i);
    std::ranges::sort(order, [this](std::uint32_t a, std::uint32_t b) {
        return tick(a).tag != tick(b).tag ? tick(a).tag < tick(b).tag : a < b;
    });
    traffic.ticks.clear();
    traffic.hearings.clear();
    for (std::size_t i = 0; i < ticks_; ++i) {
        const Tick& from = tick(order[i]);
        const auto begin = static_cast<std::uint32_t>(traffic.hearings.size());
        for (std::size_t j = 0; j < from.hearings; ++j)
            traffic.hearings.push_back(hearings_[(from.first_hearing + j) % hearings_.size()]);
        const bool is_first = i == 0 || tick(order[i - 1]).tag != from.tag;
        traffic.ticks.push_back(
            {begin, static_cast<std::uint32_t>(traffic.hearings.size()), from.dt_s, is_first});
    }
}

void TrafficRing::drop_oldest() noexcept {
    hearings_held_ -= ring_[oldest_].hearings;
    oldest_ = (oldest_ + 1) % ring_.size();
    --ticks_;
}

}  // namespace cairn::locate
