// Moko MKGW4: LTE gateway, binary frames over MQTT. Layout and sources: docs/formats/moko.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::moko {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_mkgw4(Scratch& scratch);

}  // namespace cairn::adapters::moko
