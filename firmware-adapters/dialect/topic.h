// MQTT topics: filters, and the gateway's address in them.
#pragma once

#include <optional>
#include <string_view>

#include "cairn/model/mac_address.h"

namespace cairn::adapters {

/// The last level that is twelve hexadecimal digits: "/gw/ac233fc001ea/status".
std::optional<MacAddress> mac_in_topic(std::string_view topic) noexcept;

/// The level where `filter` has its first "+"; empty: it has none.
std::string_view first_wildcard_level(std::string_view filter, std::string_view topic) noexcept;

}  // namespace cairn::adapters
