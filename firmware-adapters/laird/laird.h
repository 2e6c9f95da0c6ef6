// Laird (Ezurio) modules that print what they hear. Layout and sources: docs/formats/laird.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::laird {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_laird(Scratch& scratch);

}  // namespace cairn::adapters::laird
