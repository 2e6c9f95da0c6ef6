// Commands to gateways as people write them: a name and settings such as "mode=off".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "cairn/adapters/command.h"

namespace cairn::adapters {

/// What is wrong, in words for people. Holds what was written, control characters and all.
struct Complaint {
    std::string text;
};

/// `name` is "scan", `settings` are "mode=off" and the like; docs/guide-tool.md lists them. `now` is the time
/// that a gateway's clock is set to unless a setting says another.
std::variant<CommandBody, Complaint> parse_command(std::string_view name,
                                                   std::span<const std::string> settings, Timestamp now);

/// One line each: a command's name and its settings.
std::string command_list();

}  // namespace cairn::adapters
