// The configuration: every key, every refusal, and the example that ships.
#include "linux/edge_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "cairn/adapters/default_topics.h"
#include "config_folder.h"
#include "support/certificates.h"

namespace cairn::test {
namespace {

using edge::EdgeConfig;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The example with its commented keys switched on, and values that name files left out.
std::string example_with_every_key() {
    std::istringstream lines(text_of(example_file));
    std::ostringstream out;
    static const std::regex commented(R"(^#(\s*\w+ = .*|\s*\[\[.*\]\].*)$)");
    static const std::regex names_a_file(R"(^#?\s*(\w+_(file|credential)|folder) = .*)");
    for (std::string line; std::getline(lines, line);) {
        if (std::regex_match(line, names_a_file)) continue;
        std::smatch match;
        out << (std::regex_match(line, match, commented) ? match[1].str() : line) << '\n';
    }
    return out.str();
}

TEST(EdgeConfig, HasADefaultForEveryKey) {
    Folder folder;

    const EdgeConfig config = folder.read("");

    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_EQ(config.mqtt.broker.text(), "127.0.0.1:1883");
    EXPECT_TRUE(std::ranges::equal(config.mqtt.topics, adapters::default_topics));
    EXPECT_EQ(config.edge.buffer.path, "/state/buffer.db");
    EXPECT_EQ(config.page.text(), "127.0.0.1:8090");
    EXPECT_FALSE(config.credential);
    EXPECT_TRUE(config.has_page);
}

TEST(EdgeConfig, SubscribesToTheTopicsOfEveryVendor) {
    for (const char* topic : {"/MKGW3/d48c49f7909c/send",
                              "/MK107Pro/d48c49f7909c/send",
                              "/MK110Plus 02/d48c49f7909c/send",
                              "/MKGW4/d48c49f7909c/send",
                              "/cfs1/00e04c006bf1/send",
                              "gw/d48c49f7909c/publish",
                              "MK107-2B52/testDeviceId/device_to_app",
                              "havicare-hub/null/0/gw/c5e390f30bce/raw",
                              "/gw/AC233FC001EA/status",
                              "/mg3/ac233fc03641/status",
                              "/sur/g2/status",
                              "civic/gw-17/up",
                              "home/OpenMQTTGateway/BTtoMQTT/E48F4C26CEEE",
                              "home/OpenMQTTGateway/LWT",
                              "home/OpenMQTTGateway/presence",
                              "espresense/devices/watch:darrell/basement",
                              "espresense/rooms/basement/status",
                              "ruuvi/C8:25:2D:8E:9C:2C/F4:1F:0C:28:CB:D6",
                              "up/CC:1B:E0:E2:8F:2C/data",
                              "telemetry/abcdef",
                              "shellyplus1-a8032abe54dc/events/rpc"}) {
        EXPECT_TRUE(std::ranges::any_of(adapters::default_topics, [&](const auto& filter) {
            return adapters::topic_matches(filter, topic);
        })) << topic;
    }
}

TEST(EdgeConfig, IsDocumentedByAnExampleOfItsDefaults) {
    Folder folder;

    const EdgeConfig example = folder.read(text_of(example_file));
    const std::vector<std::string> errors = folder.errors;
    const EdgeConfig defaults = folder.read("");

    EXPECT_THAT(errors, IsEmpty());
    EXPECT_EQ(example.mqtt.topics, defaults.mqtt.topics);
    EXPECT_EQ(example.mqtt.broker.text(), defaults.mqtt.broker.text());
    EXPECT_EQ(example.mqtt.client_id, defaults.mqtt.client_id);
    EXPECT_EQ(example.mqtt.keep_alive, defaults.mqtt.keep_alive);
    EXPECT_EQ(example.mqtt.retry_min, defaults.mqtt.retry_min);
    EXPECT_EQ(example.mqtt.retry_max, defaults.mqtt.retry_max);
    EXPECT_EQ(example.connect_timeout, defaults.connect_timeout);
    EXPECT_EQ(example.edge.sync.batch_bytes_max, defaults.edge.sync.batch_bytes_max);
    EXPECT_EQ(example.edge.sync.batches_in_flight_max, defaults.edge.sync.batches_in_flight_max);
    EXPECT_EQ(example.edge.sync.answer_timeout, defaults.edge.sync.answer_timeout);
    EXPECT_EQ(example.edge.sync.retry_min, defaults.edge.sync.retry_min);
    EXPECT_EQ(example.edge.sync.retry_max, defaults.edge.sync.retry_max);
    EXPECT_EQ(example.edge.sync.ping_interval, defaults.edge.sync.ping_interval);
    EXPECT_EQ(example.edge.buffer.size_bytes_max, defaults.edge.buffer.size_bytes_max);
    EXPECT_EQ(example.edge.buffer.overflow, defaults.edge.buffer.overflow);
    EXPECT_EQ(example.mqtt.in_flight_max, defaults.mqtt.in_flight_max);
    EXPECT_EQ(example.commit_interval, defaults.commit_interval);
    EXPECT_EQ(example.has_mqtt, defaults.has_mqtt);
    EXPECT_EQ(example.edge.buffer.receipts_max, defaults.edge.buffer.receipts_max);
    EXPECT_EQ(example.edge.position_interval, defaults.edge.position_interval);
    EXPECT_EQ(example.edge.position_commit_interval, defaults.edge.position_commit_interval);
    EXPECT_EQ(example.edge.positioner.tags_max, defaults.edge.positioner.tags_max);
    EXPECT_EQ(example.edge.positioner.window, defaults.edge.positioner.window);
    EXPECT_EQ(example.edge.positioner.centroid_scale_db, defaults.edge.positioner.centroid_scale_db);
    EXPECT_EQ(example.edge.positioner.zone_lead, defaults.edge.positioner.zone_lead);
    EXPECT_EQ(example.edge.positioner.zone_floor, defaults.edge.positioner.zone_floor);
    EXPECT_EQ(example.edge.positioner.zone_hold, defaults.edge.positioner.zone_hold);
    EXPECT_EQ(example.page.text(), defaults.page.text());
}

TEST(EdgeConfig, UnderstandsEvenTheCommentedKeysOfItsExample) {
    Folder folder;

    const EdgeConfig config = folder.read(example_with_every_key());

    EXPECT_THAT(folder.errors, IsEmpty());
    ASSERT_EQ(config.adapters.pins.size(), 1U);
    ASSERT_EQ(config.adapters.civic_mappings.size(), 1U);
    EXPECT_EQ(config.adapters.civic_mappings[0].measurements.size(), 1U);
}

TEST(EdgeConfig, EncryptsTheBufferWithTheKeysOfOnePlace) {
    Folder folder;
    folder.write("buffer.key", std::string(64, '7') + "\n" + std::string(64, '8') + "\n");

    const EdgeConfig config = folder.read("[buffer]\nkey_file = \"buffer.key\"\nhearings_age_max = 3600\n");

    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_EQ(config.edge.buffer.keys.size(), 2U);
    EXPECT_EQ(config.edge.buffer.cipher, config.storage_cipher.get());
    EXPECT_NE(config.edge.buffer.cipher, nullptr);
    EXPECT_EQ(config.edge.buffer.age_max[2], Millis{3'600'000});
    EXPECT_EQ(folder.read("").edge.buffer.cipher, nullptr);
    folder.read("[buffer]\nkey_file = \"buffer.key\"\nkey_credential = \"buffer-key\"\n");
    EXPECT_THAT(folder.errors,
                ElementsAre("[buffer]: expected one of key_file, key_credential and device_secret_file"));
}

void write_credential(const Folder& folder) {
    folder.write("credential.toml", "edge = \"dock\"\nsecret = \"" + std::string(64, '0') +
                                        "\"\ncloud = \"127.0.0.1:7443\"\nca_pem = '''\n" +
                                        Certificates().ca_pem() + "'''\n");
}

TEST(EdgeConfig, ReadsTheFilesItNamesFromItsOwnFolder) {
    Folder folder;
    write_credential(folder);
    folder.write("password", "word\n");
    folder.write("site.toml", "[[floor]]\nname = \"ground\"\nwidth_m = 3\nheight_m = 2\n");

    const EdgeConfig config =
        folder.read("[sync]\ncredential_file = \"credential.toml\"\n[mqtt]\nusername = \"me\"\n"
                    "password_file = \"password\"\n[position]\nsite_file = \"site.toml\"\n"
                    "[buffer]\npath = \"here.db\"\n");

    EXPECT_THAT(folder.errors, IsEmpty());
    ASSERT_TRUE(config.credential);
    EXPECT_EQ(config.edge.sync.credential.edge, "dock");
    EXPECT_EQ(config.mqtt.password, "word");
    EXPECT_EQ(config.edge.site.floors.size(), 1U);
    EXPECT_EQ(config.edge.buffer.path, folder.file("here.db"));
}

TEST(EdgeConfig, TakesABrokerAsTheWayToTheCloud) {
    Folder folder;
    write_credential(folder);
    folder.write("password", "word\n");
    const std::string sync = "[sync]\ncredential_file = \"credential.toml\"\n[sync.mqtt]\n";

    const EdgeConfig config =
        folder.read(sync + "url = \"mqtts://broker.example\"\npassword_file = \"password\"\n");

    EXPECT_THAT(folder.errors, IsEmpty());
    ASSERT_TRUE(config.cloud_broker);
    EXPECT_EQ(config.cloud_broker->username, "dock");
    EXPECT_EQ(config.cloud_broker->password, "word");
    EXPECT_EQ(edge::cloud_of(config), "mqtts://broker.example:8883");
    EXPECT_TRUE(folder.read(sync + "url = \"mqtt://127.0.0.1\"\n").cloud_broker);
    EXPECT_TRUE(folder.read(sync + "url = \"mqtt://b.example\"\nallow_plain = true\n").cloud_broker);
    EXPECT_THAT(folder.errors, IsEmpty());
}

TEST(EdgeConfig, SendsNoSecretThroughABrokerInTheClear) {
    Folder folder;
    write_credential(folder);

    folder.read("[sync]\ncredential_file = \"credential.toml\"\n[sync.mqtt]\nurl = \"mqtt://b.example\"\n");

    EXPECT_THAT(folder.errors, ElementsAre(HasSubstr("sync.mqtt.url: expected mqtts://")));
}

TEST(EdgeConfig, ReportsDefectsOfTheFilesItNames) {
    Folder folder;
    folder.write("site.toml", "[[floor]]\nname = \"ground\"\nheight_m = 2\n");

    folder.read("[position]\nsite_file = \"site.toml\"\n[sync]\ncredential_file = \"none.toml\"\n");

    EXPECT_THAT(folder.errors,
                ElementsAre(HasSubstr("edge.toml:4: sync.credential_file: expected a file that is "
                                      "there, found \"none.toml\""),
                            HasSubstr("site.toml:1: ")));
}

/// A site, and a walk test of it when its third gateway hung at x = 10 m.
void write_surveyed_site(const Folder& folder, double third_x_m) {
    std::string site = "[[floor]]\nname = \"ground\"\nwidth_m = 20\nheight_m = 10\n";
    std::string anchors = "id,x,y,z,floor\n";
    std::string heard = "t_ms,tag,anchor,rssi_dbm\n";
    for (const auto& [id, x_m, site_x_m] : {std::tuple{"moko:a", 2.0, 2.0},
                                            {"moko:b", 18.0, 18.0},
                                            {"moko:c", 10.0, third_x_m},
                                            {"moko:d", 14.0, 14.0}}) {
        const std::string name = id;
        site += "[[gateway]]\nid = \"" + name + "\"\nfloor = \"ground\"\nx_m = " + std::to_string(site_x_m) +
                "\ny_m = 5\n";
        anchors += name + "," + std::to_string(x_m) + ",5,2.5,0\n";
        heard += "500,t," + name + ",-60\n";
    }
    folder.write("site.toml", site);
    std::filesystem::create_directory(folder.file("walk"));
    folder.write("walk/anchors.csv", anchors);
    folder.write("walk/train_observations.csv", heard);
    folder.write("walk/train_truth.csv", "t_ms,tag,x,y,floor,zone\n1000,t,4,3,0,\n");
}

const char* const surveyed = "[position]\nsite_file = \"site.toml\"\nsurvey = [\"walk\"]\n";

TEST(EdgeConfig, ReadsTheSurveyOfItsSite) {
    Folder folder;
    write_surveyed_site(folder, 10);

    const EdgeConfig config = folder.read(surveyed);

    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_THAT(config.warnings, IsEmpty());
    EXPECT_EQ(config.edge.survey.places.size(), 4U);
}

TEST(EdgeConfig, WarnsOfAGatewayThatMovedSinceTheSurvey) {
    Folder folder;
    write_surveyed_site(folder, 11);

    const EdgeConfig config = folder.read(surveyed);

    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_THAT(config.warnings, ElementsAre(HasSubstr("walk/anchors.csv: moko:c hangs elsewhere by now")));
    EXPECT_EQ(config.edge.survey.places.size(), 3U);
}

TEST(EdgeConfig, NamesTheFileOfASurveyThatIsWrong) {
    Folder folder;
    write_surveyed_site(folder, 10);
    folder.write("walk/train_truth.csv", "t_ms,tag,x,y,floor,zone\n");

    folder.read(surveyed);

    EXPECT_THAT(folder.errors, ElementsAre(folder.file("walk/train_truth.csv") + ": no row with a place"));
}

TEST(EdgeConfig, TellsOfTheSiteFirstWhereItIsWrongToo) {
    Folder folder;
    write_surveyed_site(folder, 10);
    folder.write("site.toml", "[[floor]]\nname = \"ground\"\nheight_m = 2\n");

    folder.read(surveyed);

    EXPECT_THAT(folder.errors, ElementsAre(HasSubstr("site.toml:1: ")));
}

const std::string rooms =
    "[[floor]]\nname = \"ground\"\n[[gateway]]\nid = \"moko:a\"\nfloor = \"ground\"\n"
    "[[zone]]\nname = \"kitchen\"\nfloor = \"ground\"\n[[zone]]\nname = \"hall\"\nfloor = \"ground\"\n";

TEST(EdgeConfig, ReadsTheSurveyOfASiteOfRooms) {
    Folder folder;
    folder.write("site.toml", rooms);
    std::filesystem::create_directory(folder.file("walk"));
    folder.write("walk/anchors.csv", "id,x,y,z,floor\nmoko:a,,,2.5,0\n");
    folder.write("walk/train_observations.csv", "t_ms,tag,anchor,rssi_dbm\n500,t,moko:a,-60\n");
    folder.write("walk/train_truth.csv", "t_ms,tag,x,y,floor,zone\n1000,t,,,0,kitchen\n");

    const EdgeConfig config = folder.read(surveyed);

    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_THAT(config.warnings, ElementsAre(HasSubstr("the survey does not name hall")));
    EXPECT_EQ(config.edge.survey.rooms.size(), 1U);
}

TEST(EdgeConfig, SaysWhatRoomsNeed) {
    Folder folder;
    folder.write("site.toml", rooms);

    folder.read("[position]\nsite_file = \"site.toml\"\n");
    EXPECT_THAT(folder.errors,
                ElementsAre(HasSubstr(":1: position.survey: expected folders of a walk test that names rooms "
                                      "of the site_file, since its zones have no corners: record one with "
                                      "`cairn survey`, found nothing")));
    folder.errors.clear();
    folder.read("[position]\nsite_file = \"site.toml\"\nradio_map = false\n");
    EXPECT_THAT(folder.errors,
                ElementsAre(HasSubstr(":3: position.radio_map: expected true, since zones of the site_file "
                                      "have no corners, found false")));
}

struct Wrong {
    const char* text;
    const char* error;
};

TEST(EdgeConfig, TakesTheSpoolsMessagesInPlaceOfTheBrokers) {
    Folder folder;
    EXPECT_FALSE(folder.read("[spool]\nfolder = \".\"\n").has_mqtt);
    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_TRUE(folder.read("[spool]\nfolder = \".\"\n[mqtt]\nenabled = true\n").has_mqtt);
    EXPECT_TRUE(folder.read("").has_mqtt);
    EXPECT_EQ(folder.read("").spool, "");
}

TEST(EdgeConfig, ReadsHowOftenMessagesAreWritten) {
    Folder folder;
    const EdgeConfig config =
        folder.read("[mqtt]\nin_flight_max = 60000\n[buffer]\nreceipts_max = 60000\ncommit_interval = 0.2\n");

    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_EQ(config.mqtt.in_flight_max, 60'000);
    EXPECT_EQ(config.commit_interval, Millis{200});
    EXPECT_EQ(folder.read("").commit_interval, Millis{1'000});
}

TEST(EdgeConfig, SaysWhichLineIsWrong) {
    Folder folder;
    for (const auto& [text, error] : {
             Wrong{"[mqtt]\nbroker = \"nowhere\"", ":2: mqtt.broker: expected host:port"},
             Wrong{"[mqtt]\nclient_id = \"\"", ":2: mqtt.client_id: expected a name"},
             Wrong{"[mqtt]\ntopics = []", ":2: mqtt.topics: expected MQTT topic filters"},
             Wrong{"[mqtt]\ntopics = [\"a/b\", \"a/#/b\"]", ":2: mqtt.topics: expected MQTT topic filters"},
             Wrong{"[mqtt]\ntopics = [\"x+/y\"]", ":2: mqtt.topics: expected MQTT topic filters"},
             Wrong{"[mqtt]\nca_file = \"nowhere.pem\"", ":2: mqtt.ca_file: expected a file that is there"},
             Wrong{"[mqtt]\nca_file = \"edge.toml\"",
                   ":2: mqtt.ca_file: expected a file with the certificate"},
             Wrong{"[position]\nsite_file = \"nowhere.toml\"", ":2: position.site_file: expected a file"},
             Wrong{"[position]\nsurvey = [\"nowhere\"]",
                   ":2: position.survey: expected folders that are there"},
             Wrong{"[position]\nsurvey = [\".\"]", ":2: position.survey: expected a site_file beside it"},
             Wrong{"[position]\nsurvey = [\".\"]\nradio_map = false",
                   ":2: position.survey: expected nothing, since radio_map is false"},
             Wrong{"[adapters]\npass_through = [\"a/#/x\"]", ":2: adapters.pass_through: expected MQTT"},
             Wrong{"[mqtt]\nin_flight_max = 0", ":2: mqtt.in_flight_max: expected"},
             Wrong{"[mqtt]\nin_flight_max = 65536", ":2: mqtt.in_flight_max: expected"},
             Wrong{"[buffer]\nreceipts_max = 4095",
                   ":2: buffer.receipts_max: expected at least [mqtt] in_flight_max"},
             Wrong{"[spool]\nfolder = \".\"\n[buffer]\nreceipts_max = 8191",
                   ":4: buffer.receipts_max: expected at least 8192 with a [spool]"},
             Wrong{"[spool]\nfolder = \"nowhere\"", ":2: spool.folder: expected a folder that is there"},
             Wrong{"[buffer]\ncommit_interval = 61", ":2: buffer.commit_interval: expected"},
             Wrong{"[buffer]\npath = \"/tmp\"", ":2: buffer.path: expected a file"},
             Wrong{"[buffer]\nsize_bytes_max = 65536", ":2: buffer.size_bytes_max: expected"},
             Wrong{"[sync]\nping_interval = 3000", ":2: sync.ping_interval: expected"},
             Wrong{"[sync.mqtt]\nurl = \"broker.example\"", ":2: sync.mqtt.url: expected mqtts://host"},
             Wrong{"[buffer]\noverflow = \"burn\"",
                   ":2: buffer.overflow: expected \"drop_oldest\" or \"refuse_new\", found \"burn\""},
             Wrong{"[buffer]\nsize_bytes_max = 10", ":2: buffer.size_bytes_max: expected"},
             Wrong{"[buffer]\npath = \"\"", ":2: buffer.path: expected a file"},
             Wrong{"[log]\nlevel = 3", ":2: log.level: expected a text"},
             Wrong{"[sync]\nretry_max = 0.1", ":2: sync.retry_max: expected seconds"},
             Wrong{"[position]\nzone_lead = 2", ":2: position.zone_lead: expected"},
             Wrong{"[[adapters.pin]]\ntopic_filter = \"a/b\"\ndialect = \"klingon\"",
                   ":3: adapters.pin.dialect: "},
             Wrong{"[[civic_mapping]]\nname = \"x\"\ntopic_filter = \"a/b\"\ngateway_name = \"g\"",
                   "civic_mapping.tag: expected"},
             Wrong{"[[civic_mapping]]\nname = \"x\"\ntopic_filter = \"a/+\"\ntag = \"t\"",
                   "civic_mapping.gateway: expected the path"},
             Wrong{"[http]\nlisten = \"8091\"", ":2: http.listen: expected host:port"},
             Wrong{"[http]\nlisten = \"0.0.0.0:8091\"\nusername = \"me\"",
                   "http.password_file: expected a file"},
             Wrong{"[http]\npassword_file = \"edge.toml\"", "http.username: expected a user name"},
             Wrong{"[http]\nusername = \"a:b\"\npassword_file = \"edge.toml\"",
                   ":2: http.username: expected a name without a colon"},
             Wrong{"[http]\ntoken_file = \"nowhere\"", ":2: http.token_file: expected a file that is there"},
             Wrong{"[udp]\nlisten = 8092", ":2: udp.listen: expected"},
             Wrong{"[mqtt]\nenabled = false", ":2: mqtt.enabled: expected true, or an address"},
             Wrong{"[pgae]\nlisten = \"127.0.0.1:1\"", ":1: pgae: unknown key, did you mean \"page\"?"},
         }) {
        folder.read(text);
        ASSERT_FALSE(folder.errors.empty()) << text;
        EXPECT_THAT(folder.errors[0], HasSubstr(error)) << text;
    }
}

TEST(EdgeConfig, KeepsTheLongestPauseOverTheShortest) {
    Folder folder;
    const auto config = folder.read("[mqtt]\nretry_min = 60\n[sync]\nretry_min = 90");

    EXPECT_THAT(folder.errors, IsEmpty());
    EXPECT_EQ(config.mqtt.retry_max, Millis{60'000});
    EXPECT_EQ(config.edge.sync.retry_max, Millis{90'000});
}

TEST(EdgeConfig, ServesThePageOnLoopbackOnly) {
    Folder folder;
    for (const char* address : {"0.0.0.0:8090", "192.168.1.2:8090", "[::]:8090", "edge.example:8090"}) {
        folder.read(std::string("[page]\nlisten = \"") + address + "\"");

        ASSERT_EQ(folder.errors.size(), 1U) << address;
        EXPECT_THAT(folder.errors[0], HasSubstr("page.listen: expected an address of this machine alone"));
    }
    folder.read("[page]\nlisten = \"[::1]:80\"");
    EXPECT_THAT(folder.errors, IsEmpty());
}

TEST(EdgeConfig, RefusesAPasswordWithoutAUser) {
    Folder folder;
    folder.write("password", "word\n");

    folder.read("[mqtt]\npassword_file = \"password\"");

    ASSERT_EQ(folder.errors.size(), 1U);
    EXPECT_THAT(folder.errors[0], HasSubstr("mqtt.username"));
}

TEST(EdgeConfig, TakesPostsAndDatagramsOnlyWhereItIsTold) {
    Folder folder;
    const auto without = folder.read("");
    EXPECT_FALSE(without.http);
    EXPECT_FALSE(without.udp);
    EXPECT_TRUE(without.has_mqtt);

    const auto config = folder.read("[mqtt]\nenabled = false\n[http]\nlisten = \"0.0.0.0:8091\"\n"
                                    "[udp]\nlisten = \"[::]:8092\"\n");
    EXPECT_THAT(folder.errors, IsEmpty());
    ASSERT_TRUE(config.http);
    EXPECT_EQ(config.http->listen.text(), "0.0.0.0:8091");
    ASSERT_TRUE(config.udp);
    EXPECT_EQ(config.udp->text(), "[::]:8092");
    EXPECT_FALSE(config.has_mqtt);
}

TEST(EdgeConfig, ReadsWhoMayPost) {
    Folder folder;
    folder.write("token", "sesame\n");
    folder.write("password", "word\n");

    const auto config = folder.read("[http]\nlisten = \"0.0.0.0:8091\"\ntoken_file = \"token\"\n"
                                    "username = \"me\"\npassword_file = \"password\"\n");

    EXPECT_THAT(folder.errors, IsEmpty());
    ASSERT_TRUE(config.http);
    EXPECT_EQ(config.http->token, "sesame");
    EXPECT_EQ(config.http->password, "word");
}

TEST(EdgeConfig, ReportsAMissingFile) {
    std::vector<std::string> errors;

    edge::read_config("/nowhere/edge.toml", "/state", errors);

    EXPECT_THAT(errors, ElementsAre("/nowhere/edge.toml: No such file or directory"));
}

TEST(EdgeConfig, TakesCommandsWhereThereIsABrokerUnlessToldOtherwise) {
    Folder folder;
    EXPECT_TRUE(folder.read("").takes_commands);
    EXPECT_FALSE(folder.read("[commands]\nenabled = false\n").takes_commands);
    EXPECT_TRUE(folder.read("[spool]\nfolder = \".\"\n").takes_commands);
    EXPECT_FALSE(folder.read("[mqtt]\nenabled = false\n[udp]\nlisten = \"127.0.0.1:8092\"\n").takes_commands);
}

}  // namespace
}  // namespace cairn::test
