#include "locate/traffic_ring.h"

#include <algorithm>

namespace cairn::locate {

TrafficRing::TrafficRing(std::size_t ticks_max, std::size_t hearings_max)
    : ring_(ticks_max),
      hearings_(hearings_max),
      keys_(ticks_max) {}

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
    const std::span<std::uint64_t> keys = std::span(keys_).first(ticks_);
    for (std::size_t age = 0; age < ticks_; ++age)
        keys[age] = std::uint64_t{tick(age).tag} << 32 | static_cast<std::uint32_t>(age);
    std::ranges::sort(keys);
    traffic.ticks.clear();
    traffic.hearings.clear();
    for (std::size_t i = 0; i < ticks_; ++i) {
        const Tick& from = tick(keys[i] & UINT32_MAX);
        const auto begin = static_cast<std::uint32_t>(traffic.hearings.size());
        const auto first = hearings_.begin() + static_cast<std::ptrdiff_t>(from.first_hearing);
        const std::size_t in_one = std::min(from.hearings, hearings_.size() - from.first_hearing);
        const auto wrapped = static_cast<std::ptrdiff_t>(from.hearings - in_one);
        traffic.hearings.insert(traffic.hearings.end(), first, first + static_cast<std::ptrdiff_t>(in_one));
        traffic.hearings.insert(traffic.hearings.end(), hearings_.begin(), hearings_.begin() + wrapped);
        const bool is_first = i == 0 || keys[i - 1] >> 32 != from.tag;
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
