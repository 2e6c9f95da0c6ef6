// What a dialect makes of a gateway's message.
#pragma once

#include <span>

#include "cairn/core/time.h"
#include "cairn/model/advertisement.h"
#include "cairn/model/record.h"

namespace cairn {

/// A view that lives for the call. A long message becomes several frames.
struct Frame {
    GatewayId gateway;
    Timestamp received_at;
    /// Raw hearings: they still go through the decoder and the positioner.
    std::span<const Advertisement> advertisements;
    /// Facts that the gateway had already worked out: readings, attributes, its own status.
    std::span<const Record> records;
};

}  // namespace cairn
