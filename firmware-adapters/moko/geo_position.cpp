#include "moko/geo_position.h"

namespace cairn::adapters::moko {

std::optional<GeoPosition> geo_position(std::int32_t latitude, std::int32_t longitude) noexcept {
    constexpr double degrees_a_count = 1e-7;
    if (latitude == 0 && longitude == 0) return std::nullopt;
    const GeoPosition position{latitude * degrees_a_count, longitude * degrees_a_count, 0};
    const bool on_earth = position.latitude_deg >= -90 && position.latitude_deg <= 90 &&
                          position.longitude_deg >= -180 && position.longitude_deg <= 180;
    if (!on_earth) return std::nullopt;
    return position;
}

void add_fix_latitude_first(ByteReader& reader, Timestamp at, FrameBuilder& frames) {
    const auto latitude = reader.take_i32_be();
    const auto longitude = reader.take_i32_be();
    if (!longitude) return frames.refuse(Errc::truncated, "moko.lw003: position");
    const auto position = geo_position(*latitude, *longitude);
    if (!position) return frames.refuse(Errc::malformed, "moko.lw003: position");
    frames.record(GeoFix{{}, frames.gateway(), at, *position});
}

}  // namespace cairn::adapters::moko
