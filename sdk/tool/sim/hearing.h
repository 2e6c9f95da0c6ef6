// One packet as one gateway heard it, on its way into a message.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cairn/core/time.h"
#include "cairn/model/ids.h"
#include "sim/packet.h"

namespace cairn::sim {

struct Hearing {
    TagId tag;
    Packet packet;
    std::int8_t rssi_dbm = 0;
    Timestamp at;
};

/// What a gateway publishes, and what is in it: the second is for those who check receivers.
struct GatewayMessage {
    std::string topic;
    std::string payload;
    std::vector<Hearing> hearings;  // none in status messages
};

}  // namespace cairn::sim
