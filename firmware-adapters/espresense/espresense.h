// ESPresense: a room and a distance for each device. docs/formats/espresense.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::espresense {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_espresense(Scratch& scratch);

}  // namespace cairn::adapters::espresense
