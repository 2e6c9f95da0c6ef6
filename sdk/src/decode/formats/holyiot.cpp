#include "decode/formats/holyiot.h"

namespace cairn::formats {

/// Degrees with a sign, then hundredths away from zero.
bool read_holyiot_temperature(ReadContext& context, Decoded& out) noexcept {
    const Bytes from = context.body.subspan(11, 2);
    const auto degrees = static_cast<std::int8_t>(from[0]);
    if (context.body[1] > 100 || from[1] > 99) return false;
    const int hundredths = degrees * 100 + (degrees < 0 ? -from[1] : from[1]);
    add_value(context, out, Quantity::temperature_c, hundredths / 100.0, from);
    return true;
}

}  // namespace cairn::formats
