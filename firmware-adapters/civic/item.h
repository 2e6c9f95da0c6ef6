// One tag, or the gateway itself, in a Civic message; both layouts lead here.
#pragma once

#include "dialect/frame_builder.h"
#include "dialect/json_time.h"

namespace cairn::adapters::civic {

/// The id of a tag: an address written with separators, with or without "ble:" before it, names the
/// same tag that other brands' gateways hear; all else is Civic's own name.
Result<TagId> tag_id(std::string_view text) noexcept;

/// Text as it stands, or a whole number in decimal digits. malformed: anything else, or not fit for an id.
Result<TagId> tag_id_of(const JsonValue& value) noexcept;
Result<GatewayId> gateway_id_of(const JsonValue& value) noexcept;

/// Nothing unless both lie on Earth.
std::optional<GeoPosition> geo_position(double latitude_deg, double longitude_deg,
                                        double accuracy_m) noexcept;

}  // namespace cairn::adapters::civic
