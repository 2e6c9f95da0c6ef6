// The program cairn-cloud: what it says and answers when all is well, and when it is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>

#include "integration/live_page_cloud.h"

namespace cairn::test {
namespace {

using testing::HasSubstr;

TEST(CairnCloud, ServesAndEndsCleanlyOnSigterm) {
    Cloud cloud({sighting()});

    EXPECT_THAT(http_get(cloud.http_port(), "/v1/tags").body, HasSubstr("ble:AC233FA03208"));
    EXPECT_EQ(cloud.stop(), 0);
    EXPECT_THAT(cloud.output(), HasSubstr("stopped"));
}

TEST(CairnCloud, AddsAnEdgeWhileItRuns) {
    Cloud cloud({});

    EXPECT_EQ(cloud.run({"edge", "add", "yard", "--data", cloud.file("data"), "--cloud", "cloud.example:7443",
                         "--output", cloud.file("yard.toml")}),
              0);

    const std::string credential = cloud.text_of("yard.toml");
    EXPECT_THAT(credential, HasSubstr("edge = \"yard\"\n"));
    EXPECT_THAT(credential, testing::ContainsRegex("secret = \"[0-9a-f]{64}\"\n"));
    EXPECT_THAT(credential, HasSubstr("cloud = \"cloud.example:7443\"\n"));
    EXPECT_THAT(credential, HasSubstr("ca_pem = \"\"\"\n-----BEGIN CERTIFICATE-----\n"));
    EXPECT_THAT(http_get(cloud.http_port(), "/v1/edges").body, HasSubstr("\"yard\""));
    EXPECT_THAT(cloud.output(), HasSubstr("--name cloud.example"));
}

TEST(CairnCloud, KeepsCredentialAndFolderPrivate) {
    Cloud cloud({});

    struct stat found{};
    ASSERT_EQ(::stat(cloud.file("edge.toml").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat(cloud.file("data").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0700U);
}

TEST(CairnCloud, NeverOverwritesACredentialAndThenAddsNoEdge) {
    Cloud cloud({});
    const std::string before = cloud.text_of("edge.toml");

    EXPECT_EQ(
        cloud.run({"edge", "add", "yard", "--data", cloud.file("data"), "--output", cloud.file("edge.toml")}),
        1);

    EXPECT_EQ(cloud.text_of("edge.toml"), before);
    EXPECT_THAT(http_get(cloud.http_port(), "/v1/edges").body, testing::Not(HasSubstr("yard")));
}

TEST(CairnCloud, RefusesAnEdgeThatIsThereAndLeavesNoFile) {
    Cloud cloud({});

    EXPECT_EQ(cloud.run({"edge", "add", "dock", "--data", cloud.file("data"), "--output",
                         cloud.file("again.toml")}),
              1);

    EXPECT_NE(::access(cloud.file("again.toml").c_str(), F_OK), 0);
    EXPECT_THAT(cloud.output(),
                HasSubstr("Choose another name, or give this edge a new credential with --replace."));
}

TEST(CairnCloud, ListsEdges) {
    Cloud cloud({sighting(), reading()});

    EXPECT_EQ(cloud.run({"edge", "list", "--data", cloud.file("data")}), 0);

    EXPECT_THAT(cloud.output(), testing::ContainsRegex("dock +2[0-9]{3}-.* 1 +2 +0  valid\n"));
}

TEST(CairnCloud, ReplacesACredential) {
    Cloud cloud({sighting()});

    EXPECT_EQ(cloud.run({"edge", "add", "dock", "--replace", "--data", cloud.file("data"), "--output",
                         cloud.file("new.toml")}),
              0);
    EXPECT_EQ(cloud.run({"edge", "add", "nobody", "--replace", "--data", cloud.file("data")}), 1);

    EXPECT_THAT(cloud.text_of("new.toml"), HasSubstr("edge = \"dock\"\n"));
    EXPECT_NE(cloud.text_of("new.toml"), cloud.text_of("edge.toml"));
    EXPECT_THAT(
        cloud.output(),
        HasSubstr("nobody: store: no such edge. `cairn-cloud edge list` shows those that are there.\n"));
}

TEST(CairnCloud, WithdrawsACredentialAndKeepsWhatCame) {
    Cloud cloud({sighting()});

    EXPECT_EQ(cloud.run({"edge", "remove", "dock", "--data", cloud.file("data")}), 0);
    EXPECT_EQ(cloud.run({"edge", "remove", "nobody", "--data", cloud.file("data")}), 1);
    EXPECT_EQ(cloud.run({"edge", "list", "--data", cloud.file("data")}), 0);

    EXPECT_THAT(cloud.output(), HasSubstr("`cairn-cloud edge add dock --replace` lets it in again."));
    EXPECT_THAT(cloud.output(), testing::ContainsRegex("dock +2[0-9]{3}-.* withdrawn\n"));
    EXPECT_THAT(http_get(cloud.http_port(), "/v1/edges").body, HasSubstr("\"withdrawn\":true"));
    EXPECT_THAT(http_get(cloud.http_port(), "/v1/tags").body, HasSubstr("ble:AC233FA03208"));
}

TEST(CairnCloud, DoesNotTakeAWriteThatFailsForAnEdgeThatIsThere) {
    Cloud cloud({});
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(cloud.file("data/cloud.db").c_str(), &database), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database,
                           "CREATE TRIGGER broken BEFORE INSERT ON edge BEGIN SELECT RAISE(ABORT, 'no'); END",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(database);

    EXPECT_EQ(cloud.run({"edge", "add", "yard", "--data", cloud.file("data")}), 1);

    EXPECT_THAT(cloud.output(), HasSubstr("Nothing was changed. Try again."));
    EXPECT_THAT(cloud.output(), testing::Not(HasSubstr("Choose another name")));
}

TEST(CairnCloud, RefusesANameThatNoCertificateHolds) {
    Cloud cloud({});

    EXPECT_EQ(cloud.run({"--data", cloud.file("data"), "--name", "a b/"}), 2);

    EXPECT_THAT(cloud.output(), HasSubstr("--name: expected a host name or an address"));
    EXPECT_THAT(cloud.output(), HasSubstr("found \"a b/\""));
}

TEST(CairnCloud, ListsTheLogLevels) {
    Cloud cloud({});

    EXPECT_EQ(cloud.run({"--log-level", "foo"}), 2);

    EXPECT_THAT(cloud.output(), HasSubstr("expected debug, info, warning or error, found foo"));
}

TEST(CairnCloud, AsksToMoveOnlyTheKeyFilesThatAreBad) {
    Cloud cloud({});
    cloud.stop();

    std::ofstream(cloud.file("data/server.key")) << "junk";
    EXPECT_EQ(cloud.run({"--data", cloud.file("data")}), 1);
    EXPECT_THAT(cloud.output(),
                HasSubstr("server.key holds no private key. Move server.key and server.pem away"));
    EXPECT_THAT(cloud.output(), testing::Not(HasSubstr("edges need new")));

    std::ofstream(cloud.file("data/ca.pem")) << "junk";
    EXPECT_EQ(cloud.run({"--data", cloud.file("data")}), 1);
    EXPECT_THAT(cloud.output(), HasSubstr("ca.pem holds no certificate. Move the .pem and .key files away"));
    EXPECT_THAT(cloud.output(), HasSubstr("edges need new credential files"));

    std::filesystem::remove(cloud.file("data/ca.key"));
    EXPECT_EQ(cloud.run({"--data", cloud.file("data")}), 1);
    EXPECT_THAT(cloud.output(),
                testing::ContainsRegex("ca.key cannot be read .*Move the .pem and .key files"));
}

TEST(CairnCloud, SaysThatTheDatabaseIsDamagedAndTheWayOut) {
    Cloud cloud({});
    cloud.stop();
    std::ofstream(cloud.file("data/cloud.db")) << std::string(8192, 'x');

    EXPECT_EQ(cloud.run({"--data", cloud.file("data")}), 1);

    EXPECT_THAT(cloud.output(), HasSubstr("cloud.db: damaged, or not a file of cairn-cloud. Move it aside"));
    EXPECT_THAT(cloud.output(), testing::Not(HasSubstr("sqlite: ")));
}

TEST(CairnCloud, SaysThatTheFolderIsAFile) {
    Cloud cloud({});

    EXPECT_EQ(cloud.run({"--data", cloud.file("edge.toml")}), 1);

    EXPECT_THAT(cloud.output(), HasSubstr("edge.toml: this is a file, not a folder. Choose another folder"));
}

TEST(CairnCloud, LetsOnlyOneServerIntoAFolder) {
    Cloud cloud({});

    EXPECT_EQ(cloud.run({"--data", cloud.file("data"), "--http", "127.0.0.1:0", "--sync", "127.0.0.1:0"}), 1);

    EXPECT_THAT(cloud.output(), HasSubstr("another cairn-cloud uses the folder. Stop the other one"));
}

TEST(CairnCloud, SaysWhichPortIsInUse) {
    Cloud cloud({});
    const std::string taken = "127.0.0.1:" + std::to_string(cloud.http_port());

    EXPECT_EQ(cloud.run({"--data", cloud.file("other"), "--http", taken, "--sync", "127.0.0.1:0"}), 1);
    EXPECT_EQ(cloud.run({"--data", cloud.file("other"), "--http", "127.0.0.1:0", "--sync", taken}), 1);

    EXPECT_THAT(cloud.output(), HasSubstr("--http " + taken + ": the port is in use"));
    EXPECT_THAT(cloud.output(), HasSubstr("--sync " + taken + ": the port is in use"));
}

TEST(CairnCloud, SaysWhichLineOfTheSiteFileIsWrong) {
    Cloud cloud({});
    std::ofstream(cloud.file("bad.toml")) << "[[floor]]\nname = \"ground\"\nwidth_m = -1.0\nheight_m = 3.0\n";

    EXPECT_EQ(cloud.run({"--data", cloud.file("other"), "--site", cloud.file("bad.toml")}), 1);

    EXPECT_THAT(cloud.output(), HasSubstr("bad.toml:3: "));
}

TEST(CairnCloud, SaysThatTheFolderCannotBeMade) {
    Cloud cloud({});

    EXPECT_EQ(cloud.run({"--data", cloud.file("edge.toml/data")}), 1);

    EXPECT_THAT(cloud.output(), HasSubstr("Choose another folder with --data DIR."));
}

TEST(CairnCloud, RefusesAnEndpointThatIsNone) {
    Cloud cloud({});

    EXPECT_EQ(cloud.run({"--http", "nonsense"}), 2);
    EXPECT_EQ(cloud.run({"--version"}), 0);
}

TEST(CairnCloud, SpeaksTlsWhereTheNetworkReachesIt) {
    Cloud cloud({});
    const std::string port = std::to_string(free_port());
    Program open({CAIRN_CLOUD_PROGRAM, "--data", cloud.file("open"), "--http", "0.0.0.0:" + port, "--sync",
                  "127.0.0.1:0"},
                 cloud.file("open.log"));

    EXPECT_TRUE(
        eventually([&] { return open.output().find("https://0.0.0.0:" + port + "/") != std::string::npos; }));
    EXPECT_EQ(http_get(static_cast<std::uint16_t>(std::stoi(port)), "/healthz").status, 0) << "plain HTTP";
    EXPECT_EQ(open.stop(SIGTERM), 0) << open.output();
}

}  // namespace
}  // namespace cairn::test
