// How likely a gateway hears a tag whose RSSI is a guess.
#pragma once

#include <cmath>

namespace cairn::locate {

inline double logistic(double x) noexcept {
    return 1 / (1 + std::exp(-x));
}

/// The width of a logistic threshold for an RSSI of this variance: a logistic of a Gaussian is nearly a wider
/// logistic, whose variance is pi^2 / 3 of the square of its width.
inline double hearing_width_db(double softness_db, double variance_db2) noexcept {
    return std::sqrt(softness_db * softness_db + variance_db2 / 3.29);
}

}  // namespace cairn::locate
