// The messages of real gateways, written as their firmware writes them: docs/formats/moko.md, minew.md
// and civic.md. Test traffic; the adapters, which read them, share nothing with this.
#pragma once

#include <span>
#include <string>

#include "cairn/core/time.h"
#include "sim/hearing.h"

namespace cairn::sim {

/// What a gateway says about itself.
struct GatewayHealth {
    Timestamp at;
    std::uint32_t heartbeat_index = 0;
    int uplink_rssi_dbm = -60;
    int battery_mv = 4100;
    int memory_free_pct = 90;
    double cpu_load = 0.25;
};

/// Twelve lower-case digits of the gateway's address, or its own name in case of Civic.
using GatewayName = std::string;

/// Binary, id 30A0: one record per packet, typed where the firmware knows the type, else raw.
std::string encode_mkgw4_scan(const GatewayName& mac, Timestamp at, std::span<const Hearing> hearings);
/// Binary, id 3004.
std::string encode_mkgw4_status(const GatewayName& mac, const GatewayHealth& health);

/// JSON, id 3070, second firmware generation.
std::string encode_moko_json_scan(const GatewayName& mac, std::span<const Hearing> hearings);
/// JSON, id 3004.
std::string encode_moko_json_status(const GatewayName& mac, const GatewayHealth& health);

/// JSON-LONG: the gateway's own element, then one per packet, and the empty scan response of an S1.
std::string encode_minew_json(const GatewayName& mac, const GatewayHealth& health,
                              std::span<const Hearing> hearings);

/// Cairn's own contract, version 1: one document with all tags.
std::string encode_civic_scan(const GatewayName& gateway, std::span<const Hearing> hearings);
/// The same contract: a document without tags is about the gateway.
std::string encode_civic_status(const GatewayName& gateway, const GatewayHealth& health);

}  // namespace cairn::sim
