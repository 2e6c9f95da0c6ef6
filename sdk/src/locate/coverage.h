// Whether positions are as sure as they claim, told by tags whose places are known.
#pragma once

#include <algorithm>

#include "cairn/locate/gateway_health.h"
#include "cairn/locate/tag_filter.h"
#include "locate/state_bytes.h"

namespace cairn::locate {

class Coverage {
public:
    /// A fix of a reference beacon: how many covariances its place lay from the truth, squared, before any
    /// correction.
    void add(double squared_deviations) noexcept {
        const double corrected = squared_deviations / scale_;
        ++counts_.fixes;
        if (corrected <= deviations68) ++counts_.inside68;
        if (corrected <= deviations95) ++counts_.inside95;
        // The quantile of 68 % by small steps, up and down in the ratio of its chances (Robbins and Monro,
        // Annals of Mathematical Statistics 22, 1951): more steps of beacons that stand still tell little
        // new.
        constexpr double step = 0.01;
        quantile68_ *= squared_deviations > quantile68_ ? 1 + step * 0.68 : 1 - step * 0.32;
        quantile68_ = std::clamp(quantile68_, quantile_min, quantile_max);
        if (counts_.fixes >= fixes_min) scale_ = tolerant(quantile68_ / deviations68);
    }

    /// By how much covariances are to be multiplied.
    double scale() const noexcept { return scale_; }
    SiteHealth health() const noexcept {
        SiteHealth health = counts_;
        health.scale = scale_;
        return health;
    }

    void save(StateWriter& state) const {
        state.number(quantile68_);
        state.number(scale_);
    }
    bool restore(StateReader& state) noexcept {
        const double quantile68 = state.number();
        const double scale = state.number();
        const bool is_sound = state.ok() && quantile68 >= quantile_min && quantile68 <= quantile_max &&
                              scale >= quantile_min / deviations68 && scale <= quantile_max / deviations68;
        if (!is_sound) return false;
        quantile68_ = quantile68;
        scale_ = scale;
        return true;
    }

private:
    static constexpr double quantile_min = deviations68 / 4;
    static constexpr double quantile_max = deviations68 * 16;
    static constexpr std::uint64_t fixes_min = 300;

    /// From 60 to 80 % inside is near enough: then nothing is corrected.
    static double tolerant(double scale) noexcept { return scale > 0.8 && scale < 1.3 ? 1 : scale; }

    SiteHealth counts_;
    double quantile68_ = deviations68;
    double scale_ = 1;
};

}  // namespace cairn::locate
