#include "cairn/cloud/store.h"

#include <utility>

#include "sqlite/sqlite.h"
#include "store/credentials.h"
#include "store/intake.h"
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
constexpr auto update_hash = "UPDATE edge SET secret_sha256 = ? WHERE name = ?";
constexpr auto select_hash = "SELECT secret_sha256 FROM edge WHERE name = ?";
constexpr auto select_edges =
    "SELECT name, added_at, last_block_at, blocks, unreadable_blocks, records, lost_records, "
    "secret_sha256 = ? FROM edge ORDER BY name";
constexpr auto select_last_offset = "SELECT max(last_offset) FROM block";
/// The newest, in the order of storing.
constexpr auto select_gaps = "SELECT edge, epoch, first, last, reason, record_count, stored_at FROM "
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
    // An edge that is not known is compared all the same, with what is no hash.
    const std::string expected = is_known ? std::string(row.text(0)) : std::string(no_hash);
    return is_same_hash(secret_hash(credential.secret), expected);
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

Result<Sequence> Store::watermark(const Origin& origin) const {
    return impl_->intake->watermark(origin);
}

Result<Sequence> Store::accept(const Origin& origin, std::span<const Block> blocks, std::span<const Gap> gaps,
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
    }
}

Result<void> Store::ping() const {
    CAIRN_CHECK(impl_->database.number("SELECT count(*) FROM (SELECT 1 FROM stream LIMIT 1)"));
    return {};
}

}  // namespace cairn::cloud
