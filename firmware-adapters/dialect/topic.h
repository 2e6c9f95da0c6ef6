// MQTT topics: filters, and the gateway's address in them.
#pragma once

#include <optional>
#include <string_view>

#include "cairn/model/mac_address.h"

namespace cairn::adapters {

/// The last level that is twelve hexadecimal digits: "/gw/ac233fc001ea/status".
std::optional<MacAddress> mac_in_topic(std::string_view topic) noexcept;

/// The first level that is an address, with separators or without.
std::optional<MacAddress> first_mac_in_topic(std::string_view topic) noexcept;

bool has_level(std::string_view topic, std::string_view name) noexcept;
std::string_view last_level(std::string_view topic) noexcept;
/// The level before, or after, the first one that is `name`; empty: there is none.
std::string_view level_before(std::string_view topic, std::string_view name) noexcept;
std::string_view level_after(std::string_view topic, std::string_view name) noexcept;

/// The level where `filter` has its first "+"; empty: it has none.
std::string_view first_wildcard_level(std::string_view filter, std::string_view topic) noexcept;

}  // namespace cairn::adapters
