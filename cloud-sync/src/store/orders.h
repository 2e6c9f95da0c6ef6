// What edges are to do: commands to their gateways, their settings, their next secret.
#pragma once

#include "cairn/cloud/store.h"
#include "sqlite/sqlite.h"

namespace cairn::cloud {

// The contracts of the functions of Store with the same names.

Result<std::string> add_command(sqlite::Database& database, const std::string& edge,
                                const protocol::Command& command, Timestamp now);
Result<std::vector<StoredCommand>> read_commands(sqlite::Database& database, const std::string& edge,
                                                 bool only_open);
Result<void> expire_commands(sqlite::Database& database, const std::string& edge, Timestamp now);
Result<void> set_command_state(sqlite::Database& database, const std::string& edge,
                               const protocol::CommandState& state, Timestamp now);

Result<std::uint64_t> set_config(sqlite::Database& database, const std::string& edge, const std::string& toml,
                                 Timestamp now);
Result<std::optional<StoredConfig>> read_config(sqlite::Database& database, const std::string& edge);
Result<void> set_config_state(sqlite::Database& database, const std::string& edge,
                              const protocol::ConfigState& state);

}  // namespace cairn::cloud
