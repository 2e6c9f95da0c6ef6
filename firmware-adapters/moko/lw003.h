// Moko LW003-B: a bridge that hears tags and tells LoRaWAN. Layouts and sources: docs/formats/moko.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::moko {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_lw003(Scratch& scratch);

}  // namespace cairn::adapters::moko
