// What cannot be: a value outside of it is not the sensor's, or the bytes are not of the format.
#pragma once

#include <array>
#include <cstdint>

#include "cairn/model/quantity.h"

namespace cairn {

/// Where a quantity has bounds by its nature. Sensors of humidity overshoot in fog; Ruuvi's own samples go to
/// the end of their scale.
constexpr bool is_possible(Quantity quantity, double value) noexcept {
    struct Bounds {
        Quantity quantity;
        double least;
        double most;
    };
    constexpr double absolute_zero_c = -273.15;
    constexpr auto bounds = std::array{
        Bounds{Quantity::temperature_c, absolute_zero_c, 2'000},
        Bounds{Quantity::humidity_pct, 0, 164},
        Bounds{Quantity::battery_pct, 0, 100},
        Bounds{Quantity::moisture_pct, 0, 110},
        Bounds{Quantity::pm25_ugm3, 0, 1e6},
        Bounds{Quantity::pm10_ugm3, 0, 1e6},
        Bounds{Quantity::pm1_ugm3, 0, 1e6},
    };
    // Most have none.
    constexpr std::uint64_t bounded = [&bounds] {
        std::uint64_t set = 0;
        for (const Bounds& bound : bounds) set |= std::uint64_t{1} << static_cast<unsigned>(bound.quantity);
        return set;
    }();
    const auto number = static_cast<unsigned>(quantity);
    if (number >= 64 || (bounded >> number & 1) == 0) return true;
    for (const Bounds& bound : bounds) {
        if (bound.quantity == quantity) return value >= bound.least && value <= bound.most;
    }
    return true;
}

}  // namespace cairn
