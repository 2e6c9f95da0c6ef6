// Reads a body by a table: the one procedure behind all formats.
#pragma once

#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/decode/decoder.h"
#include "decode/format.h"
#include "decode/format_index.h"

namespace cairn {

/// Adds to `out` every field and text of `format`, which has no defect(), that stands in `body`, the bytes
/// behind the company id or UUID; `payload` is what `body` is a part of, if it is. The first of these, with
/// the sound values in `out` all the same:
/// malformed: a value that the format does not have. full: `out` holds no more.
Result<void> interpret(const Format& format, Bytes body, Bytes payload, Decoded& out) noexcept;

/// Adds one number. As interpret().
Result<void> read_field(const Field& field, Bytes body, Bytes payload, Decoded& out) noexcept;

/// Where `part` stands in `payload`; nothing if it does not.
std::optional<std::uint16_t> offset_in(Bytes payload, Bytes part) noexcept;

}  // namespace cairn
