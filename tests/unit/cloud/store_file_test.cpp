// The file under the store: opened again, shared, damaged, of another make, killed while writing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "unit/cloud/store_support.h"

namespace cairn::cloud::test {
namespace {

const Origin dock{"dock", {{7}}};

/// Runs a statement past the store.
void execute(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
}

TEST(StoreFile, KeepsEverythingWhenItIsOpenedAgain) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, blocks(1, 3), {{Gap{4, 4, GapReason::overflow, 2}}}, now));

    open.reopen();

    EXPECT_EQ(watermark(open.store, dock), 4U);
    EXPECT_EQ(open.store.last_offset(), 3U);
    EXPECT_EQ(records_of(open.store).size(), 3U);
    EXPECT_EQ(open.store.tags(all())->size(), 3U);
    EXPECT_EQ(open.store.gaps()->size(), 1U);
    EXPECT_TRUE(*open.store.is_credential(open.dock));
    EXPECT_EQ(through(open.store.accept(dock, {{block(5)}}, {}, now)), 5U);
    EXPECT_EQ(open.store.last_offset(), 4U);
}

TEST(StoreFile, IsSharedWithTheCommandThatAddsAnEdge) {
    OpenStore open;
    Store other = std::move(Store::open(open.path)).value();
    ASSERT_TRUE(open.store.accept(dock, {{block(1)}}, {}, now));

    const auto added = other.add_edge("gate", open.entropy, now);
    ASSERT_TRUE(added);
    ASSERT_TRUE(open.store.accept(dock, {{block(2)}}, {}, now));

    EXPECT_TRUE(*open.store.is_credential(*added));
    EXPECT_TRUE(open.store.accept({"gate", {{1}}}, {{block(1)}}, {}, now));
    EXPECT_EQ(other.last_offset(), 3U);
    EXPECT_EQ(other.add_edge("dock", open.entropy, now).error().code, Errc::denied);
}

TEST(StoreFile, TakesEdgesAndBlocksAtOnce) {
    OpenStore open;
    constexpr int rounds = 40;
    int added = 0;
    std::thread command([&] {
        CountingEntropy entropy;
        Store other = std::move(Store::open(open.path)).value();
        for (int i = 0; i < rounds; ++i) {
            if (other.add_edge("edge" + std::to_string(i), entropy, now)) ++added;
        }
    });
    for (Sequence next = 1; next <= rounds; ++next) {
        EXPECT_TRUE(open.store.accept(dock, {{block(next)}}, {}, now));
    }
    command.join();

    EXPECT_EQ(added, rounds);
    EXPECT_EQ(open.store.edges()->size(), 2U + rounds);
    EXPECT_EQ(watermark(open.store, dock), Sequence{rounds});
}

// Takes as long as the store is patient: five seconds.
TEST(StoreFile, AnswersWouldBlockWhileAnotherKeepsWriting) {
    OpenStore open;
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(open.path.c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);

    const auto stored = open.store.accept(dock, {{block(1)}}, {}, now);
    sqlite3_close(other);

    EXPECT_EQ(stored.error().code, Errc::would_block);
    EXPECT_EQ(through(open.store.accept(dock, {{block(1)}}, {}, now)), 1U);
}

/// The disk takes nothing beyond `bytes` of a file while this lives.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : signal_before_(signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        signal(SIGXFSZ, signal_before_);
    }

private:
    sighandler_t signal_before_;
    rlimit before_{};
};

TEST(StoreFile, StoresNothingOfABatchThatTheDiskDoesNotTake) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, blocks(1, 2), {}, now));
    const auto more = blocks(3, 40);
    {
        const FileSizeLimit limit(std::filesystem::file_size(open.path + "-wal") + 20'000);
        EXPECT_EQ(open.store.accept(dock, more, {}, now).error().code, Errc::io);
    }

    EXPECT_EQ(watermark(open.store, dock), 2U);
    EXPECT_EQ(records_of(open.store).size(), 2U);
    EXPECT_EQ(open.store.tags(all())->size(), 2U);
    EXPECT_EQ(through(open.store.accept(dock, more, {}, now)), 40U);
    EXPECT_EQ(records_of(open.store).size(), 40U);
}

TEST(StoreFile, IsRefusedWhenItIsNoDatabase) {
    const TemporaryDirectory folder;
    const std::string path = folder.file("text.db");
    const std::string text(8192, 'x');
    std::ofstream(path) << text;

    EXPECT_EQ(Store::open(path).error().code, Errc::corrupt);

    std::ifstream stream(path);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), text);
}

TEST(StoreFile, IsRefusedWhenItIsAnothersDatabase) {
    const TemporaryDirectory folder;
    const std::string path = folder.file("other.db");
    execute(path, "CREATE TABLE note (text TEXT)");

    EXPECT_EQ(Store::open(path).error().code, Errc::corrupt);
}

TEST(StoreFile, IsRefusedWhenANewerVersionMadeIt) {
    OpenStore open;
    execute(open.path, "PRAGMA user_version = 1000");

    EXPECT_EQ(Store::open(open.path).error().code, Errc::unsupported);
}

TEST(StoreFile, IsRefusedWhenAnOlderVersionMadeIt) {
    OpenStore open;
    execute(open.path, "PRAGMA user_version = 2");

    EXPECT_EQ(Store::open(open.path).error().code, Errc::unsupported);
}

TEST(StoreFile, IsRefusedInAFolderThatIsNotThere) {
    EXPECT_EQ(Store::open("/nonexistent/folder/cloud.db").error().code, Errc::io);
}

TEST(StoreFile, AnswersIoWhenATableIsGone) {
    OpenStore open;
    execute(open.path, "DROP TABLE tag_sighting");

    const auto stored = open.store.accept(dock, {{block(1)}}, {}, now);

    EXPECT_EQ(stored.error().code, Errc::io);
    EXPECT_EQ(watermark(open.store, dock), 0U);
    EXPECT_EQ(open.store.last_offset(), 0U);
}

// Corrupt would say that the edge sent a damaged block.
TEST(StoreFile, AnswersIoWhenTheFileItselfIsDamaged) {
    OpenStore open;
    execute(open.path,
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = "
            "(SELECT rootpage FROM sqlite_schema WHERE name = 'block') WHERE name = 'tag_sighting'");
    open.reopen();

    EXPECT_EQ(open.store.accept(dock, {{block(1)}}, {}, now).error().code, Errc::io);
    EXPECT_EQ(watermark(open.store, dock), 0U);
}

TEST(StoreFile, SaysWhenAStoredBodyHasRotted) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, blocks(1, 2), {}, now));
    execute(open.path, "UPDATE block SET body = zeroblob(length(body)) WHERE sequence = 2");
    std::size_t delivered = 0;

    const auto read = open.store.records(0, 10, {}, [&](const StoredRecord&) { ++delivered; });

    EXPECT_EQ(read.error().code, Errc::corrupt);
    EXPECT_EQ(delivered, 1U);
}

/// Accepts one block after the other until it is killed; says so after each.
[[noreturn]] void accept_until_killed(const std::string& path, int says_to) {
    Store store = std::move(Store::open(path)).value();
    for (Sequence next = watermark(store, dock) + 1;; ++next) {
        if (!store.accept(dock, {{block(next)}}, {}, now)) _exit(1);
        if (write(says_to, &next, sizeof next) != sizeof next) _exit(2);
    }
}

/// What the child said last before it was killed, after `count` blocks.
Sequence kill_after(const std::string& path, int count) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) accept_until_killed(path, ends[1]);
    close(ends[1]);
    Sequence said = 0;
    for (int i = 0; i < count; ++i) EXPECT_EQ(read(ends[0], &said, sizeof said), ssize_t{sizeof said});
    kill(child, SIGKILL);
    while (read(ends[0], &said, sizeof said) == ssize_t{sizeof said}) {
    }
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return said;
}

TEST(StoreFile, HasWhatItAcceptedWhenItsOwnerIsKilled) {
    const TemporaryDirectory folder;
    const std::string path = folder.file("cloud.db");
    CountingEntropy entropy;
    ASSERT_TRUE(Store::open(path)->add_edge("dock", entropy, now));

    for (const int count : {1, 2, 3, 5, 8, 13, 21, 34}) {
        const Sequence said = kill_after(path, count);

        const Store store = std::move(Store::open(path)).value();
        const Sequence stored = watermark(store, dock);
        EXPECT_GE(stored, said);
        EXPECT_EQ(records_of(store).size(), stored);
        EXPECT_EQ(store.last_offset(), stored);
        EXPECT_EQ(store.tags({"", SIZE_MAX, ""})->size(), stored);
        EXPECT_EQ(store.edges()->front().blocks, stored);
    }
}

}  // namespace
}  // namespace cairn::cloud::test
