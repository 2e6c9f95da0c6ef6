// Where one tag may be: a chance for every cell, which motion spreads and hearings sharpen. A Bayes filter on
// a grid (Thrun, Burgard and Fox, Probabilistic Robotics, 4.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cairn/core/inline_vector.h"
#include "cairn/locate/packed_chances.h"
#include "cairn/locate/radio_map.h"
#include "cairn/locate/silence.h"

namespace cairn::locate {

class StateReader;
class StateWriter;

/// Constants of motion and evidence, the same for every site.
struct FilterConstants {
    double memory_s = 2;  // for so long the error of a gateway stays the same
    double keep_per_s = 0.90;  // power on what was known: bounds how much evidence piles up
    double step_m = 0.5;  // random walk, of a second
    double leap_per_s = 0.02;  // chance of a longer move
    double leap_m = 4;
    double passage_per_s = 0.1;  // chance to change floors at stairs or a lift
    double leak_per_s = 1e-4;  // and anywhere else
    double hearing_weight = 0.8;
    double azimuth_sd_deg = 14;
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
    std::optional<float> azimuth_deg{};  // the median, of an array of antennas
};

struct Fix {
    std::uint32_t floor = 0;
    double floor_chance = 1;
    Point at;
    double variance_x_m2 = 0;
    double variance_y_m2 = 0;
    double covariance_xy_m2 = 0;
    /// Around `at`, the radius that holds 68 % of the chances on the floor.
    double radius68_m = 0;
    /// Whether two places that are far apart hold a quarter of the chances each; `other` is the one away from
    /// `at`.
    bool is_ambiguous = false;
    Point other;
};

/// How many covariances a place lies from a fix, squared. Of a Gaussian in the plane 68 and 95 % lie within
/// these (chi squared with two degrees of freedom).
double squared_deviations(const Fix& fix, Point place) noexcept;
inline constexpr double deviations68 = 2.2789;
inline constexpr double deviations95 = 5.9915;

/// Of one tag; 2 KiB and some, and the blocks where the grid has more than a window. No heap once made.
class TagFilter {
public:
    /// More hearings of a tick than these say no more; the strongest count.
    static constexpr std::size_t hearings_max = 32;

    explicit TagFilter(const Grid& grid, const FilterConstants& constants = {});

    /// Anywhere in the building, and nothing known of the tag's power.
    void reset() noexcept;

    /// `dt_s` have passed since the tick before: the tag may have moved, and what was known is worth less.
    /// Then the hearings since, if any, are taken for what they say of every cell. Each gateway stands in
    /// them at most once, is a gateway of the map, and alive. The map's grid is this filter's.
    void tick(const RadioMap& map, const Silence& silence, double dt_s,
              std::span<const TickHearing> hearings) noexcept;

    Fix fix() const noexcept;

    /// The part of the building that is followed cell by cell: its first cell.
    struct Window {
        std::uint32_t floor = 0;
        std::uint32_t column = 0;
        std::uint32_t row = 0;
    };
    const Window& window() const noexcept { return window_; }
    /// Chances up to a factor: of the window's cells, row by row; and of each cell in the blocks of all
    /// floors. The window's own blocks have none. Empty where the window is all.
    InlineVector<float, Grid::window_cells_max> cells() const noexcept;
    std::span<const float> blocks() const noexcept { return blocks_; }

    /// The sum of the logarithms of how likely each tick was, given those before, up to a number that depends
    /// only on the hearings: it tells good maps from bad ones.
    double evidence() const noexcept { return evidence_; }
    /// How much louder the tag is than the map's.
    double offset_db() const noexcept { return offset_db_; }

    /// All that the next tick depends on, bit for bit.
    void save(StateWriter& state) const;
    /// Takes up what a filter of the same grid and constants saved. False: it is no such state; this one is
    /// then to be reset.
    bool restore(StateReader& state) noexcept;
    static std::size_t state_bytes(const Grid& grid) noexcept;

private:
    using Cells = std::array<float, Grid::window_cells_max>;
    using Blocks = std::array<float, Grid::blocks_max>;
    struct Logs {
        Cells cells;
        Blocks blocks;
    };
    struct Terms;
    struct Spread;

    void predict(const Building& building, double dt_s, Cells& cells, Logs& logs) noexcept;
    void spread_blocks(const Building& building, double dt_s, const Cells& cells, Blocks& leaped) noexcept;
    void exchange_floors(const Building& building, double dt_s, Blocks& moved) const noexcept;
    void gather_blocks(const Cells& cells, Blocks& all) const noexcept;
    void clear_window_blocks() noexcept;
    void exclude_window_blocks(Logs& logs) const noexcept;
    void weigh(const RadioMap& map, const Silence& silence, Terms& terms, double fresh,
               Logs& logs) const noexcept;
    void weigh_azimuths(const Terms& terms, float fresh, Logs& logs) const noexcept;
    double log_mass(Logs& logs) const noexcept;
    double normalise(Logs& logs, Cells& cells) noexcept;
    double window_mass() const noexcept;
    double mass() const noexcept;
    void learn_offset(double dt_s, const Terms& terms, double fresh, const Cells& cells) noexcept;
    bool is_settled(const Cells& cells) const noexcept;
    void follow(Cells& cells) noexcept;
    void move_window(const Window& to, const Blocks& all, Cells& cells) noexcept;
    Fix likeliest_floor() const noexcept;
    using Rows = InlineVector<std::size_t, Grid::window_side_max>;
    Rows rows_that_count() const noexcept;
    Spread spread_on(std::uint32_t floor, const Rows& rows, const Cells& cells) const noexcept;
    double radius68_m(std::uint32_t floor, const Rows& rows, const Cells& cells, double x, double y,
                      double sd_m) const noexcept;
    void tell_modes(Fix& fix) const noexcept;
    template <typename Visit>
    void for_blocks_of(std::uint32_t floor, Visit visit) const noexcept;

    Grid grid_;
    FilterConstants constants_;
    Window window_;
    PackedChances cells_;
    std::vector<float> blocks_;
    std::array<float, Grid::window_side_max> row_sums_{};
    double offset_db_ = 0;
    double offset_db2_ = 0;  // its variance
    double age_s_ = 0;  // since the last evidence
    double evidence_ = 0;
};

}  // namespace cairn::locate
