// The program cairn-cloud: what it says and answers when all is well, and when it is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

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
    EXPECT_THAT(cloud.output(), HasSubstr("Choose another name"));
}

TEST(CairnCloud, ListsEdges) {
    Cloud cloud({sighting(), reading()});

    EXPECT_EQ(cloud.run({"edge", "list", "--data", cloud.file("data")}), 0);

    EXPECT_THAT(cloud.output(), testing::ContainsRegex("dock +2[0-9]{3}-.* 1 +2 +0\n"));
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
