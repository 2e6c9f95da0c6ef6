// Decoded inputs for people.
#pragma once

#include <string>

#include "decode_input.h"
#include "terminal.h"

namespace cairn::tool {

/// Lines for a terminal, the last one ended. `explain` shows which bytes made which value.
std::string decoded_table(const DecodedInput& decoded, const Paint& paint, bool explain);

/// "temperature_c" to "\u00B0C"; empty for counts, states and indexes.
std::string_view unit_of(Quantity quantity);

}  // namespace cairn::tool
