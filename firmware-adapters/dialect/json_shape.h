// A cheap look at a JSON text, without parsing it: which members does it have?
#pragma once

#include <cstdint>
#include <string_view>

namespace cairn::adapters {

enum class JsonStart : std::uint8_t { none, object, array };

/// What the first character that is not white space begins.
JsonStart json_start(std::string_view text) noexcept;

/// Whether the object, or the first element of the array if that is an object, has the member `name`,
/// which stands without escapes. Reads up to that member; any text is safe.
bool has_member(std::string_view text, std::string_view name) noexcept;

}  // namespace cairn::adapters
