// How arrays of antennas are turned: learned from the angles they measure of tags, whose places are known or
// are where the filter has them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cairn/locate/radio_map.h"
#include "cairn/locate/tag_filter.h"

namespace cairn::locate {

/// Of an array, as in GatewayRadio.
struct Orientation {
    double azimuth_deg = 0;  // where its azimuth of 0 points, counter-clockwise from x: -180 to 180
    bool is_clockwise = false;
    /// How well what was measured agrees: the length of the mean of unit vectors, at most 1.
    double concentration = 0;
    double error_deg = 0;  // of azimuth_deg, one standard deviation
};

/// For both senses in which azimuths may grow, the directions in which azimuth 0 would have to point, tick by
/// tick, as sums of vectors (Mardia and Jupp, Directional Statistics, 2.2). In the true sense they agree; in
/// the other one they turn twice as far as the tag does. A value; no heap once made.
class AzimuthCalibration {
public:
    /// Of this map's gateways, for filters on its grid.
    explicit AzimuthCalibration(const RadioMap& map);

    /// What a gateway measured of a tag at a known place. What was measured at one place counts once: its
    /// median, say.
    void learn(std::uint32_t gateway, double azimuth_deg, Point at) noexcept;
    /// What was heard in the tick that the filter has just taken. Each gateway is one of the map.
    void learn(const TagFilter& filter, std::span<const TickHearing> hearings) noexcept;

    /// None while that is not clear: too little was measured, it does not agree, or both senses agree alike,
    /// as they do when no tag moves around the array.
    std::optional<Orientation> orientation(std::uint32_t gateway) const noexcept;

private:
    static constexpr std::size_t sectors = 24;

    struct Vector {
        double x = 0;
        double y = 0;
    };
    struct Sense {
        Vector sum;
        Vector robust_sum;  // in which what lies far from the rest counts less
    };
    struct Array {
        Point at;
        double weight = 0;  // of the sums
        std::array<double, sectors> weights{};  // by the measured azimuth
        std::array<Sense, 2> senses;  // counter-clockwise, clockwise
    };
    /// The cells of a block that the tag may be in.
    struct Place {
        double chance = 0;
        Point at;
    };

    void gather_places(const TagFilter& filter) noexcept;
    Vector toward_places(Point from) const noexcept;
    static double independent(const Array& array) noexcept;
    static void add(Array& array, double azimuth_deg, const Vector& toward, double share) noexcept;

    Grid grid_;
    std::vector<Array> arrays_;
    std::vector<Place> places_;
};

}  // namespace cairn::locate
