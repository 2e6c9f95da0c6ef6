// Cassia gateways and controllers: events over SSE or MQTT. docs/formats/cassia.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::cassia {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_cassia(Scratch& scratch);

}  // namespace cairn::adapters::cassia
