// Kontakt.io: telemetry of tags out of its cloud. docs/formats/kontakt.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::kontakt {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_kontakt(Scratch& scratch);

}  // namespace cairn::adapters::kontakt
