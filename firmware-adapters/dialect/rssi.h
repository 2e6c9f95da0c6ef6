// Signal strengths as gateways give them.
#pragma once

#include <cstdint>
#include <optional>

namespace cairn::adapters {

/// Nothing for what stands for "not known": 0, 127 (Bluetooth Core Vol 4 Part E 7.7.65.2) and -128.
constexpr std::optional<std::int8_t> known_rssi_dbm(std::int8_t rssi_dbm) noexcept {
    if (rssi_dbm == 0 || rssi_dbm == 127 || rssi_dbm == -128) return std::nullopt;
    return rssi_dbm;
}

}  // namespace cairn::adapters
