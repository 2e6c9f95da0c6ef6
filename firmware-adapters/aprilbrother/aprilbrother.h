// April Brother's AB BLE Gateway V4: MessagePack or JSON. Layout and sources: docs/formats/aprilbrother.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::aprilbrother {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_aprilbrother(Scratch& scratch);

}  // namespace cairn::adapters::aprilbrother
