// AOS 8, Reported: what an access point decoded itself and tells from time to time.
#pragma once

#include "aruba/fields.h"

namespace cairn::adapters::aruba {

/// `hearing` has the reporter and its time. malformed: no Protobuf message; nothing was delivered.
Result<void> read_reported(Bytes message, Hearing hearing, GatewayFrames& frames);

}  // namespace cairn::adapters::aruba
