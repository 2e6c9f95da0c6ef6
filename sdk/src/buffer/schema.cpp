#include "buffer/schema.h"

#include <array>
#include <string>

namespace cairn {
namespace {

/// "CRNB", at byte 68 of the file: tells a buffer from other SQLite files.
constexpr std::int64_t application_id = 0x43524E42;

/// Settings that live as long as the connection. With exclusive locking the index of the WAL stays in
/// memory, and the lock is held from the first read until the file is closed. 512 pages are 2 MiB.
constexpr const char* connection_settings = "PRAGMA locking_mode = EXCLUSIVE;"
                                            "PRAGMA synchronous = FULL;"
                                            "PRAGMA wal_autocheckpoint = 512;"
                                            "PRAGMA foreign_keys = OFF;"
                                            "PRAGMA temp_store = MEMORY;"
                                            "PRAGMA cell_size_check = ON;"
                                            "PRAGMA trusted_schema = OFF;";

// Every script brings the file from the version of its place in the list to the next one. What once was
// released is never edited: changes are appended.
constexpr std::array migrations{
    "CREATE TABLE stream ("
    "  id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL,"
    "  acknowledged_through INTEGER NOT NULL, dropped_records INTEGER NOT NULL);"
    "CREATE TABLE block ("
    "  sequence INTEGER PRIMARY KEY, sealed_at INTEGER NOT NULL, record_count INTEGER NOT NULL,"
    "  codec INTEGER NOT NULL, crc32c INTEGER NOT NULL, head_crc32c INTEGER NOT NULL,"
    "  body BLOB NOT NULL);"
    "CREATE TABLE gap ("
    "  first INTEGER PRIMARY KEY, last INTEGER NOT NULL, reason INTEGER NOT NULL,"
    "  record_count INTEGER NOT NULL);"
    "CREATE TABLE receipts (number INTEGER PRIMARY KEY, hashes BLOB NOT NULL);"
    "CREATE TABLE quarantine ("
    "  sequence INTEGER PRIMARY KEY, sealed_at INTEGER NOT NULL, record_count INTEGER NOT NULL,"
    "  codec INTEGER NOT NULL, crc32c INTEGER NOT NULL, body BLOB NOT NULL);",

    "CREATE TABLE state (name TEXT PRIMARY KEY, crc32c INTEGER NOT NULL, blob BLOB NOT NULL);",
};
constexpr auto newest_version = static_cast<std::int64_t>(migrations.size());

Epoch fresh_epoch(Entropy& entropy) {
    Epoch epoch = 0;
    while (epoch == 0) epoch = entropy.next();
    return epoch;
}

/// Part of the caller's transaction.
Result<void> bring_forward(sqlite::Database& database, std::int64_t version) {
    for (; version < newest_version; ++version) {
        CAIRN_CHECK(database.execute(migrations.at(static_cast<std::size_t>(version))));
    }
    const std::string marks = "PRAGMA application_id = " + std::to_string(application_id) +
                              "; PRAGMA user_version = " + std::to_string(newest_version);
    return database.execute(marks.c_str());
}

Result<void> create(sqlite::Database& database, Entropy& entropy) {
    CAIRN_CHECK(database.execute("PRAGMA journal_mode = WAL"));
    CAIRN_TRY(auto transaction, sqlite::Transaction::begin(database));
    CAIRN_CHECK(bring_forward(database, 0));
    CAIRN_TRY(auto insert, database.prepare("INSERT INTO stream VALUES (1, ?, 0, 0)"));
    CAIRN_CHECK(insert.run(fresh_epoch(entropy)));
    return transaction.commit();
}

Result<void> migrate(sqlite::Database& database, std::int64_t version) {
    CAIRN_TRY(auto transaction, sqlite::Transaction::begin(database));
    CAIRN_CHECK(bring_forward(database, version));
    return transaction.commit();
}

}  // namespace

Result<sqlite::Database> open_buffer_file(const BufferOptions& options, Entropy& entropy) {
    CAIRN_TRY(auto database, sqlite::Database::open(options.path, options.vfs));
    CAIRN_CHECK(database.execute(connection_settings));
    CAIRN_TRY(const auto id, database.number("PRAGMA application_id"));
    CAIRN_TRY(const auto version, database.number("PRAGMA user_version"));
    CAIRN_TRY(const auto objects, database.number("SELECT count(*) FROM sqlite_schema"));
    if (id == 0 && version == 0 && objects == 0) {
        CAIRN_CHECK(create(database, entropy));
        return database;
    }
    if (id != application_id) return fail(Errc::corrupt, "buffer: the file is something else");
    if (version > newest_version) return fail(Errc::unsupported, "buffer: made by a newer version");
    if (version < 1) return fail(Errc::corrupt, "buffer: a version that never was");
    if (version < newest_version) CAIRN_CHECK(migrate(database, version));
    CAIRN_CHECK(database.sync_journal());
    return database;
}

}  // namespace cairn
