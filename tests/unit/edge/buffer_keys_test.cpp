// Keys for the buffer out of files, credentials and devices.
#include "linux/buffer_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string first_secret(64, 'a');
const std::string second_secret(64, '7');

struct Keys {
    std::string write(const std::string& text,
                      std::filesystem::perms mode = std::filesystem::perms::owner_read) {
        const std::string path = folder.file("secrets");
        std::filesystem::remove(path);
        std::ofstream(path) << text;
        std::filesystem::permissions(path, mode);
        return path;
    }

    TemporaryDirectory folder;
    std::vector<std::string> errors;
};

TEST(BufferKeys, StandInAFileOneALine) {
    Keys keys;
    const auto path = keys.write("# the second since May\n" + second_secret + "\r\n\n" + first_secret + "\n");

    const auto found = edge::read_storage_keys(path, keys.errors);

    EXPECT_THAT(keys.errors, IsEmpty());
    ASSERT_EQ(found.size(), 2U);
    EXPECT_NE(found[0].id, found[1].id);
    EXPECT_NE(found[0].id, 0U);
    const auto alone = edge::read_storage_keys(keys.write(first_secret), keys.errors);
    ASSERT_EQ(alone.size(), 1U);
    EXPECT_EQ(alone[0].id, found[1].id);
    EXPECT_EQ(alone[0].bytes, found[1].bytes);
}

TEST(BufferKeys, AreNotReadFromAFileThatOthersCanRead) {
    Keys keys;
    const auto path =
        keys.write(first_secret, std::filesystem::perms::owner_read | std::filesystem::perms::group_read);

    EXPECT_THAT(edge::read_storage_keys(path, keys.errors), IsEmpty());
    EXPECT_THAT(keys.errors, ElementsAre(HasSubstr("others may read this secret")));
}

TEST(BufferKeys, AreRefusedWithTheirLineAndNeverShown) {
    for (const std::string& text : {std::string("\nabc\n"), "\n" + first_secret + "0",
                                    "\n" + std::string(64, 'x'), first_secret + "\n" + first_secret}) {
        Keys keys;

        EXPECT_THAT(edge::read_storage_keys(keys.write(text), keys.errors), IsEmpty());
        EXPECT_THAT(keys.errors, ElementsAre(HasSubstr(":2: expected a secret of 64 hexadecimal digits")));
        EXPECT_EQ(keys.errors.front().find("aaa"), std::string::npos);
    }
    Keys keys;
    EXPECT_THAT(edge::read_storage_keys(keys.write("# none\n"), keys.errors), IsEmpty());
    EXPECT_THAT(keys.errors, ElementsAre(HasSubstr("no secret in it")));
}

TEST(BufferKeys, AreSixteenAtMost) {
    Keys keys;
    std::string text;
    for (int i = 0; i < 17; ++i)
        text += std::string(62, 'a') + (i < 10 ? "0" : "1") + std::to_string(i % 10) + "\n";

    EXPECT_THAT(edge::read_storage_keys(keys.write(text), keys.errors), IsEmpty());
    EXPECT_THAT(keys.errors, ElementsAre(HasSubstr(":17: ")));
}

TEST(BufferKeys, ComeFromTheCredentialsOfTheService) {
    Keys keys;
    keys.write(first_secret);
    ::unsetenv("CREDENTIALS_DIRECTORY");
    EXPECT_THAT(edge::read_credential_keys("secrets", keys.errors), IsEmpty());
    EXPECT_THAT(keys.errors, ElementsAre(HasSubstr("LoadCredential=")));
    keys.errors.clear();

    ::setenv("CREDENTIALS_DIRECTORY",
             std::filesystem::path(keys.folder.file("secrets")).parent_path().c_str(), 1);

    EXPECT_EQ(edge::read_credential_keys("secrets", keys.errors).size(), 1U);
    EXPECT_THAT(keys.errors, IsEmpty());
    ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST(BufferKeys, AreDerivedFromADeviceAndItsMachine) {
    Keys keys;
    const auto secret = keys.write("10000000abcdef01");
    const auto machine = keys.folder.file("machine-id");
    std::ofstream(machine) << "0123456789abcdef0123456789abcdef\n";
    const auto here = edge::derive_device_key(secret, keys.errors, machine);
    std::ofstream(machine) << "f123456789abcdef0123456789abcdef\n";
    const auto elsewhere = edge::derive_device_key(secret, keys.errors, machine);

    ASSERT_EQ(here.size(), 1U);
    ASSERT_EQ(elsewhere.size(), 1U);
    EXPECT_NE(here[0].bytes, elsewhere[0].bytes);
    EXPECT_THAT(keys.errors, IsEmpty());
}

TEST(BufferKeys, AreNotDerivedFromNearlyNothing) {
    Keys keys;
    const auto machine = keys.folder.file("machine-id");
    EXPECT_THAT(edge::derive_device_key(keys.write("1000000"), keys.errors), IsEmpty());
    EXPECT_THAT(edge::derive_device_key(keys.write("10000000"), keys.errors, machine), IsEmpty());

    EXPECT_THAT(keys.errors,
                ElementsAre(HasSubstr("8 bytes or more"), HasSubstr("machine-id: cannot be read")));
}

}  // namespace
}  // namespace cairn::test
