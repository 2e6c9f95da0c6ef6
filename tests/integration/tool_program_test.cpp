// The program cairn at the shell: what it takes for an input, how it refuses, and what it answers with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cairn/core/bytes.h"
#include "support/hex.h"
#include "support/program.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto ruuvi = "0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F";
// Of docs/formats/minew.md.
constexpr auto minew = R"([{"timestamp":"2018-06-21T03:23:50Z","type":"Gateway","mac":"AC233FC03000"},)"
                       R"({"timestamp":"2018-06-21T03:23:50Z","mac":"AC233F259D00","rssi":-79,)"
                       R"("rawData":"0201060303E1FF"}])";

struct Answer {
    int exit_code = 0;
    std::string text;  // both streams
};

Answer cairn(std::vector<std::string> arguments) {
    const TemporaryDirectory folder;
    arguments.insert(arguments.begin(), CAIRN_TOOL_PROGRAM);
    Program program(std::move(arguments), folder.file("output"));
    const int exit_code = program.wait();
    return {exit_code, program.output()};
}

TEST(Decode, TakesAJsonArrayAsOneInput) {
    const Answer plain = cairn({"decode", minew});
    const Answer sent = cairn({"decode", "--topic", "/gw/ac233fc03000/status", minew});

    EXPECT_EQ(plain.exit_code, 0) << plain.text;
    EXPECT_THAT(plain.text, HasSubstr("ble:AC233F259D00  -79 dBm"));
    EXPECT_EQ(sent.exit_code, 0) << sent.text;
    EXPECT_THAT(sent.text, HasSubstr("ble:AC233F259D00  -79 dBm"));
    EXPECT_THAT(cairn({"decode", "[]"}).text, StartsWith("[]\n"));
    EXPECT_THAT(cairn({"decode", "{}"}).text, StartsWith("{}\n"));
}

TEST(Decode, TakesSeveralInputs) {
    const Answer answer = cairn({"decode", ruuvi, "--json", minew, "[]"});

    EXPECT_THAT(answer.text, AllOf(StartsWith("{\"results\":[{\"format\":\"ruuvi.5\""),
                                   HasSubstr("AC233F259D00"), EndsWith("\"}\n")));
    EXPECT_EQ(std::ranges::count(answer.text, '\n'), 3) << "a line for each";
}

std::string written(const std::string& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
    return path;
}

TEST(Decode, ReadsAnArgumentThatNamesAFile) {
    const TemporaryDirectory folder;
    const std::string lines = written(folder.file("lines"), std::string(ruuvi) + "\r\nxyz\r\n");
    const Answer answer = cairn({"decode", "--json", lines, ruuvi});

    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_EQ(std::ranges::count(answer.text, '\n'), 3) << answer.text;
    EXPECT_THAT(cairn({"decode", folder.file("nosuch")}).text, HasSubstr("no file has this name"));
    EXPECT_THAT(cairn({"decode", folder.path()}).text, HasSubstr("Is a directory"));
    EXPECT_THAT(cairn({"decode", written(folder.file("empty"), "")}).text,
                HasSubstr("empty: nothing to decode"));
}

TEST(Decode, AnswersALineBeforeTheNextComes) {
    const TemporaryDirectory folder;
    const std::string pipe = folder.file("pipe");
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    Program program(
        {"/bin/sh", "-c", std::string("exec \"$0\" decode --json < \"$1\""), CAIRN_TOOL_PROGRAM, pipe},
        folder.file("output"));
    std::ofstream lines(pipe);
    lines << ruuvi << std::endl;

    EXPECT_TRUE(eventually([&] { return program.output().find("ruuvi.5") != std::string::npos; }));
    lines.close();
    EXPECT_EQ(program.wait(), 0);
}

/// btsnoop with one event: an encrypted advertisement of BTHome, sent by 54:48:E6:8F:80:A5.
std::string encrypted_capture(const TemporaryDirectory& folder) {
    const auto bytes =
        from_hex("6274736E6F6F7000 00000001 000003EA 00000022 00000022 00000003 00000000 00E2E7D7274FA240"
                 "04 3E1F 02 01 00 00 A5808FE64854 13 1216D2FC41A47266C95F730011223378237214 C4");
    return written(folder.file("btsnoop_hci.log"), as_text(bytes));
}

TEST(Decode, WritesALineForEachAdvertisementOfACapture) {
    const TemporaryDirectory folder;
    const Answer answer = cairn({"decode", "--json", encrypted_capture(folder)});

    EXPECT_EQ(answer.exit_code, 0);
    EXPECT_THAT(answer.text,
                AllOf(HasSubstr(R"({"id":1,"at":"2023-11-14T22:13:20.123Z","mac":"54:48:E6:8F:80:A5",)"
                                R"("rssi_dbm":-60,)"),
                      HasSubstr(R"("protection":"no_key")"),
                      HasSubstr("packets=1 advertisements=1 bad_crc=0 broken=0 unfinished=0\n")));
}

TEST(Decode, OpensACaptureWithAKeyFile) {
    const TemporaryDirectory folder;
    const std::string keys =
        written(folder.file("keys.toml"), "[[device]]\naddress = \"5448E68F80A5\"\n"
                                          "bindkey = \"231d39c1d7cc1ab1aee224cd096db932\"\n");
    const std::string capture = encrypted_capture(folder);
    std::filesystem::permissions(keys, std::filesystem::perms::owner_read);

    EXPECT_THAT(cairn({"decode", "--json", "--keys", keys, capture}).text,
                HasSubstr(R"("protection":"decrypted","readings":{"temperature_c":25.06)"));
    EXPECT_EQ(cairn({"decode", "--keys", folder.file("nosuch"), capture}).exit_code, 1);
}

TEST(Decode, SaysThatACaptureIsTorn) {
    const TemporaryDirectory folder;
    std::ofstream(encrypted_capture(folder), std::ios::app) << "torn";
    const Answer answer = cairn({"decode", "--json", folder.file("btsnoop_hci.log")});

    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_THAT(answer.text, AllOf(HasSubstr("{\"id\":1,"), HasSubstr("truncated: btsnoop")));
}

TEST(Decode, FailsWhenItsOutputCannotBeWritten) {
    Program program({CAIRN_TOOL_PROGRAM, "decode", ruuvi}, "/dev/full");

    EXPECT_EQ(program.wait(), 1);
}

TEST(Usage, ErrorsExitWith2) {
    const std::vector<std::vector<std::string>> wrong{{},
                                                      {"foo"},
                                                      {"--foo"},
                                                      {"decode", "--foo", "02"},
                                                      {"replay"},
                                                      {"replay", "x", "--speed", "nan"},
                                                      {"replay", "x", "--speed", "-1"},
                                                      {"replay", "x", "--qos", "7"},
                                                      {"sim", "x", "--seed", "-1"},
                                                      {"sim", "x", "--seconds", "inf"},
                                                      {"sim", "x", "--speed", "nan"},
                                                      {"score", "--truth", "x", "--seconds", "0"}};
    for (const auto& arguments : wrong) {
        const Answer answer = cairn(arguments);
        EXPECT_EQ(answer.exit_code, 2) << answer.text;
        EXPECT_THAT(answer.text, StartsWith("cairn: "));
        EXPECT_LT(answer.text.size(), 200U) << answer.text;
    }
    EXPECT_EQ(cairn({"--help"}).exit_code, 0);
    EXPECT_EQ(cairn({"--version"}).exit_code, 0);
}

TEST(Usage, NamesTheCommandThatIsNotKnown) {
    EXPECT_THAT(cairn({"foo"}).text, HasSubstr("unknown command \"foo\": expected buffer, decode, locate, "
                                               "explain, plan, replay, sim, score, survey or command"));
}

TEST(Replay, NamesTheLineWhoseTopicCannotBeSentTo) {
    const TemporaryDirectory folder;
    const std::string file = folder.file("capture.jsonl");
    std::ofstream(file) << "# a comment\n" << R"({"topic":"gw/+/up","payload":"x"})" << "\n";

    const Answer answer = cairn({"replay", file});

    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_THAT(answer.text, HasSubstr(file + ":2: topic: holds a wildcard"));
}

/// A tag that is in one room and then upstairs, of which no coordinates are known.
std::string recorded_rooms(const TemporaryDirectory& folder) {
    std::string truth = "t_ms,tag,x,y,floor,zone\n";
    std::string heard = "t_ms,tag,anchor,rssi_dbm\n";
    for (int second = 1; second <= 20; ++second) {
        const std::string at = std::to_string(1000 * second) + ",t,";
        truth += at + (second <= 10 ? ",,0,kitchen\n" : ",,1,attic\n");
        heard += at + "a," + (second <= 10 ? "-50\n" : "-70\n");
    }
    for (const std::string name : {"", "train_"}) {
        written(folder.file(name + "truth.csv"), truth);
        written(folder.file(name + "observations.csv"), heard);
    }
    written(folder.file("observations.csv"), heard + "20000,t,a,127\n");
    written(folder.file("anchors.csv"), "id,x,y,z,floor\na,,,,\n");
    written(folder.file("zones.csv"), "zone,x0,y0,x1,y1,floor\n");
    written(folder.file("meta.json"), "{}");
    return folder.path();
}

TEST(Locate, SaysNothingInMetresOfRooms) {
    const TemporaryDirectory folder;
    const std::string recording = recorded_rooms(folder);
    const Answer json = cairn({"locate", recording, "--level", "survey", "--json"});
    const Answer text = cairn({"locate", recording, "--level", "survey"});

    EXPECT_EQ(json.exit_code, 0) << json.text;
    EXPECT_THAT(json.text, AllOf(HasSubstr(R"("mean_m":null,"p50_m":null,"p75_m":null,"p90_m":null)"),
                                 HasSubstr(R"("inside68_pct":null,"inside95_pct":null,"r68_m":null)"),
                                 HasSubstr(R"("zone_pct":9.5E1,"floor_pct":9.5E1)")));
    EXPECT_THAT(text.text, AllOf(HasSubstr("zone: right in 95.0 %"), HasSubstr("floor: right in 95.0 %"),
                                 Not(HasSubstr("median")), Not(HasSubstr("ellipses"))));
}

TEST(Locate, LeavesCellsInMetresEmptyForRooms) {
    const TemporaryDirectory folder;
    const std::string fixes = folder.file("fixes.csv");
    const Answer answer = cairn({"locate", recorded_rooms(folder), "--level", "refs", "--csv", fixes});
    std::ifstream file(fixes);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};

    EXPECT_EQ(answer.exit_code, 0) << answer.text;
    EXPECT_THAT(text,
                AllOf(StartsWith("t_ms,tag,x,y,floor,zone,r68,inside68,inside95\n1000,t,,,0,kitchen,,,\n"),
                      EndsWith("\n20000,t,,,1,attic,,,\n")));
}

TEST(Locate, SaysHowRoomsAreLearned) {
    const TemporaryDirectory folder;
    const Answer answer = cairn({"locate", recorded_rooms(folder)});

    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_THAT(answer.text, HasSubstr("use --level survey or --level refs"));
}

TEST(Locate, CountsTheRowsItSkips) {
    const TemporaryDirectory folder;

    EXPECT_THAT(cairn({"locate", recorded_rooms(folder), "--level", "survey"}).text,
                HasSubstr("rows of hearings whose RSSI is not from -127 to 0 dBm, skipped: 1\n"));
}

/// A tag between two arrays that point at it along x, one of which anchors.csv says how it is turned.
std::string recorded_azimuths(const TemporaryDirectory& folder, const std::string& anchors,
                              const std::string& heard_columns, const std::string& heard_cells) {
    std::string truth = "t_ms,tag,x,y,floor,zone\n";
    std::string heard = "t_ms,tag,anchor,rssi_dbm" + heard_columns + "\n";
    for (int second = 1; second <= 20; ++second) {
        const std::string at = std::to_string(1000 * second) + ",t,";
        truth += at + "5,4,0,room\n";
        for (const std::string anchor : {"a", "b"}) heard += at + anchor + ",-65" + heard_cells + "\n";
    }
    written(folder.file("truth.csv"), truth);
    written(folder.file("observations.csv"), heard);
    written(folder.file("train_truth.csv"), "t_ms,tag,x,y,floor,zone\n");
    written(folder.file("train_observations.csv"), "t_ms,tag,anchor,rssi_dbm\n");
    written(folder.file("anchors.csv"), anchors);
    written(folder.file("zones.csv"), "zone,x0,y0,x1,y1,floor\nroom,0,0,10,8,0\n");
    written(folder.file("meta.json"), R"({"bounds": [0, 0, 10, 8]})");
    return folder.path();
}

TEST(Locate, UsesAzimuthsOnlyWhenAsked) {
    const TemporaryDirectory folder;
    const std::string recording =
        recorded_azimuths(folder, "id,x,y,z,floor,azimuth_deg,clockwise\na,0,4,2.5,0,-90,1\nb,10,4,2.5,0,,\n",
                          ",azimuth_deg", ",-90");
    const Answer with = cairn({"locate", recording, "--level", "none", "--aoa"});
    const Answer without = cairn({"locate", recording, "--level", "none"});

    EXPECT_EQ(with.exit_code, 0) << with.text;
    EXPECT_THAT(with.text, StartsWith("cairn: " + recording +
                                      ": azimuths of anchor b not used, because how it is turned is "
                                      "not known\nlevel none, 20 fixes\n"));
    EXPECT_THAT(without.text, StartsWith("level none, 20 fixes\n"));
    const auto errors = [](const std::string& text) { return text.substr(text.find("error: ")); };
    EXPECT_NE(errors(with.text), errors(without.text));
}

TEST(Locate, SaysThatThereAreNoAzimuths) {
    const TemporaryDirectory folder;
    const TemporaryDirectory rooms;
    const std::string anchors = "id,x,y,z,floor\na,0,4,2.5,0\nb,10,4,2.5,0\n";
    const std::string none = "/observations.csv: no azimuth_deg, which --aoa needs\n";
    for (const std::string columns : {"", ",azimuth_deg"}) {
        const std::string recording = recorded_azimuths(folder, anchors, columns, columns.empty() ? "" : ",");
        const Answer answer = cairn({"locate", recording, "--aoa", "--level", "none"});

        EXPECT_EQ(answer.exit_code, 1);
        EXPECT_EQ(answer.text.substr(answer.text.find(folder.path())), folder.path() + none);
        EXPECT_EQ(cairn({"locate", recording, "--level", "none"}).exit_code, 0);
    }
    EXPECT_THAT(cairn({"locate", recorded_rooms(rooms), "--aoa", "--level", "survey"}).text,
                HasSubstr("--aoa needs coordinates, and there are only rooms"));
}

TEST(Score, SaysWhatIsWrongWithTheTruthAndShowsNoTable) {
    const TemporaryDirectory folder;
    const std::string junk = folder.file("junk.csv");
    std::ofstream(junk) << "t_ms,tag,floor,x_m,y_m,zone\njunk\n";

    const Answer missing = cairn({"score", "--truth", folder.file("nosuch")});
    const Answer wrong = cairn({"score", "--truth", junk});

    EXPECT_EQ(missing.exit_code, 1);
    EXPECT_THAT(missing.text, AllOf(HasSubstr("nosuch: No such file or directory"), Not(HasSubstr("tags="))));
    EXPECT_EQ(wrong.exit_code, 1);
    EXPECT_THAT(wrong.text, AllOf(HasSubstr(junk + ":2: not the six columns"), Not(HasSubstr("tags="))));
}

TEST(Score, SaysThatTheTruthIsEmptyWhateverTheCloudDoes) {
    const TemporaryDirectory folder;
    const std::string empty = folder.file("empty.csv");
    std::ofstream(empty) << "t_ms,tag,floor,x_m,y_m,zone\n";

    const Answer answer = cairn({"score", "--truth", empty, "--cloud", "http://127.0.0.1:1"});

    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_THAT(answer.text, AllOf(HasSubstr(empty + ": no places in it"), Not(HasSubstr("tags="))));
}

constexpr auto warehouse = CAIRN_SOURCE_DIR "/examples/site/warehouse.toml";

TEST(Plan, DrawsAFloor) {
    const TemporaryDirectory folder;
    const Answer answer = cairn({"plan", warehouse, "--out", folder.file("plan.svg")});
    std::ifstream file(folder.file("plan.svg"));
    const std::string picture{std::istreambuf_iterator<char>(file), {}};

    EXPECT_EQ(answer.exit_code, 0) << answer.text;
    EXPECT_THAT(answer.text, AllOf(StartsWith("ground: expected error "),
                                   HasSubstr("one more gateway would help most at x ")));
    EXPECT_THAT(picture, AllOf(StartsWith("<svg "), HasSubstr("cold-room"), EndsWith("</svg>\n")));
}

TEST(Plan, WritesNumbersAsJson) {
    const Answer answer = cairn({"plan", warehouse, "--json", "--level", "survey", "--tag-power", "-4"});

    EXPECT_EQ(answer.exit_code, 0) << answer.text;
    EXPECT_THAT(answer.text,
                AllOf(StartsWith("{\"floor\":\"ground\",\"mean_m\":"), HasSubstr("\"next\":{\"x_m\":"),
                      HasSubstr("\"columns\":60,\"rows\":36,\"error_m\":["), EndsWith("]}\n")));
}

TEST(Plan, RefusesWhatItCannotDraw) {
    const TemporaryDirectory folder;
    const std::string empty = written(folder.file("empty.toml"), "");

    EXPECT_THAT(cairn({"plan", empty}).text, HasSubstr("empty.toml: no floor in it"));
    EXPECT_THAT(cairn({"plan", warehouse, "--floor", "attic"}).text,
                HasSubstr("--floor: expected one of ground, found attic"));
    EXPECT_THAT(cairn({"plan", warehouse, "--out", "plan.gif"}).text,
                HasSubstr("expected a name that ends in .svg, found plan.gif"));
    EXPECT_THAT(cairn({"plan", warehouse, "--out", "/nowhere/plan.svg"}).text,
                HasSubstr("/nowhere/plan.svg: cannot be written"));
    EXPECT_THAT(cairn({"plan", warehouse, "--tag-power", "21"}).text,
                HasSubstr("expected a number from -40 to 20, found 21"));
    EXPECT_THAT(cairn({"plan", warehouse, "--interval", "0"}).text,
                HasSubstr("expected a number from 0.02 to 60, found 0"));
    EXPECT_EQ(cairn({"plan", "/nowhere/site.toml"}).exit_code, 1);
}

}  // namespace
}  // namespace cairn::test
