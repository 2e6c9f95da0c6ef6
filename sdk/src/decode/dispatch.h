// Leads every AD structure of an advertisement to the formats that know it.
#pragma once

#include <span>

#include "cairn/core/bytes.h"
#include "cairn/decode/decoder.h"
#include "decode/format_index.h"

namespace cairn {

/// As Decoder::decode(), with the formats of `tables`, the first of which goes first.
void decode_with(std::span<const FormatTable* const> tables, const DecoderOptions& options,
                 const DecodeInput& input, DecodeReport& report) noexcept;

}  // namespace cairn
