// Minew's JSON-LONG: G1, MG3, MG4 and others. Layout and sources: docs/formats/minew.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::minew {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_json_long(Scratch& scratch);

}  // namespace cairn::adapters::minew
