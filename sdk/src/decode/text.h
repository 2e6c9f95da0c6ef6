// Texts out of advertisements: identities, addresses, names and URLs.
#pragma once

#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/decode/decoder.h"
#include "decode/format.h"

namespace cairn {

/// The text that `text` describes in `body`. Nothing: it is empty, or stands behind the end of `body`.
/// malformed: a code that the format does not have. full: it does not fit; only Part::utf8 may be cut.
Result<std::optional<DecodedText>> read_text(const Text& text, Bytes body) noexcept;

}  // namespace cairn
