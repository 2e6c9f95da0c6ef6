// SQLite behind Results.
#include "sqlite/sqlite.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <limits>
#include <vector>

#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;

struct Disk {
    Disk() { EXPECT_TRUE(database.execute("CREATE TABLE t (a, b); CREATE UNIQUE INDEX i ON t (a)")); }
    std::int64_t rows() { return *database.number("SELECT count(*) FROM t"); }

    TemporaryDirectory directory;
    Database database = *Database::open(directory.file("t.db"));
};

TEST(Statement, KeepsEveryKindOfValue) {
    Disk disk;
    const std::array<std::uint8_t, 3> bytes{0, 1, 255};
    Statement insert = *disk.database.prepare("INSERT INTO t VALUES (?, ?)");
    ASSERT_TRUE(insert.run(1, std::numeric_limits<std::uint64_t>::max()));
    ASSERT_TRUE(insert.run(2, 0.5));
    ASSERT_TRUE(insert.run(3, "text"));
    ASSERT_TRUE(insert.run(4, std::string_view()));
    ASSERT_TRUE(insert.run(5, Bytes(bytes)));
    ASSERT_TRUE(insert.run(6, std::nullopt));
    Statement select = *disk.database.prepare("SELECT b FROM t WHERE a >= ? ORDER BY a");

    auto rows = select.query(1);

    ASSERT_TRUE(*rows.next());
    EXPECT_EQ(rows.bits(0), std::numeric_limits<std::uint64_t>::max());
    ASSERT_TRUE(*rows.next());
    EXPECT_EQ(rows.real(0), 0.5);
    ASSERT_TRUE(*rows.next());
    EXPECT_EQ(rows.text(0), "text");
    ASSERT_TRUE(*rows.next());
    EXPECT_FALSE(rows.is_null(0));
    EXPECT_EQ(rows.text(0), "");
    ASSERT_TRUE(*rows.next());
    EXPECT_EQ(std::vector<std::uint8_t>(rows.blob(0).begin(), rows.blob(0).end()),
              std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
    ASSERT_TRUE(*rows.next());
    EXPECT_TRUE(rows.is_null(0));
    EXPECT_FALSE(*rows.next());
}

TEST(Statement, IsThereAgainWhenItsQueryGoes) {
    Disk disk;
    ASSERT_TRUE(disk.database.execute("INSERT INTO t VALUES (1, 1), (2, 2)"));
    Statement select = *disk.database.prepare("SELECT a FROM t ORDER BY a");
    for (int i = 0; i < 2; ++i) {
        auto rows = select.query();
        ASSERT_TRUE(*rows.next());
        EXPECT_EQ(rows.integer(0), 1);
    }
}

TEST(StatementDeathTest, AssertsThatEveryParameterIsBound) {
    Disk disk;
    Statement insert = *disk.database.prepare("INSERT INTO t VALUES (?, ?)");

    EXPECT_DEATH(static_cast<void>(insert.run(1)), "");
}

TEST(Statement, SaysIoForABrokenConstraint) {
    Disk disk;
    Statement insert = *disk.database.prepare("INSERT INTO t VALUES (?, ?)");
    ASSERT_TRUE(insert.run(1, 1));

    const auto again = insert.run(1, 2);

    EXPECT_EQ(again.error().code, Errc::io);
    EXPECT_EQ(again.error().detail, SQLITE_CONSTRAINT_UNIQUE);
    EXPECT_TRUE(insert.run(2, 2));
}

TEST(Database, SaysCorruptForTablesThatAreNotThere) {
    Disk disk;

    EXPECT_EQ(disk.database.prepare("SELECT * FROM nowhere").error().code, Errc::corrupt);
}

TEST(Database, KnowsWhatTheLastChangeDid) {
    Disk disk;
    ASSERT_TRUE(disk.database.execute("INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)"));
    EXPECT_EQ(disk.database.changes(), 3);
    EXPECT_EQ(disk.database.last_rowid(), 3);
    EXPECT_EQ(*disk.database.number("SELECT a FROM t WHERE a > 3"), 0);
}

TEST(Transaction, HappensWhenItIsCommitted) {
    Disk disk;
    {
        auto transaction = *Transaction::begin(disk.database);
        ASSERT_TRUE(disk.database.execute("INSERT INTO t VALUES (1, 1)"));
        ASSERT_TRUE(transaction.commit());
    }
    EXPECT_FALSE(disk.database.in_transaction());
    EXPECT_EQ(disk.rows(), 1);
}

TEST(Transaction, NeverHappenedWhenItIsLeft) {
    Disk disk;
    {
        auto transaction = *Transaction::begin(disk.database);
        ASSERT_TRUE(disk.database.execute("INSERT INTO t VALUES (1, 1)"));
    }
    EXPECT_FALSE(disk.database.in_transaction());
    EXPECT_EQ(disk.rows(), 0);
}

TEST(Transaction, WaitsForNobody) {
    Disk disk;
    auto other = *Database::open(disk.directory.file("t.db"));
    const auto held = *Transaction::begin(other);

    EXPECT_EQ(Transaction::begin(disk.database).error().code, Errc::would_block);
}

TEST(SqliteFailure, NamesTheReactionAndKeepsTheCode) {
    const auto code_of = [](int code) { return sqlite::failure(code, "").error.code; };

    EXPECT_EQ(code_of(SQLITE_FULL), Errc::full);
    EXPECT_EQ(code_of(SQLITE_BUSY_SNAPSHOT), Errc::would_block);
    EXPECT_EQ(code_of(SQLITE_NOTADB), Errc::corrupt);
    EXPECT_EQ(code_of(SQLITE_CORRUPT_INDEX), Errc::corrupt);
    EXPECT_EQ(code_of(SQLITE_IOERR_FSYNC), Errc::io);
    EXPECT_EQ(sqlite::failure(SQLITE_IOERR_FSYNC, "").error.detail, SQLITE_IOERR_FSYNC);
}

}  // namespace
}  // namespace cairn::test
