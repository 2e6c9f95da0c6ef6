// Minew JSON-RAW: what the angle-of-arrival gateway G2 sends as JSON. docs/formats/minew.md describes it.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::minew {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_json_raw(Scratch& scratch);

}  // namespace cairn::adapters::minew
