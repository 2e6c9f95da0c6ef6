// From an advertisement to what it says: every known format in it, by table.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/core/inline_string.h"
#include "cairn/core/inline_vector.h"
#include "cairn/core/limits.h"
#include "cairn/core/result.h"
#include "cairn/model/mac_address.h"
#include "cairn/model/quantity.h"
#include "cairn/model/record.h"

namespace cairn {

/// A text that a format carries: an identity, a URL, a name.
struct DecodedText {
    AttributeKind kind = AttributeKind::name;
    InlineString<95> text;
};

/// One format found in an advertisement.
struct Decoded {
    std::string_view format;  // "ruuvi.5", "ibeacon"; static text, documented in docs/formats
    InlineVector<Measurement, limits::decoded_measurements_max> measurements;
    InlineVector<DecodedText, limits::decoded_attributes_max> attributes;
};

struct DecodeReport {
    InlineVector<Decoded, limits::decoded_formats_max> formats;
    /// The first defect: a structure past the end (truncated), a known format with a wrong length or
    /// value (malformed; `where` is its name), or more than fits (full). What is sound is in `formats`
    /// all the same.
    std::optional<Error> error;
};

/// Decodes every AD structure of `payload`. Pure: same bytes, same answer; no heap; any bytes are safe.
/// `DecodeReport` is some kilobytes: keep one and reuse it.
void decode(Bytes payload, DecodeReport& report) noexcept;

/// Names of all built-in formats, in the order of their tables.
std::span<const std::string_view> format_names() noexcept;

}  // namespace cairn
