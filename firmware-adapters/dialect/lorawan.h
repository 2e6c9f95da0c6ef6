// What a LoRaWAN device sent, as network servers publish it: ChirpStack 3 and 4, The Things Stack.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cairn/core/inline_string.h"
#include "dialect/json_value.h"

namespace cairn::adapters {

/// Views live as long as the document.
struct LorawanUplink {
    InlineString<16> device_eui;  // in upper-case digits
    std::uint8_t port = 0;
    std::string_view payload;                // base64
    std::optional<std::int64_t> received_ms;  // by the network, since 1970
    /// What people call the device, its profile, its model; empty where they did not.
    std::array<std::string_view, 3> names;

    /// Whether one of the names holds `text`, letters of either case alike.
    bool is_called(std::string_view text) const noexcept;
};

/// Nothing for what is no uplink with a payload: joins, acknowledgements, anything else.
std::optional<LorawanUplink> lorawan_uplink(const JsonValue& document) noexcept;

}  // namespace cairn::adapters
