#include "locate/blur.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "locate/lanes.h"

namespace cairn::locate {
namespace {

constexpr std::size_t reach_max = 8;  // of a step of 0.5 m on the smallest cells, and some

/// Half a symmetric kernel: taps[k] for a distance of k places. It adds up to 1 over both sides.
struct Kernel {
    std::array<float, reach_max + 1> taps{};
    std::size_t reach = 0;
};

Kernel kernel_of(double sd, std::size_t places) noexcept {
    Kernel kernel;
    const auto wanted = static_cast<std::size_t>(std::clamp(3 * sd, 1.0, 1.0 * reach_max));
    kernel.reach = std::min(places - 1, wanted);
    if (kernel.reach == 0) {
        kernel.taps[0] = 1;
        return kernel;
    }
    double outer = 0;
    double variance = 0;
    std::array<double, reach_max + 1> weights{1};
    for (std::size_t k = 1; k <= kernel.reach; ++k) {
        const auto distance = static_cast<double>(k);
        weights[k] = std::exp(-0.5 * distance * distance / (sd * sd));
        outer += 2 * weights[k];
        variance += 2 * weights[k] * distance * distance;
    }
    // In few steps, it would spread less than was asked for: the outer taps make up for it.
    const bool in_few = kernel.reach == wanted && wanted < reach_max;
    const double more = in_few ? sd * sd / (variance - sd * sd * outer) : 1;
    const double sum = 1 + more * outer;
    kernel.taps[0] = static_cast<float>(1 / sum);
    for (std::size_t k = 1; k <= kernel.reach; ++k)
        kernel.taps[k] = static_cast<float>(more * weights[k] / sum);
    return kernel;
}

/// Eight places: their own values, and those on both sides.
class Eights {
public:
    Eights(const Kernel& kernel, const float* middle) noexcept : sum_(load_eight(middle)) {
        sum_ = {kernel.taps[0] * sum_.low, kernel.taps[0] * sum_.high};
    }
    void add(float tap, const float* before, const float* after) noexcept {
        const Eight one = load_eight(before);
        const Eight other = load_eight(after);
        sum_.low += tap * (one.low + other.low);
        sum_.high += tap * (one.high + other.high);
    }
    void store(float* to) const noexcept { store_eight(to, sum_); }

private:
    Eight sum_;
};

void blur_rows(const Kernel& kernel, Extent extent, float* mass) noexcept {
    std::array<float, reach_max + blurred_max + reach_max + 8> line{};
    std::array<float, blurred_max + 8> spread;
    float* const middle = line.data() + reach_max;
    for (std::size_t row = 0; row < extent.rows; ++row) {
        float* const places = mass + row * extent.columns;
        std::memcpy(middle, places, extent.columns * sizeof *places);
        for (std::size_t k = 1; k <= kernel.reach; ++k) {
            *(middle - k) = places[k - 1];
            middle[extent.columns + k - 1] = places[extent.columns - k];
        }
        for (std::size_t i = 0; i < extent.columns; i += 8) {
            Eights eight(kernel, middle + i);
            for (std::size_t k = 1; k <= kernel.reach; ++k)
                eight.add(kernel.taps[k], middle + i - k, middle + i + k);
            eight.store(spread.data() + i);
        }
        std::memcpy(places, spread.data(), extent.columns * sizeof *places);
    }
}

/// A place among `count`, or its mirror image behind an edge.
constexpr std::size_t mirrored(std::ptrdiff_t place, std::size_t count) noexcept {
    const auto size = static_cast<std::ptrdiff_t>(count);
    if (place < 0) place = -1 - place;
    if (place >= size) place = 2 * size - 1 - place;
    return static_cast<std::size_t>(place);
}

void blur_columns(const Kernel& kernel, Extent extent, float* mass) noexcept {
    // The rest of the last eight is read and written, too, and so has room behind the values.
    std::array<float, blurred_max + 8> before;
    std::array<float, blurred_max + 8> spread;
    std::memcpy(before.data(), mass, extent.rows * extent.columns * sizeof *mass);
    for (std::size_t row = 0; row < extent.rows; ++row) {
        const float* const here = before.data() + row * extent.columns;
        std::array<const float*, reach_max> above;
        std::array<const float*, reach_max> below;
        for (std::size_t k = 1; k <= kernel.reach; ++k) {
            const auto place = static_cast<std::ptrdiff_t>(row);
            const auto apart = static_cast<std::ptrdiff_t>(k);
            above[k - 1] = before.data() + mirrored(place - apart, extent.rows) * extent.columns;
            below[k - 1] = before.data() + mirrored(place + apart, extent.rows) * extent.columns;
        }
        for (std::size_t i = 0; i < extent.columns; i += 8) {
            Eights eight(kernel, here + i);
            for (std::size_t k = 0; k < kernel.reach; ++k)
                eight.add(kernel.taps[k + 1], above[k] + i, below[k] + i);
            eight.store(spread.data() + row * extent.columns + i);
        }
    }
    std::memcpy(mass, spread.data(), extent.rows * extent.columns * sizeof *mass);
}

}  // namespace

void blur(Extent extent, double sd_columns, double sd_rows, float* mass) noexcept {
    blur_rows(kernel_of(sd_columns, extent.columns), extent, mass);
    blur_columns(kernel_of(sd_rows, extent.rows), extent, mass);
}

}  // namespace cairn::locate
