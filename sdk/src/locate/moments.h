// The level and the hearing threshold at which a map predicts two things that traffic tells: how many
// gateways hear a tag in a tick, and how loudly, wherever the tags are.
#pragma once

#include <cstddef>
#include <limits>

#include "cairn/locate/calibration.h"

namespace cairn::locate {

struct Moments {
    double heard_by = 0;  // gateways, in a tick in which any hears the tag
    double rssi_dbm = 0;
};

Moments moments_of(const Traffic& traffic) noexcept;

/// The search for the threshold, in slices.
class MomentMatch {
public:
    /// The map's level is `level_dbm`; only its means and variances are read. It outlives the search.
    void start(const RadioMap& map, double level_dbm, double heard_by) noexcept;
    /// Goes on for about as long as a tick of the filter takes. True: the threshold is found.
    bool step() noexcept;

    double threshold_db() const noexcept { return found_.threshold_db; }  // against the level
    double rssi_db() const noexcept { return found_.rssi_db; }  // the mean that is heard, against the level

private:
    struct Match {
        double off = std::numeric_limits<double>::infinity();  // from the gateways that were wanted
        double threshold_db = 0;
        double rssi_db = 0;
    };
    struct Sums {
        double heard = 0;
        double weighted = 0;
        double any = 0;
    };

    void add_place(std::size_t place) noexcept;
    void judge() noexcept;

    const RadioMap* map_ = nullptr;
    double level_dbm_ = 0;
    double wanted_ = 0;
    int low_ = 0;  // in halves of a dB against the level: here more gateways hear than wanted
    int high_ = 0;  // and here no more
    int middle_ = 0;
    std::size_t place_ = 0;
    Sums sums_;
    Match found_;
};

}  // namespace cairn::locate
