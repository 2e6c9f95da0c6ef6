// A record as JSON: docs/api.md, "Records".
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>
#include <string_view>

#include "cairn/model/record.h"

namespace cairn {

/// "sighting", "reading", "attribute", "position", "geo_fix", "gateway_status" or "raw_message".
std::string_view type_of(const Record& record) noexcept;
/// Whether type_of() ever answers `name`.
bool is_record_type(std::string_view name) noexcept;

/// Adds what a record of this kind says.
void add_fields(boost::json::object& out, const Record& record);
boost::json::array to_json(std::span<const Measurement> measurements);

}  // namespace cairn
