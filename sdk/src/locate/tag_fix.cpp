// From the chances of a TagFilter to a place, and how sure it is.
#include <algorithm>
#include <cmath>

#include "cairn/locate/tag_filter.h"
#include "locate/lanes.h"

namespace cairn::locate {
namespace {

constexpr double floor_m2 = 0.2 * 0.2;  // nobody is surer than that
constexpr double row_share_min = 1e-4;  // rows with less hardly matter
constexpr float block_chance_min = 1e-6F;
constexpr float mode_share_min = 0.25F;

/// Sums over places, in cells from the window's first: the mean, and how they lie around a point.
struct Moments {
    double sum = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;

    void add(double weight, double at_x, double at_y) noexcept {
        sum += weight;
        x += weight * at_x;
        y += weight * at_y;
        xx += weight * at_x * at_x;
        yy += weight * at_y * at_y;
        xy += weight * at_x * at_y;
    }
    void add_row(Lanes weights, Lanes firsts, Lanes seconds, double row) noexcept {
        const auto in_row = static_cast<double>(sum_of(weights));
        const auto x_in_row = static_cast<double>(sum_of(firsts));
        sum += in_row;
        x += x_in_row;
        xx += static_cast<double>(sum_of(seconds));
        y += in_row * row;
        yy += in_row * row * row;
        xy += x_in_row * row;
    }
};

/// Three by three blocks of a floor, around the one in the middle.
struct Mode {
    std::size_t column = 0;
    std::size_t row = 0;
    float sum = 0;
};

bool overlap(const Mode& a, const Mode& b) noexcept {
    const auto near = [](std::size_t one, std::size_t other) { return one < other + 3 && other < one + 3; };
    return near(a.column, b.column) && near(a.row, b.row);
}

/// Adds to each value those before and after it.
void add_neighbours(float* values, std::size_t count, std::size_t step) noexcept {
    float before = 0;
    for (std::size_t i = 0; i < count; ++i) {
        float& here = values[i * step];
        const float after = i + 1 < count ? values[(i + 1) * step] : 0;
        const float own = here;
        here += before + after;
        before = own;
    }
}

/// The mode with the most, of those apart from `other`.
Mode likeliest_mode(const Grid& grid, const float* sums, const Mode* other) noexcept {
    Mode best;
    for (std::size_t row = 0; row < grid.block_rows(); ++row) {
        for (std::size_t column = 0; column < grid.block_columns(); ++column) {
            const Mode mode{column, row, sums[row * grid.block_columns() + column]};
            if (mode.sum > best.sum && (other == nullptr || !overlap(mode, *other))) best = mode;
        }
    }
    return best;
}

/// The mean of a mode.
Point middle_of(const Grid& grid, const float* chances, const Mode& mode) noexcept {
    double sum = 0;
    double x = 0;
    double y = 0;
    for (std::size_t row = 0; row < grid.block_rows(); ++row) {
        for (std::size_t column = 0; column < grid.block_columns(); ++column) {
            if (column + 1 < mode.column || column > mode.column + 1 || row + 1 < mode.row ||
                row > mode.row + 1)
                continue;
            const auto chance = static_cast<double>(chances[row * grid.block_columns() + column]);
            sum += chance;
            x += chance * static_cast<double>(column);
            y += chance * static_cast<double>(row);
        }
    }
    const auto side = static_cast<double>(grid.block_side());
    return {grid.x_m(0) + (x / sum * side + (side - 1) / 2) * grid.cell_width_m(),
            grid.y_m(0) + (y / sum * side + (side - 1) / 2) * grid.cell_height_m()};
}

}  // namespace

double squared_deviations(const Fix& fix, Point place) noexcept {
    const double x_m = place.x_m - fix.at.x_m;
    const double y_m = place.y_m - fix.at.y_m;
    const double determinant =
        fix.variance_x_m2 * fix.variance_y_m2 - fix.covariance_xy_m2 * fix.covariance_xy_m2;
    return (fix.variance_y_m2 * x_m * x_m - 2 * fix.covariance_xy_m2 * x_m * y_m +
            fix.variance_x_m2 * y_m * y_m) /
           determinant;
}

/// The same chances twice: as they are, and sharpened to the power of 3/2, with less pull from far away.
struct TagFilter::Spread {
    Moments plain;
    Moments sharp;
};

/// The floor with the most chances, and its share of all.
Fix TagFilter::likeliest_floor() const noexcept {
    Fix fix;
    fix.floor = window_.floor;
    if (grid_.floors() == 1) return fix;
    const auto side = static_cast<double>(grid_.block_side());
    double most = -1;
    for (std::uint32_t floor = 0; floor < grid_.floors(); ++floor) {
        double here = side * side *
                      static_cast<double>(sum_over(blocks_.data() + floor * grid_.blocks(), grid_.blocks()));
        if (floor == window_.floor) here += window_mass();
        if (here <= most) continue;
        most = here;
        fix.floor = floor;
    }
    fix.floor_chance = most / mass();
    return fix;
}

/// Calls with the chance and the place of everything on a floor that matters: in cells from the window's
/// first, and how many cells it stands for.
template <typename Visit>
void TagFilter::for_blocks_of(std::uint32_t floor, Visit visit) const noexcept {
    if (blocks_.empty()) return;
    const std::size_t side = grid_.block_side();
    const double middle = (static_cast<double>(side) - 1) / 2;
    for (std::size_t block = 0; block < grid_.blocks(); ++block) {
        const float chance = blocks_[floor * grid_.blocks() + block];
        if (chance < block_chance_min) continue;
        const auto column =
            static_cast<double>(block % grid_.block_columns() * side) - window_.column + middle;
        const auto row = static_cast<double>(block / grid_.block_columns() * side) - window_.row + middle;
        visit(static_cast<double>(chance), column, row);
    }
}

/// Which rows of the window matter.
TagFilter::Rows TagFilter::rows_that_count() const noexcept {
    const auto least = static_cast<float>(row_share_min * window_mass());
    Rows rows;
    for (std::size_t row = 0; row < grid_.window_rows(); ++row) {
        if (row_sums_[row] >= least) static_cast<void>(rows.push_back(row));
    }
    return rows;
}

/// Sums over all chances on a floor.
TagFilter::Spread TagFilter::spread_on(std::uint32_t floor, const Rows& rows,
                                       const Cells& cells) const noexcept {
    Spread spread;
    const std::size_t columns = grid_.window_columns();
    for (const std::size_t row : rows) {
        Lanes plain[3]{};
        Lanes sharp[2]{};
        Lanes place{0, 1, 2, 3};
        for (std::size_t column = 0; column < columns; column += lane_count, place += 4.0F) {
            const Lanes chances = load(cells.data() + row * columns + column);
            const Lanes sharpened = chances * square_roots(chances);
            const Lanes first = chances * place;
            plain[0] += chances;
            plain[1] += first;
            plain[2] += first * place;
            sharp[0] += sharpened;
            sharp[1] += sharpened * place;
        }
        spread.plain.add_row(plain[0], plain[1], plain[2], static_cast<double>(row));
        spread.sharp.add_row(sharp[0], sharp[1], Lanes{}, static_cast<double>(row));
    }
    const auto of_block = static_cast<double>(grid_.block_side() * grid_.block_side());
    for_blocks_of(floor, [&](double chance, double x, double y) {
        spread.plain.add(of_block * chance, x, y);
        spread.sharp.add(of_block * chance * std::sqrt(chance), x, y);
    });
    return spread;
}

/// The radius around a place, in cells from the window's first, that holds 68 % of the chances on a floor.
double TagFilter::radius68_m(std::uint32_t floor, const Rows& rows, const Cells& cells, double x, double y,
                             double sd_m) const noexcept {
    constexpr std::size_t rings = 64;
    constexpr double reach_sds = 3.5;
    const double ring_m = reach_sds * sd_m / rings;
    std::array<float, rings> held{};
    const auto width = static_cast<float>(grid_.cell_width_m() / ring_m);
    const auto height = static_cast<float>(grid_.cell_height_m() / ring_m);
    const auto add = [&](Lanes chances, Lanes across, float along) {
        const Lanes ring = square_roots(across * across + along * along);
        const LaneInts number = __builtin_convertvector(smaller(ring, splat(rings - 1.0F)), LaneInts);
        for (std::size_t lane = 0; lane < lane_count; ++lane)
            held[static_cast<std::size_t>(number[lane])] += chances[lane];
    };
    const std::size_t columns = grid_.window_columns();
    // Every other row, where there are many: chances are smooth.
    const std::size_t step = rows.size() > 12 ? 2 : 1;
    for (std::size_t i = 0; i < rows.size(); i += step) {
        Lanes across = (Lanes{0, 1, 2, 3} - static_cast<float>(x)) * width;
        const float along = (static_cast<float>(rows[i]) - static_cast<float>(y)) * height;
        const float* const line = cells.data() + rows[i] * columns;
        for (std::size_t column = 0; column < columns; column += lane_count, across += 4 * width)
            add(static_cast<float>(step) * load(line + column), across, along);
    }
    const auto of_block = static_cast<double>(grid_.block_side() * grid_.block_side());
    for_blocks_of(floor, [&](double chance, double column, double row) {
        add(Lanes{static_cast<float>(of_block * chance)}, splat(static_cast<float>(column - x) * width),
            static_cast<float>(row - y) * height);
    });
    const float wanted = 0.68F * sum_over(held.data(), rings);
    float inside = 0;
    std::size_t ring = 0;
    while (ring + 1 < rings && inside + held[ring] < wanted) inside += held[ring++];
    const auto part = static_cast<double>((wanted - inside) / std::max(held[ring], 1e-30F));
    return (static_cast<double>(ring) + part) * ring_m;
}

/// Where two modes are nearly alike, the mean of both is no place to look: the larger one is.
void TagFilter::tell_modes(Fix& fix) const noexcept {
    Cells cells;
    cells_.unpack(0, grid_.window_cells(), cells.data());
    Blocks all;
    gather_blocks(cells, all);
    const float* const chances = all.data() + fix.floor * grid_.blocks();
    Blocks sums;
    std::copy_n(chances, grid_.blocks(), sums.begin());
    const std::size_t columns = grid_.block_columns();
    const std::size_t rows = grid_.block_rows();
    for (std::size_t row = 0; row < rows; ++row) add_neighbours(sums.data() + row * columns, columns, 1);
    for (std::size_t column = 0; column < columns; ++column)
        add_neighbours(sums.data() + column, rows, columns);
    const Mode first = likeliest_mode(grid_, sums.data(), nullptr);
    const Mode second = likeliest_mode(grid_, sums.data(), &first);
    if (second.sum < mode_share_min * sum_over(chances, grid_.blocks())) return;
    fix.is_ambiguous = true;
    fix.at = middle_of(grid_, chances, first);
    fix.other = middle_of(grid_, chances, second);
}

Fix TagFilter::fix() const noexcept {
    Fix fix = likeliest_floor();
    const Rows rows = fix.floor == window_.floor ? rows_that_count() : Rows{};
    Cells cells;
    const std::size_t columns = grid_.window_columns();
    for (const std::size_t row : rows) cells_.unpack(row * columns, (row + 1) * columns, cells.data());
    const Spread spread = spread_on(fix.floor, rows, cells);
    const double width_m = grid_.cell_width_m();
    const double height_m = grid_.cell_height_m();
    const double first_x_m = grid_.x_m(window_.column);
    const double first_y_m = grid_.y_m(window_.row);
    fix.at = {first_x_m + spread.sharp.x / spread.sharp.sum * width_m,
              first_y_m + spread.sharp.y / spread.sharp.sum * height_m};
    const Moments& plain = spread.plain;
    const double x = plain.x / plain.sum;
    const double y = plain.y / plain.sum;
    const double wide_m2 = (plain.xx / plain.sum - x * x) * width_m * width_m;
    const double high_m2 = (plain.yy / plain.sum - y * y) * height_m * height_m;
    const double block_m = static_cast<double>(grid_.block_side()) * std::max(width_m, height_m);
    if (wide_m2 + high_m2 > block_m * block_m) tell_modes(fix);
    // Around the place, not around the mean.
    const double at_x = (fix.at.x_m - first_x_m) / width_m;
    const double at_y = (fix.at.y_m - first_y_m) / height_m;
    const double off_x_m = (x - at_x) * width_m;
    const double off_y_m = (y - at_y) * height_m;
    const double cell_m2 = (width_m * width_m + height_m * height_m) / 12;
    const double spread_m2 = wide_m2 + off_x_m * off_x_m + high_m2 + off_y_m * off_y_m;
    const double radius_m = radius68_m(fix.floor, rows, cells, at_x, at_y, std::sqrt(spread_m2 + cell_m2));
    fix.radius68_m = std::sqrt(radius_m * radius_m + floor_m2 + cell_m2);
    fix.variance_x_m2 = wide_m2 + off_x_m * off_x_m + floor_m2 + width_m * width_m / 12;
    fix.variance_y_m2 = high_m2 + off_y_m * off_y_m + floor_m2 + height_m * height_m / 12;
    fix.covariance_xy_m2 = (plain.xy / plain.sum - x * y) * width_m * height_m + off_x_m * off_y_m;
    return fix;
}

}  // namespace cairn::locate
