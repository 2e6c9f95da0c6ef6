// The buffer's file: what is in it and how it is opened. docs/storage.md describes it for people.
#pragma once

#include "cairn/buffer/buffer.h"
#include "sqlite/sqlite.h"

namespace cairn {

/// Opens or makes the file, with its settings, its tables and an epoch. Errors: as Buffer::open().
Result<sqlite::Database> open_buffer_file(const BufferOptions& options, Entropy& entropy);

/// Opens one that is there, to look at it; damage is not looked for. Errors: as above.
Result<sqlite::Database> open_buffer_file_to_look(const std::string& path);

}  // namespace cairn
