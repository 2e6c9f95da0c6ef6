// Huawei access points that report Bluetooth over UDP. Layout and sources: docs/formats/huawei.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::huawei {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_huawei(Scratch& scratch);

}  // namespace cairn::adapters::huawei
