// `cairn survey` against a real mosquitto, with the test as three Minew gateways that hear one tag.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "integration/minew_gateways.h"
#include "support/broker.h"
#include "support/program.h"
#include "support/temporary_directory.h"

namespace cairn::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr auto site_text = R"(
[[floor]]
name = "ground"
width_m = 20
height_m = 10
[[gateway]]
id = "minew:AC233FC00001"
floor = "ground"
x_m = 2
y_m = 2
[[gateway]]
id = "minew:AC233FC00002"
floor = "ground"
x_m = 18
y_m = 2
[[zone]]
name = "dock"
floor = "ground"
corners_m = [[0, 0], [10, 0], [10, 10], [0, 10]]
)";

/// Says ten times a second what the gateways hear. Their clocks are years off, which nobody believes.
class Gateways {
public:
    explicit Gateways(const Broker& broker)
        : gateways_(
              broker, std::chrono::milliseconds(100), [] { return std::string("2018-06-21T03:23:50Z"); },
              [](int gateway, int /*moment*/) { return -55 - 5 * gateway; }) {}

private:
    MinewGateways gateways_;
};

class SurveyCommand : public testing::Test {
protected:
    SurveyCommand() { std::ofstream(folder_.file("site.toml")) << site_text; }

    std::string out() const { return folder_.file("out"); }
    std::string written(const char* name, const std::string& text) const {
        std::ofstream(folder_.file(name)) << text;
        return folder_.file(name);
    }
    std::string text_of(const char* name) const {
        std::ifstream file(out() + "/" + name);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    /// `input` is what a person types.
    Program start(const std::vector<std::string>& more, const std::string& input = "") {
        std::vector<std::string> command{"/bin/sh",
                                         "-c",
                                         R"(input="$1"; shift; exec "$@" < "$input")",
                                         "sh",
                                         written("input", input),
                                         CAIRN_TOOL_PROGRAM,
                                         "survey",
                                         "--broker",
                                         broker_.endpoint().host + ":" + std::to_string(broker_.port()),
                                         "--site",
                                         folder_.file("site.toml"),
                                         "--tag",
                                         tag_,
                                         "--out",
                                         out()};
        command.insert(command.end(), more.begin(), more.end());
        return {command, folder_.file("output" + std::to_string(++programs_))};
    }

    TemporaryDirectory folder_;
    Broker broker_;
    std::string tag_ = "ble:AC233F259D00";
    int programs_ = 0;
};

TEST_F(SurveyCommand, RecordsWhatLocateReads) {
    const Gateways gateways(broker_);
    Program survey = start({"--seconds", "1"}, "4 3\nnowhere\ndock\n");
    EXPECT_EQ(survey.wait(), 0) << survey.output();
    EXPECT_THAT(survey.output(), AllOf(HasSubstr("(4.0, 3.0) ground: "), HasSubstr(" packets by 2 gateways"),
                                       HasSubstr("  minew:AC233FC00001 "), HasSubstr("(-55 dBm)"),
                                       HasSubstr("minew:AC233FC00003 heard it too, but hangs nowhere"),
                                       HasSubstr("fewer than 3 gateways: positions here will be poor"),
                                       HasSubstr("found \"nowhere\""), HasSubstr("places=2\n")));
    EXPECT_THAT(text_of("train_observations.csv"), HasSubstr("Z,minew:AC233FC00002,-60\n"));
    EXPECT_THAT(text_of("train_truth.csv"), HasSubstr("Z,4.000,3.000,0,dock\n"));

    Program check = start({"--seconds", "1", "--check"}, "5 5\n");
    EXPECT_EQ(check.wait(), 0) << check.output();
    Program locate({CAIRN_TOOL_PROGRAM, "locate", out(), "--level", "survey"}, folder_.file("located"));
    EXPECT_EQ(locate.wait(), 0) << locate.output();
    EXPECT_THAT(locate.output(), HasSubstr("level survey, 1 fixes"));
}

TEST_F(SurveyCommand, WalksAFileOfPlacesAndGoesOnWhereItWasInterrupted) {
    const std::string places = written("places", "# one round\n1 1\n2 1\n");
    {
        const Gateways gateways(broker_);
        Program survey = start({"--seconds", "3", "--places", places});
        ASSERT_TRUE(
            eventually([&] { return survey.output().find("(1.0, 1.0) ground: ") != std::string::npos; }));
        EXPECT_EQ(survey.stop(SIGINT), 1);
        EXPECT_THAT(survey.output(),
                    AllOf(HasSubstr("interrupted: this place is not recorded"), HasSubstr("places=1\n")));
    }
    const Gateways gateways(broker_);
    Program survey = start({"--seconds", "1", "--places", places});
    EXPECT_EQ(survey.wait(), 0);
    EXPECT_THAT(survey.output(), AllOf(HasSubstr("(1.0, 1.0) ground, place 1 of 2: recorded before"),
                                       HasSubstr("(2.0, 1.0) ground: "), HasSubstr("places=2\n")));
}

TEST_F(SurveyCommand, RecordsNothingWhereNothingIsHeard) {
    Program survey = start({"--seconds", "1"}, "4 3\n");

    EXPECT_EQ(survey.wait(), 0);
    EXPECT_THAT(survey.output(),
                AllOf(HasSubstr("0 packets by 0 gateways"), HasSubstr("not recorded: does the tag send"),
                      HasSubstr("places=0\n")));
    EXPECT_EQ(text_of("train_truth.csv"), "");
}

TEST_F(SurveyCommand, RefusesWhatItCannotUse) {
    const auto refusal = [this](const std::vector<std::string>& more) {
        Program survey = start(more);
        EXPECT_NE(survey.wait(), 0);
        return survey.output();
    };
    const std::string bare = written("bare.toml", "[[floor]]\nname = \"a\"\nwidth_m = 1\nheight_m = 1\n");

    tag_ = "a tag";
    EXPECT_THAT(refusal({}), HasSubstr("--tag: expected such as ble:AC233FA03208, found a tag"));
    tag_ = "ble:AC233F259D00";
    EXPECT_THAT(refusal({"--seconds", "0.5"}), HasSubstr("expected a number from 1 to 3600, found 0.5"));
    EXPECT_THAT(refusal({"--height", "11"}), HasSubstr("expected a number from 0 to 10, found 11"));
    EXPECT_THAT(refusal({"--places", written("places", "1 1\n99 1\n")}),
                HasSubstr("places:2: (99.0, 1.0) ground lies outside the floor's plan"));
    EXPECT_THAT(refusal({"--places", "/nowhere/places"}), HasSubstr("/nowhere/places"));
    std::filesystem::copy_file(bare, folder_.file("site.toml"),
                               std::filesystem::copy_options::overwrite_existing);
    EXPECT_THAT(refusal({}), HasSubstr("site.toml: no gateway in it"));
}

}  // namespace
}  // namespace cairn::test
