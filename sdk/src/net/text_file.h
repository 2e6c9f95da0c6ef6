// Whole small files.
#pragma once

#include <string>

#include "cairn/core/result.h"

namespace cairn::net {

/// io: cannot be read; `where` is the error's, `detail` is errno. Reads at most 1 MiB.
Result<std::string> read_text_file(const std::string& path, const char* where);

/// Replaces or makes the file with `mode`, in one step: a reader, or a crash, finds the old or the new one.
/// io: as above.
Result<void> write_text_file(const std::string& path, const std::string& text, unsigned mode,
                             const char* where);

}  // namespace cairn::net
