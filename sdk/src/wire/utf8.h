// Text that leaves a block is always UTF-8, so that whoever prints it need not ask.
#pragma once

#include <string>
#include <string_view>

#include "cairn/core/utf8.h"

namespace cairn::wire {

using cairn::is_utf8;
/// The same text with '?' for every byte that is not part of a well-formed character. Never longer.
std::string to_utf8(std::string_view text);

}  // namespace cairn::wire
