// The folder of a cloud: made private, and held by one server at a time.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "http/state_folder.h"
#include "unit/cloud/store_support.h"

namespace cairn::cloud::test {
namespace {

/// Sets a variable for one test.
class Variable {
public:
    Variable(const char* name, const char* value) : name_(name) {
        const char* before = ::getenv(name);
        was_set_ = before != nullptr;
        if (was_set_) before_ = before;
        ::setenv(name, value, 1);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable() {
        if (was_set_) {
            ::setenv(name_, before_.c_str(), 1);
        } else {
            ::unsetenv(name_);
        }
    }

private:
    const char* name_;
    bool was_set_ = false;
    std::string before_;
};

TEST(DefaultStateFolder, IsWhatSystemdSaysFirst) {
    const Variable state("STATE_DIRECTORY", "/var/lib/cairn-cloud:/var/lib/other");
    const Variable share("XDG_DATA_HOME", "/home/a/share");

    EXPECT_EQ(default_state_folder(), "/var/lib/cairn-cloud");
}

TEST(DefaultStateFolder, LiesInTheDataFolderOfTheUser) {
    const Variable state("STATE_DIRECTORY", "");
    const Variable share("XDG_DATA_HOME", "/home/a/share");

    EXPECT_EQ(default_state_folder(), "/home/a/share/cairn-cloud");
}

TEST(DefaultStateFolder, LiesBelowHomeOtherwise) {
    const Variable state("STATE_DIRECTORY", "");
    const Variable share("XDG_DATA_HOME", "");
    const Variable home("HOME", "/home/a");

    EXPECT_EQ(default_state_folder(), "/home/a/.local/share/cairn-cloud");
}

TEST(StateFolder, IsMadeForItsOwnerOnly) {
    const TemporaryDirectory folder;
    const std::string path = folder.file("a/b/cloud");

    ASSERT_TRUE(make_state_folder(path));

    struct stat found{};
    ASSERT_EQ(::stat(path.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0700U);
    EXPECT_TRUE(make_state_folder(path)) << "there already";
}

TEST(StateFolder, CannotStandBelowAFile) {
    const TemporaryDirectory folder;
    ASSERT_TRUE(FolderLock::take(folder.file("")));

    const auto made = make_state_folder(folder.file("lock/cloud"));

    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::io);
}

TEST(StateFolder, IsNoFile) {
    const TemporaryDirectory folder;
    ASSERT_TRUE(FolderLock::take(folder.file("")));

    const auto made = make_state_folder(folder.file("lock"));

    ASSERT_FALSE(made);
    EXPECT_STREQ(made.error().where, "this is a file, not a folder");
}

TEST(FolderLock, IsHeldByOne) {
    const TemporaryDirectory folder;
    auto first = FolderLock::take(folder.file(""));
    ASSERT_TRUE(first);

    const auto second = FolderLock::take(folder.file(""));

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::would_block);
}

TEST(FolderLock, IsFreeAgainAfterwards) {
    const TemporaryDirectory folder;
    {
        ASSERT_TRUE(FolderLock::take(folder.file("")));
    }

    EXPECT_TRUE(FolderLock::take(folder.file("")));
}

TEST(FolderLock, NeedsAFolder) {
    const TemporaryDirectory folder;

    const auto lock = FolderLock::take(folder.file("nowhere"));

    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, Errc::io);
}

}  // namespace
}  // namespace cairn::cloud::test
