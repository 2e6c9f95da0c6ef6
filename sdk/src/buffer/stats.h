// Figures out of what the rows add up to.
#pragma once

#include "buffer/file.h"
#include "cairn/buffer/buffer.h"

namespace cairn {

/// All but the reserve.
BufferStats stats_of(BufferFile& file);

}  // namespace cairn
