// The Civic contract, version 1: Cairn's own JSON layout. docs/formats/civic.md defines it.
#pragma once

#include "dialect/frame_builder.h"
#include "dialect/json_fields.h"

namespace cairn::adapters::civic {

/// Reads a document that has the member "cairn".
void read_contract(const Fields& document, Timestamp now, FrameBuilder& frames);

}  // namespace cairn::adapters::civic
