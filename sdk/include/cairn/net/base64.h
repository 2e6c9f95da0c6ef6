// Base64, RFC 4648 section 4.
#pragma once

#include <string>

#include "cairn/core/bytes.h"

namespace cairn::net {

/// With padding.
std::string base64(Bytes bytes);

}  // namespace cairn::net
