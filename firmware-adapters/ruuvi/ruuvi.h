// Ruuvi Gateway over MQTT and HTTP. docs/formats/ruuvi.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::ruuvi {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_ruuvi(Scratch& scratch);

}  // namespace cairn::adapters::ruuvi
