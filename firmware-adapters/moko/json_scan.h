// One record of a Moko JSON scan list.
#pragma once

#include "dialect/frame_builder.h"
#include "dialect/json_value.h"

namespace cairn::adapters::moko {

/// Adds the record to `frames`, which is open. Both generations: they name their members differently.
void read_json_record(const JsonObject& record, FrameBuilder& frames);

/// The values alone, of a tag that was not heard but asked.
void read_json_values(const JsonObject& values, const TagId& tag, Timestamp at, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
