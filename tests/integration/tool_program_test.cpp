// The program cairn at the shell: what it takes for an input, how it refuses, and what it answers with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    EXPECT_THAT(cairn({"foo"}).text,
                HasSubstr("unknown command \"foo\": expected decode, replay, sim, score or command"));
}

TEST(Replay, NamesTheLineWhoseTopicCannotBeSentTo) {
    const TemporaryDirectory folder;
    const std::string file = folder.file("capture.jsonl");
    std::ofstream(file) << "# a comment\n" << R"({"topic":"gw/+/up","payload":"x"})" << "\n";

    const Answer answer = cairn({"replay", file});

    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_THAT(answer.text, HasSubstr(file + ":2: topic: holds a wildcard"));
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

}  // namespace
}  // namespace cairn::test
