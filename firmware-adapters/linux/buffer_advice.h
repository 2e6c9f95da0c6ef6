// What an operator can do about a buffer that fails, as one line.
#pragma once

#include <string>

#include "cairn/buffer/buffer.h"

namespace cairn::edge {

/// What went wrong, in words where there are some.
std::string reason_of(const Error& error);
/// About one that cannot be opened.
std::string buffer_advice(const std::string& path, const Error& error);
/// About a commit that failed.
std::string commit_advice(const Error& error, Overflow overflow);

}  // namespace cairn::edge
