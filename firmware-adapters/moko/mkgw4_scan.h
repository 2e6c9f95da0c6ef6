// The scan message of the MKGW4: a flat list of fields, cut into one record per heard tag.
#pragma once

#include "dialect/frame_builder.h"
#include "dialect/gateway_time.h"

namespace cairn::adapters::moko {

/// Adds every record among `fields` to `frames`, which is open. Answers the message's own number, as it
/// stands there; empty: it has none.
Bytes read_mkgw4_scan(Bytes fields, Delivery delivery, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
