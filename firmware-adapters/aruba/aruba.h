// HPE Aruba access points, AOS 8 and AOS 10: Protobuf. Layout and sources: docs/formats/aruba.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::aruba {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_aruba(Scratch& scratch);

}  // namespace cairn::adapters::aruba
