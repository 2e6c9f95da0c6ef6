// What the edge lends to its decoder, and the counters that outlive it.
#include "linux/decode_parts.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/temporary_directory.h"

namespace cairn::edge::test {
namespace {

using cairn::test::TemporaryDirectory;

const MacAddress device = *MacAddress::parse("5448E68F80A5");
constexpr Timestamp noon{1'800'000'000'000};

std::string key_file(const TemporaryDirectory& folder) {
    std::string path = folder.file("keys.toml");
    std::ofstream(path)
        << "[[device]]\naddress = \"54:48:E6:8F:80:A5\"\nbindkey = \"231d39c1d7cc1ab1aee224cd096db932\"\n";
    std::filesystem::permissions(path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return path;
}

struct Lent {
    std::vector<std::string> errors;
    DecodeParts parts;
    EdgeOptions options;

    explicit Lent(const std::string& keys, const std::vector<std::string>& formats = {})
        : parts(keys, formats, errors) {
        parts.lend_to(options);
    }
};

TEST(DecodeParts, LendNothingWithoutFiles) {
    const Lent lent("");

    EXPECT_TRUE(lent.errors.empty());
    EXPECT_FALSE(lent.parts.has_keys());
    EXPECT_EQ(lent.options.decoder.keys, nullptr);
    EXPECT_EQ(lent.options.identities, nullptr);
}

TEST(DecodeParts, LendTheKeysOfAFile) {
    const TemporaryDirectory folder;
    const Lent lent(key_file(folder));

    ASSERT_TRUE(lent.errors.empty());
    ASSERT_NE(lent.options.decoder.keys, nullptr);
    EXPECT_NE(lent.options.decoder.keys->find(device), nullptr);
    EXPECT_NE(lent.options.decoder.cipher, nullptr);
    EXPECT_NE(lent.options.decoder.replay_guard, nullptr);
    EXPECT_NE(lent.options.identities, nullptr);
}

TEST(DecodeParts, SayWhatIsWrongWithTheirFiles) {
    const TemporaryDirectory folder;
    std::ofstream(folder.file("formats.toml")) << "[[format]]\n";
    const Lent lent(folder.file("missing.toml"), {folder.file("formats.toml")});

    EXPECT_GE(lent.errors.size(), 2U);
}

TEST(DecodeParts, KeepCountersOverARestart) {
    const TemporaryDirectory folder;
    const std::string counters = folder.file("counters");
    {
        Lent before(key_file(folder));
        ASSERT_TRUE(before.parts.load_counters(counters)) << "there are none yet";
        ASSERT_TRUE(before.options.decoder.replay_guard->accept(device, KeyedFormat::bthome, 1'000, noon));
        ASSERT_TRUE(before.parts.save_counters(counters));
    }
    Lent after(key_file(folder));
    ASSERT_TRUE(after.parts.load_counters(counters));

    EXPECT_FALSE(after.options.decoder.replay_guard->accept(device, KeyedFormat::bthome, 999, noon));
    EXPECT_TRUE(after.options.decoder.replay_guard->accept(device, KeyedFormat::bthome, 1'001, noon));
}

TEST(DecodeParts, RefuseCountersThatAreNone) {
    const TemporaryDirectory folder;
    std::ofstream(folder.file("counters")) << "nonsense";
    Lent lent(key_file(folder));

    EXPECT_FALSE(lent.parts.load_counters(folder.file("counters")));
    EXPECT_EQ(lent.parts.save_counters(folder.file("no/such/folder")).error().code, Errc::io);
}

}  // namespace
}  // namespace cairn::edge::test
