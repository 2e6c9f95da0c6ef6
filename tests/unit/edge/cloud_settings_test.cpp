// What the cloud decides of an edge's settings, and what it may not.
#include "linux/cloud_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <sstream>

#include "config_folder.h"

namespace cairn::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A configuration whose buffer lies in the folder, with the cloud's settings beside it.
struct CloudFolder : Folder {
    edge::EdgeConfig read_both(const std::string& own, const std::string& clouds) {
        write("buffer.db.cloud.toml", clouds);
        return read("[buffer]\npath = \"buffer.db\"\n" + own);
    }
};

TEST(CloudSettings, AreLaidOverTheFile) {
    CloudFolder folder;

    const edge::EdgeConfig config = folder.read_both("[log]\nlevel = \"error\"\n[position]\ninterval = 2\n",
                                                     "[log]\nlevel = \"debug\"\n[sync]\nlive_share = 0.25\n");

    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_THAT(config.warnings, IsEmpty());
    EXPECT_EQ(config.log_level, net::LogLevel::debug);
    EXPECT_EQ(config.edge.sync.live_share, 0.25);
    EXPECT_EQ(config.edge.position_interval, Millis{2'000});
    const std::string cloud_file = folder.file("buffer.db.cloud.toml");
    EXPECT_THAT(config.decided_by_cloud,
                ElementsAre(cloud_file + ":2: log.level, instead of " + folder.file("edge.toml") + ":4",
                            cloud_file + ":4: sync.live_share"));
}

TEST(CloudSettings, AreLeftOutWhenTheyAreWrong) {
    CloudFolder folder;

    const edge::EdgeConfig config =
        folder.read_both("", "[log]\nlevel = \"debug\"\n[position]\ninterval = 0\n");

    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_EQ(config.log_level, net::LogLevel::info);
    EXPECT_THAT(config.cloud_settings, IsEmpty());
    ASSERT_EQ(config.warnings.size(), 1U);
    EXPECT_THAT(config.warnings[0],
                HasSubstr("cloud.toml:4: position.interval: expected seconds from 0.1 to 3600, found 0"));
}

TEST(CloudSettings, AreCheckedTogetherWithTheFile) {
    CloudFolder folder;
    const edge::EdgeConfig config = folder.read("[position]\ncommit_interval = 5\n");
    std::vector<std::string> errors;

    const edge::EdgeConfig next = edge::with_cloud_settings(config, "[position]\ninterval = 9\n", errors);

    EXPECT_THAT(errors,
                ElementsAre(folder.file("edge.toml") +
                            ":2: position.commit_interval: expected seconds from 9 to 86400, found 5"));
    errors.clear();
    EXPECT_EQ(edge::with_cloud_settings(config, "[position]\ninterval = 4\n", errors).edge.position_interval,
              Millis{4'000});
    EXPECT_THAT(errors, IsEmpty());
}

/// Every key of the example, in full.
std::vector<std::string> keys_of_example() {
    static const std::regex table(R"(^#? ?\s*\[\[?([\w.]+)\]\]?.*)");
    static const std::regex key(R"(^#? ?\s*(\w+) = .*)");
    std::istringstream lines(text_of(example_file));
    std::vector<std::string> keys;
    std::string prefix;
    std::smatch match;
    for (std::string line; std::getline(lines, line);) {
        if (std::regex_match(line, match, table)) {
            prefix = match[1].str() + ".";
        } else if (std::regex_match(line, match, key)) {
            keys.push_back(prefix + match[1].str());
        }
    }
    return keys;
}

TEST(CloudSettings, AreTheseAlone) {
    std::vector<std::string> decided;
    for (const std::string& key : keys_of_example()) {
        if (edge::is_decided_by_cloud(key)) decided.push_back(key);
    }

    EXPECT_THAT(decided,
                ElementsAre("mqtt.in_flight_max", "mqtt.topics", "sync.batch_bytes_max",
                            "sync.batches_in_flight_max", "sync.ping_interval", "sync.live_share",
                            "buffer.status_age_max", "buffer.positions_age_max", "buffer.hearings_age_max",
                            "buffer.commit_interval", "position.interval", "position.commit_interval",
                            "position.window", "position.gateway_silence", "position.centroid_scale_db",
                            "position.zone_lead", "position.zone_floor", "position.zone_hold",
                            "position.zone_unknown_under", "log.level", "decode.duplicate_window"));
    EXPECT_TRUE(edge::is_decided_by_cloud("adapters.pin"));
    EXPECT_TRUE(edge::is_decided_by_cloud("adapters.last_will"));
}

TEST(CloudSettings, KeepTheModeOfTheirFile) {
    const Folder folder;
    const std::string path = folder.file("cloud.toml");
    const auto mode = [&path] { return std::filesystem::status(path).permissions(); };

    ASSERT_TRUE(edge::write_cloud_settings(path, "a"));
    EXPECT_EQ(mode(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::filesystem::permissions(path, std::filesystem::perms{0640});
    ASSERT_TRUE(edge::write_cloud_settings(path, "b"));

    EXPECT_EQ(mode(), std::filesystem::perms{0640});
    EXPECT_EQ(*edge::read_cloud_settings(path), "b");
}

TEST(CloudSettings, AreNoneWhereThereIsNoFile) {
    const Folder folder;
    EXPECT_EQ(*edge::read_cloud_settings(folder.file("none")), "");
    EXPECT_EQ(edge::read_cloud_settings("/").error().code, Errc::io);
    EXPECT_EQ(edge::write_cloud_settings(folder.file("no/folder"), "").error().code, Errc::io);
}

}  // namespace
}  // namespace cairn::test
