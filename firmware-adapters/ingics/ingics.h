// Ingics iGS gateways: lines of text, or a JSON list of them. Layout and sources: docs/formats/ingics.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::ingics {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_ingics(Scratch& scratch);

}  // namespace cairn::adapters::ingics
