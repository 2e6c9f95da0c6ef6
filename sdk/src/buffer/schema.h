// The buffer's file: what is in it and how it is opened. docs/storage.md describes it for people.
#pragma once

#include "cairn/buffer/buffer.h"
#include "sqlite/sqlite.h"

namespace cairn {

/// Opens or makes the file, with its settings and tables. Errors: as Buffer::open().
Result<sqlite::Database> open_buffer_file(const BufferOptions& options, Entropy& entropy);

/// Opens one that is there, to look at it; damage is not looked for. Errors: as above.
Result<sqlite::Database> open_buffer_file_to_look(const std::string& path);

/// Random, and not 0.
std::uint64_t fresh_number(Entropy& entropy);

}  // namespace cairn
