#include "cairn/locate/tag_filter.h"

#include <algorithm>
#include <cmath>

#include "locate/blur.h"
#include "locate/fast_math.h"

namespace cairn::locate {
namespace {

/// Sums over cells in eight lanes, so that their order is the same on every platform and a machine's vectors
/// take it.
template <typename Term>
float sum_of(std::size_t cells, Term term) noexcept {
    constexpr std::size_t lanes = 8;
    std::array<float, lanes> sums{};
    std::size_t cell = 0;
    for (; cell + lanes <= cells; cell += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += term(cell + lane);
    }
    for (; cell < cells; ++cell) sums[cell % lanes] += term(cell);
    float sum = 0;
    for (const float lane : sums) sum += lane;
    return sum;
}

float largest_of(std::span<const float> values) noexcept {
    constexpr std::size_t lanes = 8;
    std::array<float, lanes> largest{};
    largest.fill(values[0]);
    std::size_t cell = 0;
    for (; cell + lanes <= values.size(); cell += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane)
            largest[lane] = values[cell + lane] > largest[lane] ? values[cell + lane] : largest[lane];
    }
    float most = *std::ranges::max_element(largest);
    for (; cell < values.size(); ++cell) most = std::max(most, values[cell]);
    return most;
}

/// The chances whose logarithms are `logs`, up to a factor; they add up to the answer.
float exponentials(std::span<const float> logs, float most, CellValues& chances) noexcept {
    for (std::size_t cell = 0; cell < logs.size(); ++cell) chances[cell] = fast_exp(logs[cell] - most);
    return sum_of(logs.size(), [&](std::size_t cell) { return chances[cell]; });
}

/// Mean and covariance of the places of cells, weighed by `mass`.
struct Moments {
    double x_m = 0;
    double y_m = 0;
    double xx_m2 = 0;
    double yy_m2 = 0;
    double xy_m2 = 0;
};

Moments moments_of(const Grid& grid, const CellValues& mass) noexcept {
    // Column by column, so that the additions over rows go side by side.
    std::array<float, Grid::side_cells_max> sums{};
    std::array<float, Grid::side_cells_max> by_row{};
    std::array<float, Grid::side_cells_max> by_row_squared{};
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        const float* const line = mass.data() + row * grid.columns();
        const auto place = static_cast<float>(row);
        for (std::size_t column = 0; column < grid.columns(); ++column) {
            sums[column] += line[column];
            by_row[column] += line[column] * place;
            by_row_squared[column] += line[column] * place * place;
        }
    }
    double sum = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t column = 0; column < grid.columns(); ++column) {
        const auto place = static_cast<double>(column);
        const auto in_column = static_cast<double>(sums[column]);
        sum += in_column;
        x += in_column * place;
        xx += in_column * place * place;
        y += static_cast<double>(by_row[column]);
        xy += static_cast<double>(by_row[column]) * place;
        yy += static_cast<double>(by_row_squared[column]);
    }
    x /= sum;
    y /= sum;
    const double width_m = grid.cell_width_m();
    const double height_m = grid.cell_height_m();
    return {grid.x_m(0) + x * width_m, grid.y_m(0) + y * height_m, (xx / sum - x * x) * width_m * width_m,
            (yy / sum - y * y) * height_m * height_m, (xy / sum - x * y) * width_m * height_m};
}

/// A hearing against the map: what the loops over cells need.
struct Hearing {
    std::size_t cells;
    const float* means;
    const float* variances;
    float level_dbm;
    float noise_db2;  // of the mean of so many packets at one place
};

Hearing hearing_of(const RadioMap& map, const TickHearing& heard, double offset_db) noexcept {
    const RadioConstants& radio = map.constants();
    return {map.grid().cells(), map.means_dbm(heard.gateway).data(), map.variances_db2(heard.gateway).data(),
            static_cast<float>(heard.rssi_dbm - offset_db),
            static_cast<float>(radio.small_scale_sd_db * radio.small_scale_sd_db +
                               radio.fading_sd_db * radio.fading_sd_db / heard.packets)};
}

/// The logarithm of Student's density with six degrees of freedom, up to a constant:
///     -7/2 log(1 + e^2 / (6 v)) - 1/2 log(v),
/// which is one logarithm of v^3 / w^(7/2) with w = v + e^2 / 6.
inline float student_log(float error, float variance) noexcept {
    constexpr float freedom = 6;
    const float wider = variance + error * error * (1 / freedom);
    const float share = variance / wider;
    return fast_log(share * share * share / std::sqrt(wider));
}

}  // namespace

TagFilter::TagFilter(const FilterConstants& constants) noexcept : constants_(constants) {}

void TagFilter::reset(const RadioMap& /*map*/) noexcept {
    logs_.fill(0);
    offset_db_ = 0;
    offset_db2_ = constants_.offset_sd_db * constants_.offset_sd_db;
    age_s_ = 1e6;
    evidence_ = 0;
}

void TagFilter::predict(const RadioMap& map, double dt_s) noexcept {
    const Grid& grid = map.grid();
    const std::size_t cells = grid.cells();
    const auto logs = std::span(logs_).first(cells);
    CellValues chances;
    const float sum = exponentials(logs, largest_of(logs), chances);
    CellValues leaped;
    blur_widely(grid, constants_.leap_m * std::sqrt(dt_s), chances, leaped);
    blur(grid, constants_.step_m * std::sqrt(dt_s), chances);
    const auto leap = static_cast<float>(1 - std::pow(1 - constants_.leap_per_s, dt_s));
    const auto keep = static_cast<float>(std::pow(constants_.keep_per_s, dt_s));
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const float chance = ((1 - leap) * chances[cell] + leap * leaped[cell]) / sum;
        logs[cell] = keep * fast_log(chance + 1e-12F);
    }
}

void TagFilter::weigh(const RadioMap& map, std::span<const TickHearing> hearings, double fresh) noexcept {
    for (const TickHearing& heard : hearings) {
        const Hearing hearing = hearing_of(map, heard, offset_db_);
        for (std::size_t cell = 0; cell < hearing.cells; ++cell) {
            const float error = hearing.level_dbm - hearing.means[cell];
            logs_[cell] +=
                static_cast<float>(fresh) * student_log(error, hearing.variances[cell] + hearing.noise_db2);
        }
    }
}

/// The same while the tag's power is not known: in each cell the offset that fits best is taken out, and what
/// it costs is counted.
void TagFilter::profile(const RadioMap& map, std::span<const TickHearing> hearings, double fresh) noexcept {
    const std::size_t cells = map.grid().cells();
    CellValues offsets{};
    CellValues weights;
    weights.fill(static_cast<float>(1 / offset_db2_));
    for (const TickHearing& heard : hearings) {
        const Hearing hearing = hearing_of(map, heard, offset_db_);
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const float weight = 1 / (hearing.variances[cell] + hearing.noise_db2);
            offsets[cell] += weight * (hearing.level_dbm - hearing.means[cell]);
            weights[cell] += weight;
        }
    }
    const auto cost = static_cast<float>(fresh * 0.5 / offset_db2_);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        offsets[cell] /= weights[cell];
        logs_[cell] -= cost * offsets[cell] * offsets[cell];
    }
    for (const TickHearing& heard : hearings) {
        const Hearing hearing = hearing_of(map, heard, offset_db_);
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const float error = hearing.level_dbm - hearing.means[cell] - offsets[cell];
            logs_[cell] +=
                static_cast<float>(fresh) * student_log(error, hearing.variances[cell] + hearing.noise_db2);
        }
    }
}

void TagFilter::update(const RadioMap& map, double dt_s, std::span<const TickHearing> hearings,
                       std::span<const std::uint8_t> alive) noexcept {
    age_s_ += dt_s;
    if (hearings.empty()) return;
    const std::size_t cells = map.grid().cells();
    const auto logs = std::span(logs_).first(cells);
    CellValues chances;
    const float most_before = largest_of(logs);
    const float sum_before = exponentials(logs, most_before, chances);
    // The errors of a gateway stay for seconds: only what is new of them is evidence.
    const double fresh = 1 - std::exp(-age_s_ / constants_.memory_s);
    age_s_ = 0;

    if (offset_db2_ > constants_.offset_profiled_db2) {
        profile(map, hearings, fresh);
    } else {
        weigh(map, hearings, fresh);
    }
    const auto weight = static_cast<float>(constants_.hearing_weight * fresh);
    for (std::uint32_t gateway = 0; gateway < map.gateways(); ++gateway) {
        const bool is_heard = std::ranges::find(hearings, gateway, &TickHearing::gateway) != hearings.end();
        if (!is_heard && alive[gateway] == 0) continue;
        const auto table = is_heard ? map.log_heard(gateway) : map.log_missed(gateway);
        for (std::size_t cell = 0; cell < cells; ++cell) logs[cell] += weight * table[cell];
    }
    const float most = largest_of(logs);
    const float sum = exponentials(logs, most, chances);
    evidence_ += static_cast<double>(most - most_before) + std::log(static_cast<double>(sum)) -
                 std::log(static_cast<double>(sum_before));
    for (float& log : logs) log -= most;
    learn_offset(map, dt_s, hearings, fresh);
}

/// A Kalman filter of the tag's power: what the hearings have in common against the map, weighed by how sure
/// each is.
void TagFilter::learn_offset(const RadioMap& map, double dt_s, std::span<const TickHearing> hearings,
                             double fresh) noexcept {
    const RadioConstants& radio = map.constants();
    const std::size_t cells = map.grid().cells();
    CellValues chances;
    const float sum = exponentials(std::span(logs_).first(cells), 0, chances);
    double weighted = 0;
    double weights = 0;
    for (const TickHearing& heard : hearings) {
        const auto means = map.means_dbm(heard.gateway);
        const auto variances = map.variances_db2(heard.gateway);
        const float mean = sum_of(cells, [&](std::size_t cell) { return chances[cell] * means[cell]; }) / sum;
        const float spread = sum_of(cells,
                                    [&](std::size_t cell) {
                                        const float error = means[cell] - mean;
                                        return chances[cell] * (variances[cell] + error * error);
                                    }) /
                             sum;
        const double variance = static_cast<double>(spread) +
                                radio.small_scale_sd_db * radio.small_scale_sd_db +
                                radio.fading_sd_db * radio.fading_sd_db / heard.packets;
        weighted += (heard.rssi_dbm - static_cast<double>(mean)) / variance;
        weights += 1 / variance;
    }
    const double stays = std::exp(-dt_s / constants_.offset_memory_s);
    const double prior_db2 = constants_.offset_sd_db * constants_.offset_sd_db;
    offset_db_ *= stays;
    offset_db2_ = stays * stays * offset_db2_ + (1 - stays * stays) * prior_db2;
    const double common_db2 = constants_.offset_common_sd_db * constants_.offset_common_sd_db;
    const double noise_db2 = (1 / weights + common_db2) / std::max(fresh, 0.05);
    const double gain = offset_db2_ / (offset_db2_ + noise_db2);
    offset_db_ += gain * (weighted / weights - offset_db_);
    offset_db2_ *= 1 - gain;
}

void TagFilter::chances(const RadioMap& map, std::span<float> chances) const noexcept {
    const auto logs = std::span(logs_).first(map.grid().cells());
    CellValues values;
    const float sum = exponentials(logs, largest_of(logs), values);
    for (std::size_t cell = 0; cell < logs.size(); ++cell) chances[cell] = values[cell] / sum;
}

Fix TagFilter::fix(const RadioMap& map) const noexcept {
    const Grid& grid = map.grid();
    const std::size_t cells = grid.cells();
    const auto logs = std::span(logs_).first(cells);
    const float most = largest_of(logs);
    CellValues chances;
    exponentials(logs, most, chances);
    CellValues sharp;  // to the power of 3/2: less pull from far away
    for (std::size_t cell = 0; cell < cells; ++cell) sharp[cell] = chances[cell] * std::sqrt(chances[cell]);
    const Moments point = moments_of(grid, sharp);
    const Moments spread = moments_of(grid, chances);
    Fix fix;
    fix.at = {point.x_m, point.y_m};
    // Around the point, not around the mean.
    const double x_m = spread.x_m - point.x_m;
    const double y_m = spread.y_m - point.y_m;
    constexpr double floor_m2 = 0.2 * 0.2;
    fix.variance_x_m2 = spread.xx_m2 + x_m * x_m + floor_m2 + grid.cell_width_m() * grid.cell_width_m() / 12;
    fix.variance_y_m2 =
        spread.yy_m2 + y_m * y_m + floor_m2 + grid.cell_height_m() * grid.cell_height_m() / 12;
    fix.covariance_xy_m2 = spread.xy_m2 + x_m * y_m;
    return fix;
}

}  // namespace cairn::locate
