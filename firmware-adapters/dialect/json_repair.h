// Strings in JSON that are not well formed, put right in place: a tag's name must not cost its message.
#pragma once

#include <span>

namespace cairn::adapters {

/// Puts "?" for every byte inside a string that is not UTF-8 or is a control character, and for escapes that
/// RFC 8259 section 7 does not know, halves of surrogate pairs among them. The rest stays as it is, byte for
/// byte at its place, so whatever else is wrong stays wrong.
void repair_json(std::span<char> text) noexcept;

}  // namespace cairn::adapters
