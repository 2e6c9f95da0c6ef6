#include "survey/listening.h"

#include <algorithm>

namespace cairn::tool {
namespace {

/// A gateway's clock that is further off is not believed.
constexpr std::int64_t clock_error_max_ms = 60'000;
/// Many gateways write whole seconds.
constexpr std::int64_t clock_step_ms = 1'000;

/// Controllers say 127 for "unknown"; what is not below 0 dBm did not come through the air.
bool is_level(int rssi_dbm) {
    return rssi_dbm > -127 && rssi_dbm < 0;
}

}  // namespace

/// Gateways gather what they hear: the first message may tell of the way to this place.
bool Listening::is_from_before(const Advertisement& heard, Timestamp received_at) const {
    if (heard.time_source != TimeSource::gateway) return false;
    const bool is_believed = received_at.unix_ms - heard.heard_at.unix_ms < clock_error_max_ms;
    return is_believed && heard.heard_at.unix_ms + clock_step_ms <= start_.unix_ms;
}

void Listening::frame(const Frame& frame) {
    for (const Advertisement& heard : frame.advertisements) {
        if (heard.tag != tag_ || !heard.rssi_dbm || !is_level(*heard.rssi_dbm)) continue;
        if (is_from_before(heard, frame.received_at)) continue;
        const bool hangs = std::ranges::count(site_.gateways, heard.gateway, &GatewayPlacement::gateway) > 0;
        if (hangs) {
            hearings_.push_back({frame.received_at, heard.gateway, *heard.rssi_dbm});
        } else if (std::ranges::count(strangers_, heard.gateway) == 0) {
            strangers_.push_back(heard.gateway);
        }
    }
}

/// Other people's messages are on the broker too.
void Listening::rejected(const Error& /*error*/) {}

std::vector<GatewayCount> Listening::counts() const {
    std::vector<GatewayCount> counts;
    for (const SurveyHearing& heard : hearings_) {
        auto count = std::ranges::find(counts, heard.gateway, &GatewayCount::gateway);
        if (count == counts.end()) count = counts.insert(counts.end(), {heard.gateway, 0, 0});
        ++count->packets;
        count->mean_dbm += (heard.rssi_dbm - count->mean_dbm) / static_cast<double>(count->packets);
    }
    std::ranges::sort(counts, std::ranges::greater(), &GatewayCount::mean_dbm);
    return counts;
}

}  // namespace cairn::tool
