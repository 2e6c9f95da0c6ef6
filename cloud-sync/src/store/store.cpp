#include "cairn/cloud/store.h"

#include <algorithm>
#include <utility>

#include "sqlite/sqlite.h"
#include "store/credentials.h"
#include "store/intake.h"
#include "store/orders.h"
#include "store/record_reader.h"
#include "store/schema.h"
#include "store/state_reader.h"

namespace cairn::cloud {
namespace {

/// As long as a hash, so that the comparison takes as long, and none.
constexpr std::string_view no_hash = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
static_assert(no_hash.size() == 64);

constexpr auto insert_edge =
    "INSERT INTO edge (name, secret_sha256, added_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
constexpr auto update_hash = "UPDATE edge SET secret_sha256 = ?, next_secret = '' WHERE name = ?";
constexpr auto select_hash = "SELECT secret_sha256, next_secret FROM edge WHERE name = ?";
constexpr auto select_next_secret = "SELECT next_secret FROM edge WHERE name = ?";
constexpr auto update_next_secret = "UPDATE edge SET next_secret = ? WHERE name = ? AND secret_sha256 <> ?";
constexpr auto select_edges =
    "SELECT name, added_at, last_block_at, blocks, unreadable_blocks, records, lost_records, "
    "secret_sha256 = ? FROM edge ORDER BY name";
constexpr auto select_last_offset = "SELECT max(last_offset) FROM block";
/// The newest, in the order of storing.
constexpr auto select_gaps = "SELECT edge, epoch, first, last, reason, record_count, stored_at, kind FROM "
                             "(SELECT id AS gap_id, * FROM gap ORDER BY id DESC LIMIT 10000) AS gap "
                             "JOIN stream ON stream.id = gap.stream ORDER BY gap_id";

}  // namespace

struct Store::Impl {
    explicit Impl(sqlite::Database opened) : database(std::move(opened)) {}

    Result<void> set_hash(const std::string& edge, std::string_view hash) {
        CAIRN_TRY(sqlite::Statement statement, database.prepare(update_hash));
        CAIRN_CHECK(statement.run(hash, edge));
        if (database.changes() == 0) return fail(Errc::denied, "store: no such edge");
        return {};
    }

    sqlite::Database database;
    std::optional<Intake> intake;    // stands on `database`; there once open() has succeeded
    mutable Offset last_offset = 0;  // the last answer
    std::int64_t data_version = 0;   // SQLite's count of what other connections wrote
};

Store::Store(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::string& path, const char* vfs) {
    CAIRN_TRY(sqlite::Database database, sqlite::Database::open(path, vfs));
    auto impl = std::make_unique<Impl>(std::move(database));
    CAIRN_CHECK(prepare_schema(impl->database));
    CAIRN_TRY(impl->intake, Intake::create(impl->database));
    return Store(std::move(impl));
}

Result<EdgeCredential> Store::add_edge(const std::string& name, Entropy& entropy, Timestamp now) {
    if (!is_edge_name(name)) return fail(Errc::malformed, "store: not a name for an edge");
    EdgeCredential credential{name, make_secret(entropy)};
    CAIRN_TRY(sqlite::Statement statement, impl_->database.prepare(insert_edge));
    CAIRN_CHECK(statement.run(name, secret_hash(credential.secret), now.unix_ms));
    if (impl_->database.changes() == 0) return fail(Errc::denied, "store: this edge is there already");
    return credential;
}

Result<EdgeCredential> Store::replace_credential(const std::string& name, Entropy& entropy) {
    EdgeCredential credential{name, make_secret(entropy)};
    CAIRN_CHECK(impl_->set_hash(name, secret_hash(credential.secret)));
    return credential;
}

Result<void> Store::withdraw_credential(const std::string& name) {
    return impl_->set_hash(name, no_hash);
}

Result<bool> Store::is_credential(const EdgeCredential& credential) const {
    CAIRN_TRY(sqlite::Statement statement, impl_->database.prepare(select_hash));
    sqlite::Query row = statement.query(credential.edge);
    CAIRN_TRY(const bool is_known, row.next());
    // An edge that is not known is compared all the same, with what is no hash; so is a secret that is not on
    // its way.
    const std::string expected = is_known ? std::string(row.text(0)) : std::string(no_hash);
    const bool has_next = is_known && !row.text(1).empty();
    const std::string next = has_next ? secret_hash(std::string(row.text(1))) : std::string(no_hash);
    const std::string hash = secret_hash(credential.secret);
    const bool is_present = is_same_hash(hash, expected);
    const bool is_next = is_same_hash(hash, next);
    return is_present || is_next;
}

Result<void> Store::rotate_credential(const std::string& name, Entropy& entropy) {
    CAIRN_TRY(sqlite::Statement statement, impl_->database.prepare(update_next_secret));
    CAIRN_CHECK(statement.run(make_secret(entropy), name, no_hash));
    if (impl_->database.changes() == 0) return fail(Errc::denied, "store: no such edge");
    return {};
}

Result<std::optional<std::string>> Store::next_secret(const std::string& name) const {
    CAIRN_TRY(sqlite::Statement statement, impl_->database.prepare(select_next_secret));
    sqlite::Query row = statement.query(name);
    CAIRN_TRY(const bool is_known, row.next());
    if (!is_known || row.text(0).empty()) return std::optional<std::string>{};
    return std::optional(std::string(row.text(0)));
}

Result<void> Store::finish_rotation(const std::string& name) {
    CAIRN_TRY(const auto next, next_secret(name));
    if (!next) return {};
    return impl_->set_hash(name, secret_hash(*next));
}

Result<std::string> Store::add_command(const std::string& edge, const protocol::Command& command,
                                       Timestamp now) {
    return cloud::add_command(impl_->database, edge, command, now);
}

Result<std::vector<StoredCommand>> Store::commands(const std::string& edge) const {
    return read_commands(impl_->database, edge, false);
}

Result<std::vector<StoredCommand>> Store::open_commands(const std::string& edge, Timestamp now) {
    CAIRN_CHECK(expire_commands(impl_->database, edge, now));
    CAIRN_TRY(auto commands, read_commands(impl_->database, edge, true));
    std::ranges::reverse(commands);
    return commands;
}

Result<void> Store::set_command_state(const std::string& edge, const protocol::CommandState& state,
                                      Timestamp now) {
    return cloud::set_command_state(impl_->database, edge, state, now);
}

Result<std::uint64_t> Store::set_config(const std::string& edge, const std::string& toml, Timestamp now) {
    return cloud::set_config(impl_->database, edge, toml, now);
}

Result<std::optional<StoredConfig>> Store::config(const std::string& edge) const {
    return read_config(impl_->database, edge);
}

Result<void> Store::set_config_state(const std::string& edge, const protocol::ConfigState& state) {
    return cloud::set_config_state(impl_->database, edge, state);
}

Result<bool> Store::is_changed_elsewhere() {
    CAIRN_TRY(const std::int64_t version, impl_->database.number("PRAGMA data_version"));
    return std::exchange(impl_->data_version, version) != version;
}

Result<std::vector<EdgeState>> Store::edges() const {
    std::vector<EdgeState> edges;
    CAIRN_TRY(sqlite::Statement statement, impl_->database.prepare(select_edges));
    sqlite::Query row = statement.query(no_hash);
    while (true) {
        CAIRN_TRY(const bool is_row, row.next());
        if (!is_row) return edges;
        EdgeState& edge = edges.emplace_back();
        edge.edge = row.text(0);
        edge.added_at = {row.integer(1)};
        edge.last_block_at = {row.integer(2)};
        edge.blocks = row.bits(3);
        edge.unreadable_blocks = row.bits(4);
        edge.records = row.bits(5);
        edge.lost_records = row.bits(6);
        edge.is_withdrawn = row.integer(7) != 0;
    }
}

Result<HeldStreams> Store::held(const Origin& origin) const {
    return impl_->intake->held(origin);
}

Result<Accepted> Store::accept(const Origin& origin, std::span<const Block> blocks, std::span<const Gap> gaps,
                               Timestamp now) {
    return impl_->intake->accept(origin, blocks, gaps, now);
}

const std::optional<Error>& Store::write_error() const noexcept {
    return impl_->intake->write_error();
}

Result<std::vector<TagState>> Store::tags(const Page& page) const {
    return read_tags(impl_->database, page);
}

Result<std::optional<TagState>> Store::tag(const TagId& tag) const {
    return read_tag(impl_->database, tag);
}

Result<std::uint64_t> Store::tag_count() const {
    CAIRN_TRY(const std::int64_t count, impl_->database.number("SELECT count(*) FROM tag"));
    return static_cast<std::uint64_t>(count);
}

Result<std::vector<GatewayState>> Store::gateways(const Page& page) const {
    return read_gateways(impl_->database, page);
}

Result<std::vector<Position>> Store::latest_positions(const Page& page) const {
    return read_positions(impl_->database, page);
}

Result<void> Store::records(Offset after, std::size_t limit, const TagId& tag,
                            FunctionRef<void(const StoredRecord&)> sink) const {
    return read_records(impl_->database, after, limit, tag, sink);
}

Offset Store::last_offset() const noexcept {
    const auto found = impl_->database.number(select_last_offset);
    if (found) impl_->last_offset = static_cast<Offset>(*found);
    return impl_->last_offset;
}

Result<std::vector<StoredGap>> Store::gaps() const {
    std::vector<StoredGap> gaps;
    CAIRN_TRY(sqlite::Statement statement, impl_->database.prepare(select_gaps));
    sqlite::Query row = statement.query();
    while (true) {
        CAIRN_TRY(const bool is_row, row.next());
        if (!is_row) return gaps;
        StoredGap& stored = gaps.emplace_back();
        stored.edge = row.text(0);
        stored.epoch = row.bits(1);
        stored.gap.first = row.bits(2);
        stored.gap.last = row.bits(3);
        stored.gap.reason = static_cast<GapReason>(row.integer(4));
        stored.gap.record_count = row.bits(5);
        stored.stored_at = {row.integer(6)};
        stored.gap.stream = static_cast<Stream>(row.integer(7));
    }
}

Result<void> Store::ping() const {
    CAIRN_CHECK(impl_->database.number("SELECT count(*) FROM (SELECT 1 FROM stream LIMIT 1)"));
    return {};
}

}  // namespace cairn::cloud
