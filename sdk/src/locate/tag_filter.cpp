#include "cairn/locate/tag_filter.h"

#include <algorithm>
#include <cmath>

#include "locate/blur.h"
#include "locate/fast_math.h"

namespace cairn::locate {
namespace {

// Side by side, so that the order of additions is the same on every platform, and a machine's vectors take
// them.
constexpr std::size_t lanes = 32;

template <typename Term>
float sum_of(std::size_t cells, Term term) noexcept {
    std::array<float, lanes> sums{};
    std::size_t cell = 0;
    for (; cell + lanes <= cells; cell += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += term(cell + lane);
    }
    for (std::size_t lane = 0; cell < cells; ++cell) sums[lane++] += term(cell);
    float sum = 0;
    for (const float lane : sums) sum += lane;
    return sum;
}

float largest_of(std::span<const float> values) noexcept {
    std::array<float, lanes> largest{};
    largest.fill(values[0]);
    std::size_t cell = 0;
    for (; cell + lanes <= values.size(); cell += lanes) {
        const float* const block = values.data() + cell;
        for (std::size_t lane = 0; lane < lanes; ++lane)
            largest[lane] = largest[lane] > block[lane] ? largest[lane] : block[lane];
    }
    float most = largest[0];
    for (const float lane : largest) most = lane > most ? lane : most;
    for (; cell < values.size(); ++cell) most = values[cell] > most ? values[cell] : most;
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
    constexpr std::size_t side = Grid::side_cells_max;
    constexpr auto places = [] {
        std::array<float, side> numbers{};
        for (std::size_t i = 0; i < side; ++i) numbers[i] = static_cast<float>(i);
        return numbers;
    }();
    double sum = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        std::array<float, side> line{};
        std::copy_n(mass.data() + row * grid.columns(), grid.columns(), line.data());
        std::array<float, 4> sums{};
        std::array<float, 4> firsts{};
        std::array<float, 4> seconds{};
        for (std::size_t begin = 0; begin < side; begin += 4) {
            for (std::size_t lane = 0; lane < 4; ++lane) {
                const float weighted = line[begin + lane] * places[begin + lane];
                sums[lane] += line[begin + lane];
                firsts[lane] += weighted;
                seconds[lane] += weighted * places[begin + lane];
            }
        }
        const auto total = [](const std::array<float, 4>& of) {
            return static_cast<double>(of[0] + of[1]) + static_cast<double>(of[2] + of[3]);
        };
        const auto place = static_cast<double>(row);
        const double in_row = total(sums);
        const double x_in_row = total(firsts);
        sum += in_row;
        x += x_in_row;
        xx += total(seconds);
        y += in_row * place;
        yy += in_row * place * place;
        xy += x_in_row * place;
    }
    x /= sum;
    y /= sum;
    const double width_m = grid.cell_width_m();
    const double height_m = grid.cell_height_m();
    return {grid.x_m(0) + x * width_m, grid.y_m(0) + y * height_m, (xx / sum - x * x) * width_m * width_m,
            (yy / sum - y * y) * height_m * height_m, (xy / sum - x * y) * width_m * height_m};
}

/// The logarithm of the sum of all chances.
double log_mass(std::span<const float> logs, CellValues& chances) noexcept {
    const float most = largest_of(logs);
    const float sum = exponentials(logs, most, chances);
    return static_cast<double>(most) + std::log(static_cast<double>(sum));
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

TagFilter::TagFilter(const FilterConstants& constants) noexcept : constants_(constants) {
    reset();
}

void TagFilter::reset() noexcept {
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
    const double before = constants_.counts_evidence ? log_mass(logs, chances) : 0;
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
    for (float& log : logs) log -= most;
    const float sum = exponentials(logs, 0, chances);
    if (constants_.counts_evidence)
        evidence_ += static_cast<double>(most) + std::log(static_cast<double>(sum)) - before;
    learn_offset(map, dt_s, hearings, fresh, std::span(chances).first(cells), sum);
}

/// A Kalman filter of the tag's power: what the hearings have in common against the map, weighed by how sure
/// each is.
void TagFilter::learn_offset(const RadioMap& map, double dt_s, std::span<const TickHearing> hearings,
                             double fresh, std::span<const float> chances, float sum) noexcept {
    double weighted = 0;
    double weights = 0;
    for (const TickHearing& heard : hearings) {
        const Hearing hearing = hearing_of(map, heard, 0);
        // Errors are small numbers, whose squares lose nothing.
        const float mean = sum_of(hearing.cells,
                                  [&](std::size_t cell) {
                                      return chances[cell] * (hearing.level_dbm - hearing.means[cell]);
                                  }) /
                           sum;
        const float squared = sum_of(hearing.cells,
                                     [&](std::size_t cell) {
                                         const float error = hearing.level_dbm - hearing.means[cell];
                                         return chances[cell] * (hearing.variances[cell] + error * error);
                                     }) /
                              sum;
        const double variance = static_cast<double>(squared - mean * mean + hearing.noise_db2);
        weighted += static_cast<double>(mean) / variance;
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
