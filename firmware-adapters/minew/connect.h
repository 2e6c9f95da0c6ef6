// MINEW-CONNECT, the binary format of the G2 and later. Layout and sources: docs/formats/minew.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::minew {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_connect(Scratch& scratch);

}  // namespace cairn::adapters::minew
