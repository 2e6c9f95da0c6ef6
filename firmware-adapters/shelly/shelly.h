// Shelly devices whose script passes on Shelly BLU sensors. docs/formats/shelly.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::shelly {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_shelly(Scratch& scratch);

}  // namespace cairn::adapters::shelly
