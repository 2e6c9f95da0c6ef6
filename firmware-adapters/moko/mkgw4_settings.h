// An MKGW4's settings: what it answers when they are read, and when they are changed.
#pragma once

#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/core/function_ref.h"
#include "dialect/frame_builder.h"

namespace cairn::adapters::moko {

/// Called with a setting's name, "mqtt.host", and its value as text. Both live for the call.
using SettingSink = FunctionRef<void(std::string_view name, std::string_view value)>;

/// Names the fields of the answer with `id` (2003 to 209E, in hexadecimal), in their order. Passwords and
/// PINs are told as "set" or "none" only. Fields that are not known are skipped by their length.
/// unsupported: no such answer. malformed, truncated: a field is broken; the others came.
Result<void> name_mkgw4_settings(std::uint16_t id, Bytes fields, const SettingSink& sink);

/// Adds the answer to a read (2xxx) or to a change (1xxx) to `frames`, which is open. False: it is neither.
bool read_mkgw4_answer(std::uint16_t id, Bytes fields, FrameBuilder& frames);

}  // namespace cairn::adapters::moko
