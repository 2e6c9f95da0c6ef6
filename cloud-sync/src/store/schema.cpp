#include "store/schema.h"

#include <array>
#include <cstdint>
#include <string>

namespace cairn::cloud {
namespace {

// Every script brings the file from the version of its place in the list to the next one. What once
// was released is never edited: changes are appended.
constexpr std::array migrations{R"sql(
CREATE TABLE edge (
    name TEXT PRIMARY KEY,
    secret_sha256 TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    last_block_at INTEGER NOT NULL DEFAULT 0,
    blocks INTEGER NOT NULL DEFAULT 0,
    unreadable_blocks INTEGER NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0,
    lost_records INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
    id INTEGER PRIMARY KEY,
    edge TEXT NOT NULL REFERENCES edge (name),
    epoch INTEGER NOT NULL,
    watermark INTEGER NOT NULL,
    UNIQUE (edge, epoch)
) STRICT;

-- The body comes last: SQLite then reads the other columns without touching its pages.
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES stream (id),
    sequence INTEGER NOT NULL,
    sealed_at INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    codec INTEGER NOT NULL,
    crc32c INTEGER NOT NULL,
    claimed_records INTEGER NOT NULL,
    readable_records INTEGER NOT NULL,
    defect INTEGER NOT NULL,
    last_offset INTEGER UNIQUE,
    body BLOB NOT NULL,
    UNIQUE (stream, sequence)
) STRICT;

CREATE TABLE gap (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES stream (id),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    record_count INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    UNIQUE (stream, first)
) STRICT;

CREATE TABLE tag (
    id TEXT PRIMARY KEY,
    last_seen_at INTEGER NOT NULL,
    sighting_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which runs of blocks speak of a tag.
CREATE TABLE tag_segment (
    tag TEXT NOT NULL REFERENCES tag (id),
    segment INTEGER NOT NULL,
    PRIMARY KEY (tag, segment)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_sighting (
    tag TEXT PRIMARY KEY REFERENCES tag (id),
    ordered_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    time_source INTEGER NOT NULL,
    rssi_dbm INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_reading (
    tag TEXT NOT NULL REFERENCES tag (id),
    quantity INTEGER NOT NULL,
    channel INTEGER NOT NULL,
    label TEXT NOT NULL,
    ordered_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (tag, quantity, channel, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_attribute (
    tag TEXT NOT NULL REFERENCES tag (id),
    kind INTEGER NOT NULL,
    ordered_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (tag, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_position (
    tag TEXT PRIMARY KEY REFERENCES tag (id),
    ordered_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    floor TEXT NOT NULL,
    x_m REAL NOT NULL,
    y_m REAL NOT NULL,
    variance_x_m2 REAL NOT NULL,
    variance_y_m2 REAL NOT NULL,
    covariance_xy_m2 REAL NOT NULL,
    radius68_m REAL NOT NULL,
    zone TEXT NOT NULL,
    zone_score REAL NOT NULL,
    next_zone TEXT NOT NULL,
    next_zone_score REAL NOT NULL,
    method INTEGER NOT NULL,
    evidence TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_geo (
    tag TEXT PRIMARY KEY REFERENCES tag (id),
    ordered_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    latitude_deg REAL NOT NULL,
    longitude_deg REAL NOT NULL,
    accuracy_m REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE gateway (
    id TEXT PRIMARY KEY,
    edge TEXT NOT NULL REFERENCES edge (name),
    last_seen_at INTEGER NOT NULL,
    sighting_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE gateway_online (
    gateway TEXT PRIMARY KEY REFERENCES gateway (id),
    ordered_at INTEGER NOT NULL,
    online INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE gateway_measurements (
    gateway TEXT PRIMARY KEY REFERENCES gateway (id),
    ordered_at INTEGER NOT NULL,
    measurements TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE gateway_geo (
    gateway TEXT PRIMARY KEY REFERENCES gateway (id),
    ordered_at INTEGER NOT NULL,
    at INTEGER NOT NULL,
    latitude_deg REAL NOT NULL,
    longitude_deg REAL NOT NULL,
    accuracy_m REAL NOT NULL
) STRICT, WITHOUT ROWID;
)sql",
                                R"sql(
ALTER TABLE tag_position ADD COLUMN zone_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tag_position ADD COLUMN zone_unknown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tag_position ADD COLUMN ambiguous INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tag_position ADD COLUMN other_x_m REAL NOT NULL DEFAULT 0;
ALTER TABLE tag_position ADD COLUMN other_y_m REAL NOT NULL DEFAULT 0;
ALTER TABLE tag_position ADD COLUMN calibration INTEGER NOT NULL DEFAULT 0;
)sql"};

constexpr auto newest_version = static_cast<std::int64_t>(migrations.size());
/// "Crn1" in ASCII: tells a store from any other SQLite file.
constexpr std::int64_t application_id = 0x43726E31;

/// FULL: what is acknowledged to an edge survives the loss of power. Locking stays normal, so that a
/// command can add an edge while the server runs.
constexpr const char* settings = R"sql(
PRAGMA foreign_keys = ON;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -32768;
)sql";

/// Whether the file is a store, or still empty.
Result<void> check_owner(sqlite::Database& database) {
    CAIRN_TRY(const std::int64_t owner, database.number("PRAGMA application_id"));
    if (owner == application_id) return {};
    CAIRN_TRY(const std::int64_t tables, database.number("SELECT count(*) FROM sqlite_schema"));
    if (owner != 0 || tables != 0) return fail(Errc::corrupt, "store: not a file of cairn-cloud");
    return {};
}

Result<void> migrate(sqlite::Database& database) {
    CAIRN_TRY(sqlite::Transaction transaction, sqlite::Transaction::begin(database));
    CAIRN_TRY(const std::int64_t version, database.number("PRAGMA user_version"));
    for (std::int64_t next = version; next < newest_version; ++next) {
        CAIRN_CHECK(database.execute(migrations.at(static_cast<std::size_t>(next))));
    }
    const std::string marks = "PRAGMA application_id = " + std::to_string(application_id) +
                              "; PRAGMA user_version = " + std::to_string(newest_version);
    CAIRN_CHECK(database.execute(marks.c_str()));
    return transaction.commit();
}

}  // namespace

Result<void> prepare_schema(sqlite::Database& database) {
    CAIRN_CHECK(database.execute("PRAGMA busy_timeout = 5000"));
    CAIRN_CHECK(check_owner(database));
    CAIRN_TRY(const std::int64_t version, database.number("PRAGMA user_version"));
    if (version < 0) return fail(Errc::corrupt, "store: no version of cairn-cloud has this number");
    if (version > newest_version) return fail(Errc::unsupported, "store: made by a newer cairn-cloud");
    CAIRN_CHECK(database.execute(settings));
    if (version != newest_version) return migrate(database);
    return database.sync_journal();
}

}  // namespace cairn::cloud
