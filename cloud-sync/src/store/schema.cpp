#include "store/schema.h"

#include <cstdint>
#include <string>

namespace cairn::cloud {
namespace {

/// Changes whenever a table does. Files of other versions are refused.
constexpr std::int64_t version_made = 3;

constexpr auto table_script = R"sql(
CREATE TABLE edge (
    name TEXT PRIMARY KEY,
    secret_sha256 TEXT NOT NULL,
    next_secret TEXT NOT NULL DEFAULT '',  -- until the edge has it; empty: none is on its way
    added_at INTEGER NOT NULL,
    last_block_at INTEGER NOT NULL DEFAULT 0,
    blocks INTEGER NOT NULL DEFAULT 0,
    unreadable_blocks INTEGER NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0,
    lost_records INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What is stored of a stream: all up to the watermark, and the ranges behind it, "7-9 12-12".
CREATE TABLE stream (
    id INTEGER PRIMARY KEY,
    edge TEXT NOT NULL REFERENCES edge (name),
    epoch INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    watermark INTEGER NOT NULL,
    beyond TEXT NOT NULL,
    UNIQUE (edge, epoch, kind)
) STRICT;

-- The body comes last: SQLite then reads the other columns without touching its pages.
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES stream (id),
    sequence INTEGER NOT NULL,
    merged_count INTEGER NOT NULL,
    chain_place INTEGER NOT NULL,
    sealed_at INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    sealed_elapsed INTEGER NOT NULL,
    correction_ms INTEGER NOT NULL,
    uncertainty_ms INTEGER,  -- null: not known
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
    evidence TEXT NOT NULL,
    zone_since INTEGER NOT NULL,
    zone_unknown INTEGER NOT NULL,
    ambiguous INTEGER NOT NULL,
    other_x_m REAL NOT NULL,
    other_y_m REAL NOT NULL,
    calibration INTEGER NOT NULL
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

-- What gateways are to be told. A command that has a final outcome stays, for whoever asks.
CREATE TABLE command (
    id INTEGER PRIMARY KEY,
    edge TEXT NOT NULL REFERENCES edge (name),
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    gateway TEXT NOT NULL,
    dialect TEXT NOT NULL,
    topic TEXT NOT NULL,
    reply_topic TEXT NOT NULL,
    device_id TEXT NOT NULL,
    model TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,  -- a line each
    outcome INTEGER NOT NULL,  -- 0: the edge has said nothing yet
    remark TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX command_of_edge ON command (edge, outcome);

-- The newest settings for an edge, and what it says of them.
CREATE TABLE config (
    edge TEXT PRIMARY KEY REFERENCES edge (name),
    version INTEGER NOT NULL,
    toml TEXT NOT NULL,
    set_at INTEGER NOT NULL,
    is_told INTEGER NOT NULL,
    is_applied INTEGER NOT NULL,
    remark TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

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

Result<void> make_tables(sqlite::Database& database) {
    CAIRN_TRY(sqlite::Transaction transaction, sqlite::Transaction::begin(database));
    // Another process may have been first.
    CAIRN_TRY(const std::int64_t version, database.number("PRAGMA user_version"));
    if (version == version_made) return {};
    CAIRN_CHECK(database.execute(table_script));
    const std::string marks = "PRAGMA application_id = " + std::to_string(application_id) +
                              "; PRAGMA user_version = " + std::to_string(version_made);
    CAIRN_CHECK(database.execute(marks.c_str()));
    return transaction.commit();
}

}  // namespace

Result<void> prepare_schema(sqlite::Database& database) {
    CAIRN_CHECK(database.execute("PRAGMA busy_timeout = 5000"));
    CAIRN_CHECK(check_owner(database));
    CAIRN_TRY(const std::int64_t version, database.number("PRAGMA user_version"));
    if (version < 0) return fail(Errc::corrupt, "store: no version of cairn-cloud has this number");
    if (version > version_made) return fail(Errc::unsupported, "store: made by a newer cairn-cloud");
    if (version > 0 && version < version_made)
        return fail(Errc::unsupported, "store: made by an older cairn-cloud");
    CAIRN_CHECK(database.execute(settings));
    if (version != version_made) return make_tables(database);
    return database.sync_journal();
}

}  // namespace cairn::cloud
