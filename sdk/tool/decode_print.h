// Decoded inputs for people and for programs.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "decode_input.h"
#include "terminal.h"

namespace cairn::tool {

/// Lines for a terminal, the last one ended.
std::string decoded_table(const DecodedInput& decoded, const Paint& paint);

/// The object that `cairn decode --json` writes (docs/guide-tool.md).
boost::json::object decoded_json(const DecodedInput& decoded);

/// "temperature_c" to "\u00B0C"; empty for counts, states and indexes.
std::string_view unit_of(Quantity quantity);

}  // namespace cairn::tool
