// Reads a body by a table: the one procedure behind all formats.
#pragma once

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/decode/decoder.h"
#include "decode/format.h"
#include "decode/format_index.h"

namespace cairn {

/// Adds to `out` every value of `format`, which has no defect(), that stands in `body`, the bytes behind the
/// company id or UUID. The first of these, with the sound values in `out` all the same:
/// malformed: a value that the format does not have. full: `out` holds no more.
Result<void> interpret(const Format& format, Bytes body, Decoded& out) noexcept;

/// As decode(), with the formats of `index`; none of them has a defect().
void decode_with(const FormatIndex& index, Bytes payload, DecodeReport& report) noexcept;

}  // namespace cairn
