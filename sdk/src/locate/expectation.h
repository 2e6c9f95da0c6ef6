// What each gateway's law would have to be, as the filter sees the traffic.
#pragma once

#include <span>
#include <vector>

#include "cairn/locate/calibration.h"

namespace cairn::locate {

/// Of y = power - exponent L.
struct Law {
    double power_dbm = 0;
    double exponent = 0;
};

/// One pass of the filter over the traffic at a time: expectation maximisation of the gateways' laws. All
/// memory is taken when it is made.
class Expectation {
public:
    /// For maps of this one's building, and of gateways at these places.
    Expectation(const RadioMap& map, const FilterConstants& constants);

    void start() noexcept;
    /// The ticks of a tag follow each other in the order of time.
    void add(const RadioMap& map, const Silence& silence, const Traffic::Tick& tick,
             std::span<const TickHearing> hearings) noexcept;

    /// How likely the traffic was under the map.
    double evidence() const noexcept { return evidence_ + filter_.evidence(); }

    /// The site's law first, near `prior`, then each gateway's near it. Ends the pass.
    void learn(const Law& prior, const RadioConstants& constants, std::span<Law> laws) noexcept;

private:
    /// Of the equations of a gateway, or of the site.
    struct Sums {
        double count = 0;
        double distance = 0;
        double distance_squared = 0;
        double rssi = 0;
        double distance_rssi = 0;

        Sums& operator+=(const Sums& more) noexcept;
        Sums scaled(double by) const noexcept;
    };
    static Law solve(const Sums& sums, const Law& prior, double power_sd, double exponent_sd) noexcept;
    void add_equation(const TickHearing& heard, const float* chances) noexcept;

    Grid grid_;
    TagFilter filter_;
    std::vector<float> distances_;  // of gateways, floors and cells, in dB
    std::vector<Sums> sums_;
    double evidence_ = 0;  // of the tags before this one
};

}  // namespace cairn::locate
