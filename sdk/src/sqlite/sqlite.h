// SQLite with RAII and Results: a database, its statements, its transactions.
//
// One thread owns a Database and everything made from it. Statements die before their Database.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace cairn::sqlite {

/// What a SQLite result code asks for; `detail` keeps the extended code. FULL is full, BUSY and LOCKED
/// are would_block, CORRUPT and NOTADB are corrupt, the rest is io.
Failure failure(int code, const char* where) noexcept;

/// What stands for `?`: an integer, a double, text, bytes, or nothing (std::nullopt, NULL).
template <typename T>
concept Bindable = std::is_integral_v<T> || std::is_floating_point_v<T> ||
                   std::is_convertible_v<const T&, std::string_view> ||
                   std::is_convertible_v<const T&, Bytes> || std::is_same_v<T, std::nullopt_t>;

/// The rows of one run of a statement, which is reset when the Query goes.
class Query {
public:
    /// Steps to the first or next row; false behind the last.
    Result<bool> next();

    // Columns of the current row, from 0. Views live until the next step.
    std::int64_t integer(int column) const noexcept;
    /// The same 64 bits without a sign: how epochs and sequences are stored.
    std::uint64_t bits(int column) const noexcept { return static_cast<std::uint64_t>(integer(column)); }
    double real(int column) const noexcept;
    std::string_view text(int column) const noexcept;
    Bytes blob(int column) const noexcept;
    bool is_null(int column) const noexcept;

    Query(Query&& from) noexcept : statement_(from.statement_), bound_(from.bound_) {
        from.statement_ = nullptr;
    }
    Query& operator=(Query&&) = delete;
    ~Query();

private:
    friend class Statement;
    Query(sqlite3_stmt* statement, int bound) noexcept : statement_(statement), bound_(bound) {}

    sqlite3_stmt* statement_;
    int bound_;  // result of binding, reported by the first step
};

/// A prepared statement, to be run again and again.
class Statement {
public:
    Statement() noexcept = default;  // empty; only to be assigned to

    /// Binds the arguments to the `?`s in order, all of them, and runs to the end.
    template <Bindable... Arguments>
    Result<void> run(const Arguments&... arguments) {
        Query query = bind_all(Copy::no, arguments...);
        while (true) {
            CAIRN_TRY(const bool is_row, query.next());
            if (!is_row) return {};
        }
    }
    /// Binds copies of the arguments, to be stepped through. One Query of a statement at a time.
    template <Bindable... Arguments>
    Query query(const Arguments&... arguments) {
        return bind_all(Copy::yes, arguments...);
    }

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    enum class Copy : std::uint8_t { no, yes };

    template <Bindable... Arguments>
    Query bind_all([[maybe_unused]] Copy copy, const Arguments&... arguments) {
        int index = 0;
        int bound = begin(sizeof...(arguments));
        ((bound = bound != 0 ? bound : bind_one(++index, arguments, copy)), ...);
        return {statement_.get(), bound};
    }
    template <Bindable T>
    int bind_one(int index, const T& value, [[maybe_unused]] Copy copy) {
        if constexpr (std::is_same_v<T, std::nullopt_t>) {
            return bind_null(index);
        } else if constexpr (std::is_integral_v<T>) {
            return bind_integer(index, static_cast<std::int64_t>(value));
        } else if constexpr (std::is_floating_point_v<T>) {
            return bind_real(index, static_cast<double>(value));
        } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
            return bind_text(index, value, copy);
        } else {
            return bind_blob(index, value, copy);
        }
    }
    /// Resets the statement; asserts that it has `count` parameters.
    int begin(std::size_t count) noexcept;
    int bind_null(int index) noexcept;
    int bind_integer(int index, std::int64_t value) noexcept;
    int bind_real(int index, double value) noexcept;
    int bind_text(int index, std::string_view text, Copy copy) noexcept;
    int bind_blob(int index, Bytes bytes, Copy copy) noexcept;

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
public:
    /// Opens the file or makes it. `vfs` nullptr: the platform's. io: cannot open.
    static Result<Database> open(const std::string& path, const char* vfs = nullptr);
    /// Opens a file that is there and changes nothing of it, its journal included. While it is open nobody
    /// else can write. would_block, from the first statement on: another connection holds it. io: it is not
    /// there, or cannot be read.
    static Result<Database> open_to_look(const std::string& path);

    /// Runs statements without parameters, parted by semicolons; rows are left out.
    Result<void> execute(const char* sql);
    /// corrupt: the tables that `sql` names are not there, or not like that.
    Result<Statement> prepare(std::string_view sql);
    /// The first column of the first row, for pragmas and counts; 0 without a row.
    Result<std::int64_t> number(std::string_view sql);
    /// Makes durable what can be read. A process that was killed between writing a commit and syncing it has
    /// left a commit that the next one reads, and that the next power cut takes: whoever opens a file calls
    /// this before he tells anybody what is in it. After the first read.
    Result<void> sync_journal();

    /// Rows that the last INSERT, UPDATE or DELETE touched.
    std::int64_t changes() const noexcept;
    std::int64_t last_rowid() const noexcept;
    bool in_transaction() const noexcept;

private:
    struct Close {
        void operator()(sqlite3* database) const noexcept;
    };
    explicit Database(sqlite3* database) noexcept : database_(database) {}

    std::unique_ptr<sqlite3, Close> database_;
};

/// Everything until commit() happens, or nothing of it: leaving without commit() rolls back.
class Transaction {
public:
    /// Takes the write lock at once. would_block: another connection holds it.
    static Result<Transaction> begin(Database& database);
    Result<void> commit();

    Transaction(Transaction&& from) noexcept : database_(from.database_) { from.database_ = nullptr; }
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

private:
    explicit Transaction(Database& database) noexcept : database_(&database) {}

    Database* database_;
};

}  // namespace cairn::sqlite
