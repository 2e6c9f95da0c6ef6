#include "sqlite/sqlite.h"

#include <sqlite3.h>

#include "cairn/core/assert.h"

namespace cairn::sqlite {

Failure failure(int code, const char* where) noexcept {
    switch (code & 0xFF) {
        case SQLITE_FULL: return fail(Errc::full, where, code);
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return fail(Errc::would_block, where, code);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return fail(Errc::corrupt, where, code);
        default: return fail(Errc::io, where, code);
    }
}

Result<bool> Query::next() {
    if (bound_ != SQLITE_OK) return failure(bound_, "sqlite: bind");
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failure(code, "sqlite: step");
}

std::int64_t Query::integer(int column) const noexcept {
    return sqlite3_column_int64(statement_, column);
}

double Query::real(int column) const noexcept {
    return sqlite3_column_double(statement_, column);
}

std::string_view Query::text(int column) const noexcept {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (text == nullptr) return {};
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Bytes Query::blob(int column) const noexcept {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

bool Query::is_null(int column) const noexcept {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Query::~Query() {
    if (statement_ != nullptr) sqlite3_reset(statement_);
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

int Statement::begin(std::size_t count) noexcept {
    CAIRN_ASSERT(statement_ != nullptr);
    CAIRN_ASSERT(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_.get())) == count);
    sqlite3_reset(statement_.get());
    return SQLITE_OK;
}

int Statement::bind_null(int index) noexcept {
    return sqlite3_bind_null(statement_.get(), index);
}

int Statement::bind_integer(int index, std::int64_t value) noexcept {
    return sqlite3_bind_int64(statement_.get(), index, value);
}

int Statement::bind_real(int index, double value) noexcept {
    return sqlite3_bind_double(statement_.get(), index, value);
}

int Statement::bind_text(int index, std::string_view text, Copy copy) noexcept {
    // A null pointer would bind NULL, and an empty view may have one.
    return sqlite3_bind_text64(statement_.get(), index, text.empty() ? "" : text.data(), text.size(),
                               copy == Copy::yes ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8);
}

int Statement::bind_blob(int index, Bytes bytes, Copy copy) noexcept {
    if (bytes.empty()) return sqlite3_bind_zeroblob(statement_.get(), index, 0);
    return sqlite3_bind_blob64(statement_.get(), index, bytes.data(), bytes.size(),
                               copy == Copy::yes ? SQLITE_TRANSIENT : SQLITE_STATIC);
}

Result<Database> Database::open(const std::string& path, const char* vfs) {
    constexpr int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, vfs);
    Database database(raw);  // SQLite makes an object even when it fails
    if (code != SQLITE_OK) return failure(code, "sqlite: open");
    return database;
}

Result<Database> Database::open_to_look(const std::string& path) {
    sqlite3* raw = nullptr;
    // Reading what stands in the journal takes a lock that a connection only for reading cannot have.
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Database database(raw);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, static_cast<int*>(nullptr));
    if (code != SQLITE_OK) return failure(code, "sqlite: open");
    CAIRN_CHECK(database.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON;"
                                 "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF"));
    return database;
}

Result<void> Database::execute(const char* sql) {
    const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(code, "sqlite: execute");
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
    Statement statement;
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    statement.statement_.reset(raw);
    if (code == SQLITE_ERROR) return fail(Errc::corrupt, "sqlite: tables are not as expected", code);
    if (code != SQLITE_OK) return failure(code, "sqlite: prepare");
    return statement;
}

Result<std::int64_t> Database::number(std::string_view sql) {
    CAIRN_TRY(Statement statement, prepare(sql));
    Query query = statement.query();
    CAIRN_TRY(const bool is_row, query.next());
    return is_row ? query.integer(0) : 0;
}

Result<void> Database::sync_journal() {
    sqlite3_file* journal = nullptr;
    int code = sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);
    if (code == SQLITE_OK && journal != nullptr && journal->pMethods != nullptr)
        code = journal->pMethods->xSync(journal, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK) return failure(code, "sqlite: sync");
    return {};
}

std::int64_t Database::changes() const noexcept {
    return sqlite3_changes64(database_.get());
}

std::int64_t Database::last_rowid() const noexcept {
    return sqlite3_last_insert_rowid(database_.get());
}

bool Database::in_transaction() const noexcept {
    return sqlite3_get_autocommit(database_.get()) == 0;
}

void Database::Close::operator()(sqlite3* database) const noexcept {
    sqlite3_close_v2(database);
}

Result<Transaction> Transaction::begin(Database& database) {
    CAIRN_CHECK(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Result<void> Transaction::commit() {
    CAIRN_ASSERT(database_ != nullptr);
    CAIRN_CHECK(database_->execute("COMMIT"));
    database_ = nullptr;
    return {};
}

Transaction::~Transaction() {
    // SQLite has rolled back by itself after some errors; then there is nothing to undo, and where the
    // undo fails, the next opening undoes it.
    if (database_ != nullptr && database_->in_transaction())
        static_cast<void>(database_->execute("ROLLBACK"));
}

}  // namespace cairn::sqlite
