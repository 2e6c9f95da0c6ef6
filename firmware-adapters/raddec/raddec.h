// raddec, the interchange format of reelyActive, as JSON and in bytes. docs/formats/raddec.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::raddec {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_raddec(Scratch& scratch);

}  // namespace cairn::adapters::raddec
