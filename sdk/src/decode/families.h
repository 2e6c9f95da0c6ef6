// The built-in formats, family by family: for those who list them.
#pragma once

#include <span>

#include "decode/format.h"

namespace cairn {

std::span<const std::span<const Format>> format_families() noexcept;
/// Those that are read only with DecoderOptions::every_structure.
std::span<const std::span<const Format>> detail_format_families() noexcept;

}  // namespace cairn
