// What every gateway would hear of a tag in every cell: the one model behind all levels of calibration.
//
// A gateway's mean RSSI over the plan is a Gaussian process (Rasmussen and Williams, Gaussian Processes for
// Machine Learning, chapter 2). Its prior mean is the log-distance law
//     P - n L,  L = 10 log10(distance in m),
// its covariance between two places
//     s0^2 + sn^2 (L - 7)(L' - 7) + sf^2 exp(-distance between them / ell):
// an error of the level, one of the slope, which turns about 5 m, and shadowing. Labelled places condition
// it; without any, the prior is the map.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cairn/locate/grid.h"

namespace cairn::locate {

/// Constants of the model, the same for every site. dB and m.
struct RadioConstants {
    double power_dbm = -60;     // at 1 m, of a tag that sends with 0 dBm
    double exponent = 1.8;
    double offset_sd_db = 4;    // of a gateway's power
    double slope_sd = 0.3;      // of a gateway's exponent
    double shadowing_sd_db = 3.5;
    double shadowing_m = 3;     // how far it reaches
    double small_scale_sd_db = 2;  // of a place beside its neighbours
    double fading_sd_db = 3.5;     // of one packet
    double hearing_softness_db = 3;
    double hearing_outliers = 0.02;
};

/// Where a gateway hangs, and its own law.
struct GatewayRadio {
    Point at;
    double height_m = 0;  // above the tags
    double power_dbm = 0;
    double exponent = 0;
    /// A tag whose mean RSSI would be this is heard in half of the ticks.
    double threshold_dbm = -95;
};

/// What a gateway heard of tags at a known place.
struct LabelledPlace {
    std::uint32_t gateway = 0;
    Point at;
    double rssi_dbm = 0;  // the mean
    double packets = 0;   // behind it; more than 30 say no more than 30
};

/// How sure the gateways' laws are before any label: 1 as the constants say, less after calibration by
/// traffic.
struct RadioPrior {
    double sd_share = 1;
};

/// Tables over gateways and cells, in single precision for the filter. Immutable once built; any thread may
/// read.
class RadioMap {
public:
    /// At most `places_max` labelled places of a gateway are used, the best heard ones.
    static constexpr std::size_t places_max = 400;

    RadioMap(const Grid& grid, std::span<const GatewayRadio> gateways, const RadioConstants& constants,
             const RadioPrior& prior, std::span<const LabelledPlace> places);

    const Grid& grid() const noexcept { return grid_; }
    const RadioConstants& constants() const noexcept { return constants_; }
    std::size_t gateways() const noexcept { return gateways_.size(); }
    const GatewayRadio& gateway(std::size_t gateway) const noexcept { return gateways_[gateway]; }

    /// New thresholds, and one softness for all: the hearing tables follow.
    void set_hearing(std::span<const double> thresholds_dbm, double softness_db);

    // Of a gateway, a value a cell.
    std::span<const float> means_dbm(std::size_t gateway) const noexcept { return table(means_, gateway); }
    std::span<const float> variances_db2(std::size_t gateway) const noexcept {
        return table(variances_, gateway);
    }
    /// 10 log10 of the distance in m.
    std::span<const float> distances_db(std::size_t gateway) const noexcept {
        return table(distances_, gateway);
    }
    /// Logarithms of the chance to be heard within a tick in which any gateway hears the tag, and not to be.
    std::span<const float> log_heard(std::size_t gateway) const noexcept { return table(heard_, gateway); }
    std::span<const float> log_missed(std::size_t gateway) const noexcept { return table(missed_, gateway); }

private:
    std::span<const float> table(const std::vector<float>& all, std::size_t gateway) const noexcept {
        return std::span(all).subspan(gateway * grid_.cells(), grid_.cells());
    }
    void condition(std::size_t gateway, const RadioPrior& prior, std::span<const LabelledPlace> places);
    void fill_hearing();

    Grid grid_;
    RadioConstants constants_;
    double softness_db_;
    std::vector<GatewayRadio> gateways_;
    std::vector<float> means_;
    std::vector<float> variances_;
    std::vector<float> distances_;
    std::vector<float> heard_;
    std::vector<float> missed_;
};

/// 10 log10 of the distance from a gateway to a place, in m; nearer than half a metre counts as that.
double distance_db(const GatewayRadio& gateway, Point at) noexcept;

}  // namespace cairn::locate
