// A recorded track as a filter takes it: in ticks of about a second.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/tag_filter.h"
#include "recording/recording.h"

namespace cairn {

/// The direction with as many angles to its left as to its right; -180 to 180. Puts the angles, of which
/// there are some, in another order.
float median_azimuth_deg(std::span<float> azimuths_deg);

/// One hearing a gateway: the mean of a tick's RSSI, and the median of its azimuths.
class TickSums {
public:
    explicit TickSums(std::size_t gateways) : sums_(gateways), counts_(gateways), azimuths_deg_(gateways) {}

    void add(const RecordedHearing& heard, double louder_db = 0);
    std::vector<locate::TickHearing> take();

private:
    std::vector<double> sums_;
    std::vector<std::uint32_t> counts_;
    std::vector<std::vector<float>> azimuths_deg_;
};

/// The instants of a track's ticks: about a second apart, and at every truth. Where truths lie far apart,
/// only the last ten minutes before one have ticks: a clock that jumped by years must not make millions of
/// them.
std::vector<double> tick_times(const RecordedTrack& track);

}  // namespace cairn
