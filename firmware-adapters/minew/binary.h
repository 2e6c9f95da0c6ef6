// Minew's binary formats of the G1, BINARY-LONG and BINARY-SHORT. Layout and sources: docs/formats/minew.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::minew {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_binary(Scratch& scratch);

}  // namespace cairn::adapters::minew
