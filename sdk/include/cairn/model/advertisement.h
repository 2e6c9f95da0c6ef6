// One hearing of one tag by one gateway.
#pragma once

#include <cstdint>
#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/time.h"
#include "cairn/model/ids.h"

namespace cairn {

/// Where a record's time comes from.
enum class TimeSource : std::uint8_t {
    receipt = 0,  // when the edge received it: the gateway gave no time, or one that cannot be
    gateway = 1,  // the gateway's own clock
};

/// What kind of address the advertiser uses: Bluetooth Core 5.4 Vol 6 Part B 1.3. Most gateways do not say.
enum class AddressType : std::uint8_t {
    unknown = 0,
    public_device = 1,
    random_static = 2,
    resolvable = 3,
    non_resolvable = 4,
    random = 5,  // one of the three above
};

/// A view: `payload` lives as long as the Frame it came with.
struct Advertisement {
    TagId tag;
    GatewayId gateway;
    Timestamp heard_at;
    TimeSource time_source = TimeSource::receipt;
    std::optional<std::int8_t> rssi_dbm;  // absent when the gateway does not say
    Bytes
        payload;  // AD structures, Bluetooth Core Vol 3 Part C 11; scan response merged behind; may be empty
    AddressType address_type = AddressType::unknown;
};

}  // namespace cairn
