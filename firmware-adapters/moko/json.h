// Moko's JSON gateways of the second generation: MKGW3, MKGW-mini, MK110 Plus, MK107 Pro-32D and -35D.
// Layout and sources: docs/formats/moko.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::moko {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_json(Scratch& scratch);

}  // namespace cairn::adapters::moko
