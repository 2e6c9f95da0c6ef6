#include "cairn/locate/tag_filter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cairn/core/inline_vector.h"
#include "locate/lanes.h"
#include "locate/tag_terms.h"
#include "locate/window_blocks.h"

namespace cairn::locate {
namespace {

constexpr double tick_s_max = 10;    // after a longer silence, the tag may be anywhere near anyway
constexpr double fresh_s_max = 1.5;  // hearings are at most that old
constexpr float impossible_log = -1e30F;
constexpr double row_share_min = 1e-2;  // rows of the window with less say little of how loud the tag is

float largest_of(const float* values, std::size_t count) noexcept {
    Lanes largest = splat(impossible_log);
    std::size_t i = 0;
    for (; i + lane_count <= count; i += lane_count) largest = larger(largest, load(values + i));
    float most = std::max({largest[0], largest[1], largest[2], largest[3]});
    for (; i < count; ++i) most = std::max(most, values[i]);
    return most;
}

double exponentials_sum(const float* logs, std::size_t count) noexcept {
    Lanes sums{};
    for (std::size_t i = 0; i < count; i += lane_count) sums += exp_of(load(logs + i));
    return static_cast<double>(sum_of(sums));
}

/// An angle between two directions, from its sine and cosine up to a factor; off by at most 0.0003 rad
/// (Abramowitz and Stegun, Handbook of Mathematical Functions, 4.4.49, on the octant).
inline Lanes angle_of(Lanes y, Lanes x) noexcept {
    const Lanes wide = x < 0.0F ? -x : x;
    const Lanes high = y < 0.0F ? -y : y;
    const Lanes longer = larger(larger(wide, high), splat(1e-6F));
    const Lanes shorter = wide < high ? wide : high;
    const Lanes t = shorter / longer;
    const Lanes t2 = t * t;
    const Lanes octant =
        t * (0.9998660F + t2 * (-0.3302995F + t2 * (0.1801410F + t2 * (-0.0851330F + t2 * 0.0208351F))));
    const Lanes quadrant = high > wide ? 1.57079633F - octant : octant;
    const Lanes half = x < 0.0F ? 3.14159265F - quadrant : quadrant;
    return y < 0.0F ? -half : half;
}

}  // namespace

/// All that was heard in a tick.
struct TagFilter::Terms {
    TermList list;
    bool has_azimuths = false;
};

namespace {

using TermSpan = std::span<const Term>;

/// How much a tick's evidence counts.
struct Weights {
    float fresh = 0;
    float heard = 0;         // which gateways heard the tag, beside how loudly
    bool has_offset = true;  // whether the tag's power is known
    float offset_prior = 0;  // else one over its variance
};

/// At most a row of the window.
using Line = std::array<float, Grid::window_side_max>;

/// While the tag's power is not known: the offset that fits best in each cell.
void fit_offsets(TermSpan terms, std::size_t first, std::size_t count, float prior, Line& offsets) noexcept {
    for (std::size_t i = 0; i < count; i += lane_count) {
        Lanes sum{};
        Lanes weights = splat(prior);
        for (const Term& term : terms) {
            const float* const values = term.field.eight(first + i) + i % 8;
            const Lanes weight = 1.0F / (load(values + 8) + term.noise_db2);
            sum += weight * (term.level_dbm - load(values));
            weights += weight;
        }
        store(offsets.data() + i, sum / weights);
    }
}

/// The products over terms of variances, v, and of v + e^2 / 6, with errors e; and the sum of the odds to be
/// heard.
struct Products {
    Line narrow;
    Line wide;
    Line odds;
};

template <bool has_offsets>
void multiply(TermSpan terms, std::size_t first, std::size_t count, const Line& offsets,
              Products& products) noexcept {
    constexpr float sixth = 1.0F / 6;
    for (std::size_t i = 0; i < count; i += 8) {
        Eight narrow{splat(1), splat(1)};
        Eight wide = narrow;
        Eight odds{};
        Eight offset{};
        if (has_offsets) offset = load_eight(offsets.data() + i);
        const std::size_t place = (first + i) / 8 * 24;
        for (const Term& term : terms) {
            const float* const values = term.field.eight(0) + place;
            const auto add = [&](const float* at, Lanes off, Lanes& narrower, Lanes& wider, Lanes& heard) {
                const Lanes error = (has_offsets ? term.level_dbm - off : term.level_dbm) - load_aligned(at);
                const Lanes variance = load_aligned(at + 8) + term.noise_db2;
                narrower *= variance;
                wider *= variance + error * error * sixth;
                heard += load_aligned(at + 16);
            };
            add(values, offset.low, narrow.low, wide.low, odds.low);
            add(values + lane_count, offset.high, narrow.high, wide.high, odds.high);
        }
        store_eight(products.narrow.data() + i, narrow);
        store_eight(products.wide.data() + i, wide);
        store_eight(products.odds.data() + i, odds);
    }
}

/// Adds to `logs` how likely what was heard is in each of `count` cells from `first` on, up to a number that
/// all cells share. Of each gateway, that is Student's density with six degrees of freedom,
///     -7/2 log(1 + e^2 / (6 v)) - 1/2 log(v)  =  3 log(v) - 7/2 log(w),  w = v + e^2 / 6,
/// where products of eight are taken before the logarithm.
void add_likelihoods(TermSpan terms, const Weights& weights, const float* missed, std::size_t first,
                     std::size_t count, float* logs) noexcept {
    Line offsets;
    if (!weights.has_offset) fit_offsets(terms, first, count, weights.offset_prior, offsets);
    const float narrow_share = 3.0F * weights.fresh;
    const float wide_share = 3.5F * weights.fresh;
    const float heard = weights.fresh * weights.heard;
    for (std::size_t begin = 0; begin < terms.size(); begin += 8) {
        const TermSpan some = terms.subspan(begin, std::min<std::size_t>(8, terms.size() - begin));
        Products products;
        if (weights.has_offset)
            multiply<false>(some, first, count, offsets, products);
        else
            multiply<true>(some, first, count, offsets, products);
        for (std::size_t i = 0; i < count; i += lane_count) {
            Lanes odds = load(products.odds.data() + i);
            if (begin == 0) odds += load(missed + first + i);
            store(logs + i, load(logs + i) + heard * odds +
                                narrow_share * log_of(load(products.narrow.data() + i)) -
                                wide_share * log_of(load(products.wide.data() + i)));
        }
    }
    if (weights.has_offset) return;
    const float cost = 0.5F * weights.fresh * weights.offset_prior;
    for (std::size_t i = 0; i < count; i += lane_count) {
        const Lanes offset = load(offsets.data() + i);
        store(logs + i, load(logs + i) - cost * offset * offset);
    }
}

/// How well four places fit the angles that were measured: Student's density with three degrees of freedom.
Lanes azimuth_likelihoods(TermSpan terms, Lanes x_m, Lanes y_m, double sd_deg) noexcept {
    const double sd = sd_deg * std::numbers::pi / 180;
    const auto share = static_cast<float>(1 / (3 * sd * sd));
    Lanes logs{};
    for (const Term& term : terms) {
        if (!term.has_azimuth) continue;
        const Lanes x = x_m - term.x_m;
        const Lanes y = y_m - term.y_m;
        const Lanes error =
            angle_of(term.toward_x * y - term.toward_y * x, term.toward_x * x + term.toward_y * y);
        logs -= 2.0F * log_of(1.0F + error * error * share);
    }
    return logs;
}

}  // namespace

TagFilter::TagFilter(const Grid& grid, const FilterConstants& constants)
    : grid_(grid),
      constants_(constants),
      blocks_(grid.is_one_window() ? 0 : grid.floors() * grid.blocks()) {
    reset();
}

void TagFilter::reset() noexcept {
    Cells cells;
    cells.fill(1);
    cells_.pack(cells.data(), cells.size());
    row_sums_.fill(static_cast<float>(grid_.window_columns()));
    std::ranges::fill(blocks_, 1.0F);
    window_ = {};
    clear_window_blocks();
    offset_db_ = 0;
    offset_db2_ = constants_.offset_sd_db * constants_.offset_sd_db;
    age_s_ = 1e6;
    evidence_ = 0;
}

void TagFilter::weigh(const RadioMap& map, const Silence& silence, Terms& terms, double fresh,
                      Logs& logs) const noexcept {
    const Weights weights{static_cast<float>(fresh), static_cast<float>(constants_.hearing_weight),
                          offset_db2_ <= constants_.offset_profiled_db2, static_cast<float>(1 / offset_db2_)};
    if (!blocks_.empty()) {
        for (Term& term : terms.list) term.field = map.blocks(term.gateway);
        const std::size_t blocks = (blocks_.size() + 7) / 8 * 8;
        for (std::size_t i = 0; i < blocks; i += Grid::window_side_max)
            add_likelihoods(terms.list, weights, silence.blocks(), i,
                            std::min(Grid::window_side_max, blocks - i), logs.blocks.data() + i);
    }
    for (Term& term : terms.list) term.field = map.cells(term.gateway, window_.floor);
    for (std::size_t row = 0; row < grid_.window_rows(); ++row)
        add_likelihoods(terms.list, weights, silence.cells(window_.floor),
                        (window_.row + row) * grid_.columns() + window_.column, grid_.window_columns(),
                        logs.cells.data() + row * grid_.window_columns());
    if (terms.has_azimuths) weigh_azimuths(terms, weights.fresh, logs);
}

/// Angles count in the window alone: blocks are too coarse for them.
void TagFilter::weigh_azimuths(const Terms& terms, float fresh, Logs& logs) const noexcept {
    const auto step_m = static_cast<float>(grid_.cell_width_m());
    const Lanes steps = Lanes{0, 1, 2, 3} * step_m;
    for (std::size_t row = 0; row < grid_.window_rows(); ++row) {
        const Lanes y_m = splat(static_cast<float>(grid_.y_m(window_.row + row)));
        float* const line = logs.cells.data() + row * grid_.window_columns();
        for (std::size_t column = 0; column < grid_.window_columns(); column += lane_count) {
            const Lanes x_m = steps + static_cast<float>(grid_.x_m(window_.column + column));
            store(line + column,
                  load(line + column) +
                      fresh * azimuth_likelihoods(terms.list, x_m, y_m, constants_.azimuth_sd_deg));
        }
    }
}

void TagFilter::clear_window_blocks() noexcept {
    if (blocks_.empty()) return;
    for_window_blocks(grid_, window_, [this](std::size_t block, std::size_t) { blocks_[block] = 0; });
}

/// What lies in the window is in its cells; the rest of the last four blocks is nowhere.
void TagFilter::exclude_window_blocks(Logs& logs) const noexcept {
    if (blocks_.empty()) return;
    for_window_blocks(grid_, window_,
                      [&](std::size_t block, std::size_t) { logs.blocks[block] = impossible_log; });
    for (std::size_t i = blocks_.size(); i % lane_count != 0; ++i) logs.blocks[i] = impossible_log;
}

/// Takes the logarithms back to chances, of which the largest is 1. Answers what was taken out.
double TagFilter::normalise(Logs& logs, Cells& cells) noexcept {
    const std::size_t columns = grid_.window_columns();
    exclude_window_blocks(logs);
    const float most = std::max(largest_of(logs.cells.data(), grid_.window_cells()),
                                largest_of(logs.blocks.data(), blocks_.size()));
    for (std::size_t row = 0; row < grid_.window_rows(); ++row) {
        Lanes sums{};
        for (std::size_t cell = row * columns; cell < (row + 1) * columns; cell += lane_count) {
            const Lanes chances = exp_of(load(logs.cells.data() + cell) - most);
            store(cells.data() + cell, chances);
            sums += chances;
        }
        row_sums_[row] = sum_of(sums);
    }
    for (std::size_t block = 0; block < blocks_.size(); block += lane_count) {
        const Lanes chances = exp_of(load(logs.blocks.data() + block) - most);
        store_some(blocks_.data() + block, chances, blocks_.size() - block);
    }
    clear_window_blocks();
    return static_cast<double>(most);
}

InlineVector<float, Grid::window_cells_max> TagFilter::cells() const noexcept {
    InlineVector<float, Grid::window_cells_max> cells;
    cells.resize(grid_.window_cells());
    cells_.unpack(0, cells.size(), cells.data());
    return cells;
}

double TagFilter::window_mass() const noexcept {
    return static_cast<double>(sum_over(row_sums_.data(), grid_.window_rows()));
}

double TagFilter::mass() const noexcept {
    const auto side = static_cast<double>(grid_.block_side());
    return window_mass() + side * side * static_cast<double>(sum_over(blocks_.data(), blocks_.size()));
}

void TagFilter::tick(const RadioMap& map, const Silence& silence, double dt_s,
                     std::span<const TickHearing> hearings) noexcept {
    Cells cells;
    cells_.unpack(0, grid_.window_cells(), cells.data());
    Logs logs;
    predict(map.building(), std::min(dt_s, tick_s_max), cells, logs);
    const double evidence_s = std::min(dt_s, fresh_s_max);
    age_s_ += evidence_s;
    double before = 0;
    Terms terms;
    double fresh = 0;
    if (!hearings.empty()) {
        if (constants_.counts_evidence) before = log_mass(logs);
        // The errors of a gateway stay for seconds: only what is new of them is evidence.
        fresh = 1 - std::exp(-age_s_ / constants_.memory_s);
        age_s_ = 0;
        terms.list = terms_of(map, hearings, offset_db_);
        terms.has_azimuths = std::ranges::any_of(terms.list, &Term::has_azimuth);
        weigh(map, silence, terms, fresh, logs);
    }
    const double most = normalise(logs, cells);
    if (!hearings.empty()) {
        if (constants_.counts_evidence) evidence_ += most + std::log(mass()) - before;
        learn_offset(evidence_s, terms, fresh, cells);
    }
    if (!blocks_.empty() && !is_settled(cells)) follow(cells);
    cells_.pack(cells.data(), grid_.window_cells());
}

/// The logarithm of the sum of all chances; none of the logarithms is over 0.
double TagFilter::log_mass(Logs& logs) const noexcept {
    exclude_window_blocks(logs);
    const auto side = static_cast<double>(grid_.block_side());
    return std::log(exponentials_sum(logs.cells.data(), grid_.window_cells()) +
                    side * side * exponentials_sum(logs.blocks.data(), blocks_.size()));
}

/// A Kalman filter of the tag's power: what the hearings have in common against the map, weighed by how sure
/// each is.
void TagFilter::learn_offset(double dt_s, const Terms& terms, double fresh, const Cells& cells) noexcept {
    // Rows that matter, every other one where there are many: fields and chances are smooth.
    Rows rows;
    const double least = row_share_min * window_mass();
    const auto matters = [&](float sum) { return static_cast<double>(sum) >= least; };
    const std::size_t step = std::ranges::count_if(row_sums_, matters) > 8 ? 2 : 1;
    double total = 0;
    for (std::size_t row = 0; row < grid_.window_rows(); row += step) {
        if (!matters(row_sums_[row])) continue;
        static_cast<void>(rows.push_back(row));
        total += static_cast<double>(row_sums_[row]);
    }
    const std::size_t columns = grid_.window_columns();
    double weighted = 0;
    double weights = 0;
    for (const Term& term : terms.list) {
        Lanes means{};
        Lanes squares{};
        const auto add = [&](Lanes chances, const float* values) {
            // Errors are small numbers, whose squares lose nothing.
            const Lanes error = term.level_dbm - load_aligned(values);
            const Lanes part = chances * error;
            means += part;
            squares += chances * load_aligned(values + 8) + part * error;
        };
        for (const std::size_t row : rows) {
            const std::size_t shift = (window_.row + row) * grid_.columns() + window_.column;
            const float* line = cells.data() + row * columns;
            const float* values = term.field.eight(shift);
            for (std::size_t column = 0; column < columns; column += 8, line += 8, values += 24) {
                add(load(line), values);
                add(load(line + lane_count), values + lane_count);
            }
        }
        const double mean = static_cast<double>(sum_of(means)) / total;
        const double squared = static_cast<double>(sum_of(squares)) / total;
        const double variance = squared - mean * mean + static_cast<double>(term.noise_db2[0]);
        weighted += (mean + offset_db_) / variance;
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

}  // namespace cairn::locate
