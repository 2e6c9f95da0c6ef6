#include "decode/formats/radioland.h"

namespace cairn::formats {

/// An axis is four decimal digits of a byte each: 1 if it is negative, then g, tenths, hundredths.
bool read_radioland(ReadContext& context, Decoded& out) noexcept {
    constexpr auto axes = std::array{Quantity::accel_x_g, Quantity::accel_y_g, Quantity::accel_z_g};
    constexpr std::size_t first = 4;
    constexpr std::size_t axis_bytes = 4;
    const auto digits_of = [&context](std::size_t axis) {
        return context.body.subspan(first + axis * axis_bytes, axis_bytes);
    };
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        const Bytes digits = digits_of(axis);
        if (digits[0] > 1 || digits[1] > 16 || digits[2] > 9 || digits[3] > 9) return false;
    }
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        const Bytes digits = digits_of(axis);
        const int hundredths = digits[1] * 100 + digits[2] * 10 + digits[3];
        const int signed_hundredths = digits[0] == 1 ? -hundredths : hundredths;
        add_value(context, out, axes[axis], signed_hundredths / 100.0, digits);
    }
    return true;
}

}  // namespace cairn::formats
