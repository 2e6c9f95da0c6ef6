// Texts out of advertisements: identities, addresses, names and URLs.
#pragma once

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/decode/decoder.h"
#include "decode/format.h"
#include "decode/interpreter.h"

namespace cairn {

/// Adds to `out` the text that `text` describes in `body`, which begins at `place`; one that is empty or
/// stands behind the end of `body` is left out. malformed: a code that the format does not have. full: `out`
/// holds no more, or the text is longer than an attribute; only Part::utf8 may be cut.
std::optional<Errc> add_text(const Text& text, Bytes body, BodyOffset place, Decoded& out) noexcept;

}  // namespace cairn
