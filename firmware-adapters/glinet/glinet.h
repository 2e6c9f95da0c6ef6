// GL.iNet GL-S10: a list of heard packets. docs/formats/glinet.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::glinet {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_glinet(Scratch& scratch);

}  // namespace cairn::adapters::glinet
