#include "buffer/schema.h"

#include <sqlite3.h>

#include <string>

#include "buffer/damaged_file.h"

namespace cairn {
namespace {

/// "CRNB", at byte 68 of the file: tells a buffer from other SQLite files.
constexpr std::int64_t application_id = 0x43524E42;
constexpr std::int64_t schema_version = 4;

/// Settings that live as long as the connection. With exclusive locking the index of the WAL stays in
/// memory, and the lock is held from the first read until the file is closed. 2048 pages are 8 MiB: pages
/// that hold blocks for a minute or two are written over several times in the journal before they are copied
/// once.
constexpr const char* connection_settings = "PRAGMA locking_mode = EXCLUSIVE;"
                                            "PRAGMA synchronous = FULL;"
                                            "PRAGMA wal_autocheckpoint = 2048;"
                                            "PRAGMA foreign_keys = OFF;"
                                            "PRAGMA temp_store = MEMORY;"
                                            "PRAGMA cell_size_check = ON;"
                                            "PRAGMA trusted_schema = OFF;";

// Ids of blocks, gaps and ranges are made of the stream and a number (row_id.h). No index beside the tables
// themselves: what is written each second is written once.
constexpr const char* tables =
    "CREATE TABLE buffer (id INTEGER PRIMARY KEY CHECK (id = 1), file INTEGER NOT NULL);"
    "CREATE TABLE epoch ("
    "  number INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, status_first INTEGER NOT NULL,"
    "  positions_first INTEGER NOT NULL, hearings_first INTEGER NOT NULL, crc32c INTEGER NOT NULL);"
    "CREATE TABLE stream ("
    "  id INTEGER PRIMARY KEY, next_sequence INTEGER NOT NULL, acknowledged_through INTEGER NOT NULL,"
    "  blocks INTEGER NOT NULL, records INTEGER NOT NULL, body_bytes INTEGER NOT NULL,"
    "  kept_blocks INTEGER NOT NULL, kept_records INTEGER NOT NULL, kept_bytes INTEGER NOT NULL,"
    "  dropped_records INTEGER NOT NULL, expired_records INTEGER NOT NULL, crc32c INTEGER NOT NULL);"
    "CREATE TABLE block ("
    "  id INTEGER PRIMARY KEY, merged_count INTEGER NOT NULL, chain_place INTEGER NOT NULL,"
    "  sealed_at INTEGER NOT NULL, boot INTEGER NOT NULL, sealed INTEGER NOT NULL,"
    "  record_count INTEGER NOT NULL, codec INTEGER NOT NULL, crc32c INTEGER NOT NULL,"
    "  head_crc32c INTEGER NOT NULL, key INTEGER NOT NULL, body BLOB NOT NULL);"
    "CREATE TABLE gap ("
    "  id INTEGER PRIMARY KEY, last INTEGER NOT NULL, reason INTEGER NOT NULL,"
    "  record_count INTEGER NOT NULL);"
    "CREATE TABLE acknowledged (id INTEGER PRIMARY KEY, last INTEGER NOT NULL);"
    "CREATE TABLE receipts (number INTEGER PRIMARY KEY, hashes BLOB NOT NULL);"
    "CREATE TABLE quarantine ("
    "  number INTEGER PRIMARY KEY, id INTEGER NOT NULL, merged_count INTEGER NOT NULL,"
    "  chain_place INTEGER NOT NULL, sealed_at INTEGER NOT NULL, boot INTEGER NOT NULL,"
    "  sealed INTEGER NOT NULL, record_count INTEGER NOT NULL, codec INTEGER NOT NULL,"
    "  crc32c INTEGER NOT NULL, head_crc32c INTEGER NOT NULL, key INTEGER NOT NULL, body BLOB NOT NULL);"
    "CREATE TABLE state ("
    "  name TEXT PRIMARY KEY, crc32c INTEGER NOT NULL, key INTEGER NOT NULL, blob BLOB NOT NULL);"
    "CREATE TABLE boot ("
    "  number INTEGER PRIMARY KEY, id INTEGER NOT NULL, offset_ms INTEGER NOT NULL,"
    "  uncertainty_ms INTEGER NOT NULL);";

Result<void> create(sqlite::Database& database, Entropy& entropy) {
    CAIRN_CHECK(database.execute("PRAGMA journal_mode = WAL"));
    CAIRN_TRY(auto transaction, sqlite::Transaction::begin(database));
    CAIRN_CHECK(database.execute(tables));
    const std::string marks = "PRAGMA application_id = " + std::to_string(application_id) +
                              "; PRAGMA user_version = " + std::to_string(schema_version);
    CAIRN_CHECK(database.execute(marks.c_str()));
    CAIRN_TRY(auto insert, database.prepare("INSERT INTO buffer VALUES (1, ?)"));
    CAIRN_CHECK(insert.run(fresh_number(entropy)));
    return transaction.commit();
}

Result<bool> is_empty(sqlite::Database& database) {
    CAIRN_TRY(const auto id, database.number("PRAGMA application_id"));
    CAIRN_TRY(const auto version, database.number("PRAGMA user_version"));
    CAIRN_TRY(const auto objects, database.number("SELECT count(*) FROM sqlite_schema"));
    return id == 0 && version == 0 && objects == 0;
}

Result<void> check_marks(sqlite::Database& database) {
    CAIRN_TRY(const auto id, database.number("PRAGMA application_id"));
    CAIRN_TRY(const auto version, database.number("PRAGMA user_version"));
    if (id != application_id) return fail(Errc::unsupported, "buffer: the file is something else");
    if (version > schema_version) return fail(Errc::unsupported, "buffer: made by a newer version");
    if (version < 1) return fail(Errc::corrupt, "buffer: a version that never was");
    if (version < schema_version) return fail(Errc::unsupported, "buffer: made by an older version");
    return {};
}

Result<sqlite::Database> open_file(const BufferOptions& options, Entropy& entropy) {
    CAIRN_TRY(auto database, sqlite::Database::open(options.path, options.vfs));
    CAIRN_CHECK(database.execute(connection_settings));
    CAIRN_TRY(const bool is_new, is_empty(database));
    if (is_new) {
        CAIRN_CHECK(create(database, entropy));
        return database;
    }
    CAIRN_CHECK(check_marks(database));
    CAIRN_CHECK(database.sync_journal());
    CAIRN_CHECK(check_file(database));
    return database;
}

}  // namespace

std::uint64_t fresh_number(Entropy& entropy) {
    std::uint64_t number = 0;
    while (number == 0) number = entropy.next();
    return number;
}

Result<sqlite::Database> open_buffer_file(const BufferOptions& options, Entropy& entropy) {
    auto opened = open_file(options, entropy);
    if (!opened && (opened.error().detail & 0xFF) == SQLITE_NOTADB && is_a_strangers(options.path))
        return fail(Errc::unsupported, "buffer: the file is something else", opened.error().detail);
    return opened;
}

Result<sqlite::Database> open_buffer_file_to_look(const std::string& path) {
    CAIRN_TRY(auto database, sqlite::Database::open_to_look(path));
    const auto checked = check_marks(database);
    if (!checked && (checked.error().detail & 0xFF) == SQLITE_NOTADB)
        return fail(Errc::unsupported, "buffer: the file is something else", checked.error().detail);
    CAIRN_CHECK(checked);
    return database;
}

}  // namespace cairn
