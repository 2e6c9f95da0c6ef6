// Text that leaves a block is always UTF-8, so that whoever prints it need not ask.
#pragma once

#include <string>
#include <string_view>

namespace cairn::wire {

/// Whether `text` is well-formed UTF-8 (Unicode 15, table 3-7): no surrogates, nothing overlong.
bool is_utf8(std::string_view text) noexcept;
/// The same text with '?' for every byte that is not part of a well-formed character. Never longer.
std::string to_utf8(std::string_view text);

}  // namespace cairn::wire
