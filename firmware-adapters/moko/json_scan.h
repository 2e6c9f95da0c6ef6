// One record of a Moko JSON scan list.
#pragma once

#include "dialect/frame_builder.h"
#include "dialect/json_fields.h"

namespace cairn::adapters::moko {

/// Adds the record to `frames`, which is open.
void read_json_record(const Fields& fields, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
