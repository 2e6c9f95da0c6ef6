// CRC-32C (Castagnoli), RFC 3720 appendix B.4: polynomial 0x1EDC6F41, reflected.
#pragma once

#include <cstdint>

#include "cairn/core/bytes.h"

namespace cairn {

/// The checksum of `bytes`, or of `bytes` behind those that gave `before`.
std::uint32_t crc32c(Bytes bytes, std::uint32_t before = 0) noexcept;

}  // namespace cairn
