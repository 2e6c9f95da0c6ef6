// One record of a Moko JSON scan list.
#pragma once

#include "dialect/frame_builder.h"
#include "dialect/json_value.h"

namespace cairn::adapters::moko {

/// Adds the record to `frames`, which is open.
void read_json_record(const JsonObject& record, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
