// Where one tag may be: a chance for every cell, which motion spreads and hearings sharpen. A Bayes filter on
// a grid (Thrun, Burgard and Fox, Probabilistic Robotics, 4.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "cairn/locate/radio_map.h"

namespace cairn::locate {

/// Constants of motion and evidence, the same for every site.
struct FilterConstants {
    double memory_s = 2;  // for so long the error of a gateway stays the same
    double keep_per_s = 0.90;  // power on what was known: bounds how much evidence piles up
    double step_m = 0.5;  // random walk, of a second
    double leap_per_s = 0.02;  // chance of a longer move
    double leap_m = 4;
    double hearing_weight = 0.8;
    double offset_sd_db = 3;  // of a tag's power against the map
    double offset_memory_s = 200;
    double offset_common_sd_db = 2.5;  // what all gateways have in common at one place: a body, a pocket
    double offset_profiled_db2 = 2.5;  // a tag's offset less sure than this is judged cell by cell
    bool counts_evidence = false;  // for calibration: see evidence()
};

/// What a gateway heard of the tag since the tick before.
struct TickHearing {
    std::uint32_t gateway = 0;
    double rssi_dbm = 0;  // the mean
    std::uint32_t packets = 0;
};

struct Fix {
    Point at;
    double variance_x_m2 = 0;
    double variance_y_m2 = 0;
    double covariance_xy_m2 = 0;
};

/// Of one tag; 4 KiB and some. No heap.
class TagFilter {
public:
    explicit TagFilter(const FilterConstants& constants = {}) noexcept;

    /// Anywhere on the plan, and nothing known of the tag's power.
    void reset() noexcept;

    /// `dt_s` pass: the tag may have moved, and what was known is worth less.
    void predict(const RadioMap& map, double dt_s) noexcept;

    /// Takes the hearings of the `dt_s` since the last update; without any nothing happens. `alive[g]`:
    /// whether gateway g would have told had it heard the tag.
    void update(const RadioMap& map, double dt_s, std::span<const TickHearing> hearings,
                std::span<const std::uint8_t> alive) noexcept;

    Fix fix(const RadioMap& map) const noexcept;
    /// Writes the chance of every cell, which add up to 1; `chances` holds as many as there are cells.
    void chances(const RadioMap& map, std::span<float> chances) const noexcept;
    /// The sum of the logarithms of how likely each tick was, given those before: it tells good maps from bad
    /// ones.
    double evidence() const noexcept { return evidence_; }
    /// How much louder the tag is than the map's.
    double offset_db() const noexcept { return offset_db_; }

private:
    using Cells = std::array<float, Grid::cells_max>;

    void weigh(const RadioMap& map, std::span<const TickHearing> hearings, double fresh) noexcept;
    void profile(const RadioMap& map, std::span<const TickHearing> hearings, double fresh) noexcept;
    void learn_offset(const RadioMap& map, double dt_s, std::span<const TickHearing> hearings, double fresh,
                      std::span<const float> chances, float sum) noexcept;

    FilterConstants constants_;
    Cells logs_{};  // of the chances, up to a number that all share
    double offset_db_ = 0;
    double offset_db2_ = 0;  // its variance
    double age_s_ = 0;  // since the last evidence
    double evidence_ = 0;
};

}  // namespace cairn::locate
