#include "locate/blur.h"

#include <algorithm>
#include <cmath>

namespace cairn::locate {
namespace {

constexpr std::size_t side = Grid::side_cells_max;
constexpr std::size_t reach_max =
    8;  // cells; three standard deviations of a step of 0.5 m on the smallest cells

/// Half a symmetric kernel: taps[k] for a distance of k cells. It adds up to 1 over both sides.
struct Kernel {
    std::array<float, reach_max + 1> taps{};
    std::size_t reach = 0;
};

Kernel kernel_of(double sd_cells, std::size_t cells) noexcept {
    Kernel kernel;
    const double wanted = std::ceil(3 * sd_cells);
    const std::size_t longest = std::min(reach_max, cells - 1);
    kernel.reach = std::min(longest, static_cast<std::size_t>(wanted));
    double sum = 1;
    std::array<double, reach_max + 1> weights{1};
    for (std::size_t k = 1; k <= kernel.reach; ++k) {
        const double distance = static_cast<double>(k) / sd_cells;
        weights[k] = std::exp(-0.5 * distance * distance);
        sum += 2 * weights[k];
    }
    for (std::size_t k = 0; k <= kernel.reach; ++k) kernel.taps[k] = static_cast<float>(weights[k] / sum);
    return kernel;
}

/// A line of `count` cells with its mirror image on both sides; cells of several lines stand side by side.
constexpr std::size_t mirrored(std::ptrdiff_t place, std::size_t count) noexcept {
    const auto size = static_cast<std::ptrdiff_t>(count);
    if (place < 0) place = -1 - place;
    if (place >= size) place = 2 * size - 1 - place;
    return static_cast<std::size_t>(place);
}

void blur_rows(const Kernel& kernel, std::size_t columns, std::size_t rows, CellValues& mass) noexcept {
    std::array<float, side + 2 * reach_max> line{};
    float* const middle = line.data() + kernel.reach;
    for (std::size_t row = 0; row < rows; ++row) {
        float* const cells = mass.data() + row * columns;
        std::copy_n(cells, columns, middle);
        for (std::size_t k = 1; k <= kernel.reach; ++k) {
            *(middle - k) = cells[k - 1];
            middle[columns + k - 1] = cells[columns - k];
        }
        for (std::size_t i = 0; i < columns; ++i) cells[i] = kernel.taps[0] * middle[i];
        for (std::size_t k = 1; k <= kernel.reach; ++k) {
            const float* const left = middle - k;
            const float* const right = middle + k;
            for (std::size_t i = 0; i < columns; ++i) cells[i] += kernel.taps[k] * (left[i] + right[i]);
        }
    }
}

void blur_columns(const Kernel& kernel, std::size_t columns, std::size_t rows, CellValues& mass) noexcept {
    const CellValues before = mass;
    for (std::size_t row = 0; row < rows; ++row) {
        float* const cells = mass.data() + row * columns;
        const float* const middle = before.data() + row * columns;
        for (std::size_t i = 0; i < columns; ++i) cells[i] = kernel.taps[0] * middle[i];
        for (std::size_t k = 1; k <= kernel.reach; ++k) {
            const auto place = static_cast<std::ptrdiff_t>(row);
            const auto offset = static_cast<std::ptrdiff_t>(k);
            const float* const above = before.data() + mirrored(place - offset, rows) * columns;
            const float* const below = before.data() + mirrored(place + offset, rows) * columns;
            for (std::size_t i = 0; i < columns; ++i) cells[i] += kernel.taps[k] * (above[i] + below[i]);
        }
    }
}

}  // namespace

void blur(const Grid& grid, double sd_m, CellValues& mass) noexcept {
    blur_rows(kernel_of(sd_m / grid.cell_width_m(), grid.columns()), grid.columns(), grid.rows(), mass);
    blur_columns(kernel_of(sd_m / grid.cell_height_m(), grid.rows()), grid.columns(), grid.rows(), mass);
}

void blur_widely(const Grid& grid, double sd_m, const CellValues& mass, CellValues& spread) noexcept {
    constexpr std::size_t block = 4;
    const std::size_t columns = (grid.columns() + block - 1) / block;
    const std::size_t rows = (grid.rows() + block - 1) / block;
    CellValues blocks{};
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        float* const line = blocks.data() + row / block * columns;
        std::array<float, side> cells{};
        std::copy_n(mass.data() + row * grid.columns(), grid.columns(), cells.data());
        for (std::size_t column = 0; column < columns; ++column) {
            const float* const four = cells.data() + column * block;
            line[column] += four[0] + four[1] + four[2] + four[3];
        }
    }
    const double width_m = grid.cell_width_m() * block;
    const double height_m = grid.cell_height_m() * block;
    blur_rows(kernel_of(sd_m / width_m, columns), columns, rows, blocks);
    blur_columns(kernel_of(sd_m / height_m, rows), columns, rows, blocks);
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        // A block at the edge may have fewer cells.
        const std::size_t high = std::min(block, grid.rows() - row / block * block);
        const std::size_t last = grid.columns() - (columns - 1) * block;
        const float share = 1 / static_cast<float>(block * high);
        const float last_share = 1 / static_cast<float>(last * high);
        const float* const line = blocks.data() + row / block * columns;
        float* cells = spread.data() + row * grid.columns();
        for (std::size_t column = 0; column + 1 < columns; ++column) {
            const float value = line[column] * share;
            for (std::size_t i = 0; i < block; ++i) *cells++ = value;
        }
        for (std::size_t i = 0; i < last; ++i) *cells++ = line[columns - 1] * last_share;
    }
}

}  // namespace cairn::locate
