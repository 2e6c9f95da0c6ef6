// One line per event on standard error, for people and for journald.
#pragma once

#include <string_view>

namespace cairn::net {

enum class LogLevel { debug, info, warning, error };

/// Lines below `level` are left out from now on. The default is info.
void set_log_level(LogLevel level);

/// "2026-01-31T12:00:00.000Z warning part: text". Thread-safe, to the very end of the program.
/// Never hand it a secret.
void log(LogLevel level, std::string_view part, std::string_view text);

}  // namespace cairn::net
