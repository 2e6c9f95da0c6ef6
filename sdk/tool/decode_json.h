// A decoded input as one line of JSON, for programs: docs/guide-tool.md.
#pragma once

#include <string>

#include "decode_input.h"

namespace cairn::tool {

/// Without the line end. `explain` adds to each result the bytes that made it.
std::string decoded_json(const DecodedInput& decoded, bool explain);

/// Why an advertisement has no result, such as "company 0x0227 is not known".
std::string unknown_reason(const DecodeReport& report);

/// "malformed: capture: ...".
std::string error_text(const Error& error);

}  // namespace cairn::tool
