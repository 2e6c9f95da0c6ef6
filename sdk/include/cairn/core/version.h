// The version of this library.
#pragma once

namespace cairn {

/// Semantic version, "major.minor.patch". Static text.
const char* version() noexcept;

}  // namespace cairn
