// Moko MKGW1: a list of heard packets with names such as "BLEMac(hex)". docs/formats/moko.md describes it.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::moko {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_mkgw1(Scratch& scratch);

}  // namespace cairn::adapters::moko
