#include "locate/blur.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "locate/lanes.h"

namespace cairn::locate {
namespace {

constexpr std::size_t reach_max = 8;  // of a step of 0.5 m on the smallest cells, and some

/// Half a symmetric kernel: taps[k] for a distance of k places, in all lanes. It adds up to 1 over both
/// sides.
struct Kernel {
    std::array<Lanes, reach_max + 1> taps{};
    std::size_t reach = 0;
};

Kernel kernel_of(double sd, std::size_t places) noexcept {
    Kernel kernel;
    const auto wanted = static_cast<std::size_t>(std::clamp(3 * sd, 1.0, 1.0 * reach_max));
    kernel.reach = std::min(places - 1, wanted);
    if (kernel.reach == 0) {
        kernel.taps[0] = splat(1);
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
    kernel.taps[0] = splat(static_cast<float>(1 / sum));
    for (std::size_t k = 1; k <= kernel.reach; ++k)
        kernel.taps[k] = splat(static_cast<float>(more * weights[k] / sum));
    return kernel;
}

/// Eight places: their own values, and those on both sides.
class Eights {
public:
    Eights(const Kernel& kernel, const float* middle) noexcept : sum_(load_eight(middle)) {
        sum_ = {kernel.taps[0] * sum_.low, kernel.taps[0] * sum_.high};
    }
    void add(Lanes tap, const float* before, const float* after) noexcept {
        const Eight one = load_eight(before);
        const Eight other = load_eight(after);
        sum_.low += tap * (one.low + other.low);
        sum_.high += tap * (one.high + other.high);
    }
    /// Those that are places: a row may end before.
    void store(float* to, std::size_t count) const noexcept {
        if (count >= 8) return store_eight(to, sum_);
        const Eight some = sum_;
        std::memcpy(to, &some, count * sizeof *to);
    }

private:
    Eight sum_;
};

void blur_rows(const Kernel& kernel, Extent extent, float* mass) noexcept {
    std::array<float, reach_max + blurred_max + reach_max + 8> line;
    float* const middle = line.data() + reach_max;
    std::fill_n(middle + extent.columns, reach_max + 8, 0.0F);  // the rest of the last eight is read, too
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
            eight.store(places + i, extent.columns - i);
        }
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
    // The rest of the last eight is read, too, and so has room behind the values.
    std::array<float, blurred_max + 8> before;
    std::memcpy(before.data(), mass, extent.rows * extent.columns * sizeof *mass);
    for (std::size_t row = 0; row < extent.rows; ++row) {
        std::array<const float*, reach_max + 1> above;
        std::array<const float*, reach_max + 1> below;
        for (std::size_t k = 1; k <= kernel.reach; ++k) {
            const auto place = static_cast<std::ptrdiff_t>(row);
            const auto apart = static_cast<std::ptrdiff_t>(k);
            above[k] = before.data() + mirrored(place - apart, extent.rows) * extent.columns;
            below[k] = before.data() + mirrored(place + apart, extent.rows) * extent.columns;
        }
        const std::size_t first = row * extent.columns;
        for (std::size_t i = 0; i < extent.columns; i += 8) {
            Eights eight(kernel, before.data() + first + i);
            for (std::size_t k = 1; k <= kernel.reach; ++k)
                eight.add(kernel.taps[k], above[k] + i, below[k] + i);
            eight.store(mass + first + i, extent.columns - i);
        }
    }
}

}  // namespace

void blur(Extent extent, double sd_columns, double sd_rows, float* mass) noexcept {
    blur_rows(kernel_of(sd_columns, extent.columns), extent, mass);
    blur_columns(kernel_of(sd_rows, extent.rows), extent, mass);
}

}  // namespace cairn::locate
