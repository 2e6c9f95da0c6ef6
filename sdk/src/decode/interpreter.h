// Reads a body by a table: the one procedure behind all formats.
#pragma once

#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/decode/decoder.h"
#include "decode/packed_format.h"

namespace cairn {

/// Where a body begins in the payload; nothing for one that was made, such as plain text out of cipher text.
using BodyOffset = std::optional<std::uint16_t>;

/// Adds to `out` every field and text of a format that stands in `body`, the bytes behind the company id or
/// UUID, which begin at `place`. The first of these, with
/// the sound values in `out` all the same:
/// malformed: a value that the format does not have. full: `out` holds no more.
std::optional<Errc> interpret(const PackedValues& values, Bytes body, BodyOffset place,
                              Decoded& out) noexcept;

/// Adds one number. As interpret().
std::optional<Errc> read_field(const Field& field, Bytes body, BodyOffset place, Decoded& out) noexcept;

/// Where `part` stands in `payload`; nothing if it does not.
inline BodyOffset offset_in(Bytes payload, Bytes part) noexcept {
    // As numbers: pointers into different arrays must not be compared.
    const auto begin = reinterpret_cast<std::uintptr_t>(payload.data());
    const auto at = reinterpret_cast<std::uintptr_t>(part.data());
    if (at < begin || at + part.size() > begin + payload.size() || payload.empty()) return std::nullopt;
    return static_cast<std::uint16_t>(at - begin);
}

}  // namespace cairn
