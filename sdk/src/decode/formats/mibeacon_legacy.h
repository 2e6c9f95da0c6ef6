// Encryption of MiBeacon before version 4.
#pragma once

#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/model/mac_address.h"
#include "decode/reader.h"

namespace cairn::formats {

inline constexpr std::size_t legacy_tag_bytes = 1;

/// The plain objects in `rest`, what stands behind address and capability of a frame of version 2 or 3:
/// cipher text, the upper three bytes of the counter, and the first byte of a tag of 16. One byte proves
/// little, so the objects must also fill the plain text. As open_sealed() otherwise.
std::optional<Bytes> open_legacy_objects(ReadContext& context, const MacAddress& device, Bytes rest,
                                         Decoded& out) noexcept;

}  // namespace cairn::formats
