// What was decoded, as JSON text for programs.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "cairn/core/result.h"
#include "cairn/decode/decoder.h"

namespace cairn {

/// Writes the formats of a report as one JSON array without blanks or line ends:
///
///     [{"format":"ruuvi.5","readings":{"temperature_c":24.3,"device":"CBB8334C884F"}}]
///
/// Quantities have their names (cairn/model/quantity.h), from the second channel on with "_2", "_3"; texts
/// have the names of their kind, but an iBeacon says "uuid", "major", "minor" and an Eddystone-UID
/// "namespace", "instance". "confidence" and "protection" are there unless they are "layout" and "none".
///
/// Answers how many characters were written. full: `out` is too short; what it holds is of no use.
Result<std::size_t> write_formats_json(const DecodeReport& report, std::span<char> out) noexcept;

/// The same of one format, as an object.
Result<std::size_t> write_format_json(const Decoded& decoded, std::span<char> out) noexcept;

}  // namespace cairn
