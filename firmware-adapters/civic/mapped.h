// Somebody's own JSON layout, led to the Civic contract by a table of paths.
#pragma once

#include "cairn/adapters/adapters.h"
#include "dialect/frame_builder.h"
#include "dialect/json_fields.h"

namespace cairn::adapters::civic {

/// The value at a path of member names joined by dots; an empty path or a missing member: none.
std::optional<JsonValue> value_at(const JsonValue& from, std::string_view path) noexcept;

/// Reads a document of the layout that `mapping` describes.
void read_mapped(const CivicMapping& mapping, const JsonValue& document, Timestamp now, FrameBuilder& frames,
                 IngestSink& sink);

}  // namespace cairn::adapters::civic
