#include "store/orders.h"

#include <charconv>

namespace cairn::cloud {
namespace {

constexpr auto select_edge = "SELECT 1 FROM edge WHERE name = ?";
constexpr auto insert_command =
    "INSERT INTO command (edge, made_at, expires_at, gateway, dialect, topic, reply_topic, device_id, model, "
    "name, settings, outcome, remark, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', ?)";
/// Outcomes from 4 on are final. The newest first, so that an old edge's list ends somewhere.
constexpr auto select_commands =
    "SELECT id, made_at, expires_at, gateway, dialect, topic, reply_topic, device_id, model, name, settings, "
    "outcome, remark, changed_at FROM command WHERE edge = ? AND outcome < ? ORDER BY id DESC LIMIT 1000";
constexpr int final_outcomes_begin = 4;
constexpr int all_outcomes_end = 256;
constexpr auto update_expired =
    "UPDATE command SET outcome = ?, remark = 'the edge was not there in time', changed_at = ? "
    "WHERE edge = ? AND outcome = 0 AND expires_at <= ?";
/// A state that comes late does not undo the last word.
constexpr auto update_command = "UPDATE command SET outcome = ?, remark = ?, changed_at = ? "
                                "WHERE id = ? AND edge = ? AND outcome < 4";
constexpr auto put_config =
    "INSERT INTO config VALUES (?, 1, ?, ?, 0, 0, '') ON CONFLICT DO UPDATE SET version = version + 1, "
    "toml = excluded.toml, set_at = excluded.set_at, is_told = 0, is_applied = 0, remark = ''";
constexpr auto select_config =
    "SELECT version, toml, set_at, is_told, is_applied, remark FROM config WHERE edge = ?";
constexpr auto update_config =
    "UPDATE config SET is_told = 1, is_applied = ?, remark = ? WHERE edge = ? AND version = ?";

Result<void> check_edge(sqlite::Database& database, const std::string& edge) {
    CAIRN_TRY(sqlite::Statement statement, database.prepare(select_edge));
    sqlite::Query row = statement.query(edge);
    CAIRN_TRY(const bool is_known, row.next());
    if (!is_known) return fail(Errc::denied, "store: no such edge");
    return {};
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text.append(line).push_back('\n');
    return text;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// Ids are "c" and the row's number.
std::optional<std::int64_t> row_of(std::string_view id) {
    std::int64_t row = 0;
    if (!id.starts_with('c')) return std::nullopt;
    const auto read = std::from_chars(id.data() + 1, id.data() + id.size(), row);
    if (read.ec != std::errc{} || read.ptr != id.data() + id.size()) return std::nullopt;
    return row;
}

}  // namespace

Result<std::string> add_command(sqlite::Database& database, const std::string& edge,
                                const protocol::Command& command, Timestamp now) {
    CAIRN_CHECK(check_edge(database, edge));
    CAIRN_TRY(sqlite::Statement statement, database.prepare(insert_command));
    CAIRN_CHECK(statement.run(edge, now.unix_ms, command.expires_at.unix_ms, command.gateway, command.dialect,
                              command.topic, command.reply_topic, command.device_id, command.model,
                              command.name, joined(command.settings), now.unix_ms));
    return "c" + std::to_string(database.last_rowid());
}

Result<std::vector<StoredCommand>> read_commands(sqlite::Database& database, const std::string& edge,
                                                 bool only_open) {
    std::vector<StoredCommand> commands;
    CAIRN_TRY(sqlite::Statement statement, database.prepare(select_commands));
    sqlite::Query row = statement.query(edge, only_open ? final_outcomes_begin : all_outcomes_end);
    while (true) {
        CAIRN_TRY(const bool is_row, row.next());
        if (!is_row) return commands;
        StoredCommand& stored = commands.emplace_back();
        protocol::Command& command = stored.command;
        command.id = "c" + std::to_string(row.integer(0));
        stored.made_at = {row.integer(1)};
        command.expires_at = {row.integer(2)};
        command.gateway = row.text(3);
        command.dialect = row.text(4);
        command.topic = row.text(5);
        command.reply_topic = row.text(6);
        command.device_id = row.text(7);
        command.model = row.text(8);
        command.name = row.text(9);
        command.settings = split(row.text(10));
        if (row.integer(11) != 0) stored.outcome = static_cast<protocol::CommandOutcome>(row.integer(11));
        stored.remark = row.text(12);
        stored.changed_at = {row.integer(13)};
    }
}

Result<void> expire_commands(sqlite::Database& database, const std::string& edge, Timestamp now) {
    CAIRN_TRY(sqlite::Statement statement, database.prepare(update_expired));
    return statement.run(static_cast<int>(protocol::CommandOutcome::expired), now.unix_ms, edge, now.unix_ms);
}

Result<void> set_command_state(sqlite::Database& database, const std::string& edge,
                               const protocol::CommandState& state, Timestamp now) {
    const auto row = row_of(state.id);
    if (!row) return {};
    CAIRN_TRY(sqlite::Statement statement, database.prepare(update_command));
    return statement.run(static_cast<int>(state.outcome), state.text, now.unix_ms, *row, edge);
}

Result<std::uint64_t> set_config(sqlite::Database& database, const std::string& edge, const std::string& toml,
                                 Timestamp now) {
    CAIRN_CHECK(check_edge(database, edge));
    if (toml.size() > protocol::config_chars_max)
        return fail(Errc::malformed, "store: settings of more than 48 KiB");
    CAIRN_TRY(sqlite::Statement statement, database.prepare(put_config));
    CAIRN_CHECK(statement.run(edge, toml, now.unix_ms));
    CAIRN_TRY(const auto config, read_config(database, edge));
    return config ? config->version : 0;
}

Result<std::optional<StoredConfig>> read_config(sqlite::Database& database, const std::string& edge) {
    CAIRN_TRY(sqlite::Statement statement, database.prepare(select_config));
    sqlite::Query row = statement.query(edge);
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row) return std::optional<StoredConfig>{};
    StoredConfig config;
    config.version = row.bits(0);
    config.toml = row.text(1);
    config.set_at = {row.integer(2)};
    config.is_told = row.integer(3) != 0;
    config.is_applied = row.integer(4) != 0;
    config.remark = row.text(5);
    return std::optional(std::move(config));
}

Result<void> set_config_state(sqlite::Database& database, const std::string& edge,
                              const protocol::ConfigState& state) {
    CAIRN_TRY(sqlite::Statement statement, database.prepare(update_config));
    return statement.run(state.is_applied, state.text, edge, state.version);
}

}  // namespace cairn::cloud
