// OpenMQTTGateway and Theengs Gateway: one advertisement a message, taken apart.
// docs/formats/openmqttgateway.md.
#pragma once

#include <memory>

#include "dialect/scratch.h"

namespace cairn::adapters::openmqttgateway {

/// `scratch` outlives the adapter.
std::unique_ptr<Adapter> make_openmqttgateway(Scratch& scratch);

}  // namespace cairn::adapters::openmqttgateway
