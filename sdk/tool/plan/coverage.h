// How well tags can be located on a floor, from nothing but where gateways hang.
//
// The Cramer-Rao bound for RSSI (Patwari et al., Relative Location Estimation in Wireless Sensor Networks,
// IEEE Trans. Signal Processing 51(8), 2003), in its Bayesian form with a prior (Van Trees, Detection,
// Estimation, and Modulation Theory I, 1968, section 2.4), carried on in time as the locating filter does it:
//
// A gateway's mean RSSI falls by 10 n / ln 10 / d dB a metre at the distance d, so with
//     g = -(10 n / ln 10) (p - p_g) / d^2,
// one look gives the position p the information w g g^T. Its weight w has two parts: h / s^2 from the level,
// where h is the chance to be heard and s^2 what the level is uncertain by (the gateway's law, shadowing,
// small scale, fading), and h (1 - h) / v^2 from being heard or not, v being how softly that chance falls. A
// tag's own offset, of which only the spread is known, takes its share: with the sums A of w g g^T, b of w g
// and c of w,
//     F = A - b b^T / (c + 1 / offset_sd^2).
//
// Errors of a gateway last for seconds, so a look after T seconds counts for f = 1 - exp(-T / freshness).
// Between looks the tag walks, which adds q T to the variance, and what was known counts for k = keep^T.
// Along each principal axis of F the information then settles where
//     I = k / (1 / I + q T) + f F_axis,
// and the floor itself, in which the tag surely is, adds 12 / width^2 and 12 / height^2.
//
// Bounds are optimistic far from all gateways. There the error is at most that of naming the nearest
// gateway's place: its distance, or anywhere on the floor when that gateway hears nothing.
#pragma once

#include <cstddef>
#include <vector>

#include "cairn/locate/radio_map.h"
#include "cairn/locate/site.h"

namespace cairn::tool {

/// What the radio model will be told before or while tags are located.
enum class PlannedCalibration { none, automatic, survey };

/// What is taken for granted; the filter's and the radio model's own constants.
struct PlanAssumptions {
    locate::RadioConstants radio;
    double tag_power_dbm = 0;
    double tag_height_m = 1;
    double interval_s = 1;  // between two advertisements of a tag
    double threshold_dbm = -92;  // a tag of this mean RSSI is heard in half of the looks
    PlannedCalibration calibration = PlannedCalibration::automatic;
    double survey_spacing_m = 2;  // from place to place
    double tag_offset_sd_db = 1.5;
    double step_m = 0.5;  // of a tag's walk in a second
    double keep_per_s = 0.9;
    double freshness_s = 2;
};

/// What looks say of one place so far: sums over gateways.
struct Evidence {
    double xx = 0;
    double xy = 0;
    double yy = 0;
    double x_offset = 0;
    double y_offset = 0;
    double offset = 0;
    double named_m2 = 0;  // mean square error of naming the nearest gateway's place
};

/// Expected errors on equal cells, in rows from the bottom left.
struct ErrorMap {
    double cell_width_m = 0;
    double cell_height_m = 0;
    std::size_t columns = 0;
    std::size_t rows = 0;
    std::vector<Evidence> evidence;  // of all gateways
    std::vector<double> errors_m;
    double mean_m = 0;
    double p90_m = 0;  // nine tenths of the floor are better

    Point centre(std::size_t cell) const {
        const std::size_t row = cell / columns;
        return {(static_cast<double>(cell % columns) + 0.5) * cell_width_m,
                (static_cast<double>(row) + 0.5) * cell_height_m};
    }
};

/// A gateway as one floor sees it.
struct PlannedGateway {
    Point at;  // in the floor's axes
    double height_m = 0;  // above the tags
    int slabs = 0;  // ceilings between
};

/// One floor of a site that `check` accepts.
class Coverage {
public:
    Coverage(const Site& site, std::size_t floor, const PlanAssumptions& assumptions);

    const Floor& floor() const noexcept { return floor_; }
    /// What a gateway on this floor would be.
    PlannedGateway gateway_at(Point at, double z_m) const;

    Evidence none() const;
    void add(Evidence& evidence, const PlannedGateway& gateway, Point at) const;
    /// Of all gateways of the site.
    Evidence evidence_at(Point at) const;
    /// The expected distance between a tag's true and its given place.
    double error_m(const Evidence& evidence) const;

    /// With cells of about `pitch_m` to a side, or larger ones so that there are about `cells_max` at most.
    ErrorMap map(double pitch_m, std::size_t cells_max) const;
    /// The same cells with one gateway more.
    ErrorMap with(const PlannedGateway& gateway, const ErrorMap& map) const;
    /// The chance that a gateway hears a tag within a look.
    double hearing_chance(const PlannedGateway& gateway, Point at) const;

private:
    struct Level {
        double mean_dbm = 0;
        double variance_db2 = 0;  // of a look, fading included
        double hearing_db2 = 0;  // of the chance to be heard: its softness
    };
    Level level_at(const PlannedGateway& gateway, Point at, double distance_m) const;
    double wall_loss_db(Point from, Point to) const;
    double distance_m(const PlannedGateway& gateway, Point at) const;

    PlanAssumptions assumptions_;
    Floor floor_;
    std::vector<Wall> walls_;
    std::vector<PlannedGateway> gateways_;
};

/// The side of squares that cover the floor: `wanted_m`, or more so that there are about `count_max` at most.
double square_side_m(const Floor& floor, double wanted_m, std::size_t count_max);

/// Fills in the mean and the tenth that is worst.
void sum_up(ErrorMap& map);

}  // namespace cairn::tool
