// Parts that stand behind each other, each there only if its bit is set in a word of flags.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/reader.h"

namespace cairn {

/// Offsets of `fields` count from the beginning of the part.
struct FlaggedPart {
    std::uint16_t flag = 0;
    std::uint8_t size_bytes = 0;
    PackedValues fields;
};

/// How long the parts are together that `flags` announces.
std::size_t size_bytes_of(std::span<const FlaggedPart> parts, std::uint16_t flags) noexcept;

/// Adds what the parts say that `flags` announces; `body` begins with the first of them.
/// What follows the last part is left alone. malformed: the body is too short for them; nothing was added.
void add_flagged_parts(const ReadContext& context, Decoded& out, std::span<const FlaggedPart> parts,
                       std::uint16_t flags, Bytes body) noexcept;

}  // namespace cairn
