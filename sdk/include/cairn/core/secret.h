// What secrets need besides a cipher: to be compared and forgotten without a trace.
#pragma once

#include "cairn/core/bytes.h"

namespace cairn {

/// Whether both are the same, in a time that depends on their sizes only.
bool same_secret(Bytes a, Bytes b) noexcept;

/// Overwrites with zeros; the compiler does not leave this out, even when nobody reads them again.
void wipe(MutableBytes secret) noexcept;

}  // namespace cairn
