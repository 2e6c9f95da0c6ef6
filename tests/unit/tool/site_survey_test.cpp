// Walk tests, read for the site as it is today.
#include "recording/site_survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <map>

#include "support/temporary_directory.h"
#include "survey/survey_folder.h"

namespace cairn::tool::test {
namespace {

using cairn::test::TemporaryDirectory;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Timestamp start{1'700'000'000'000};

GatewayId moko(std::string_view name) {
    return *GatewayId::make("moko", name);
}

/// A floor of 20 m by 10 m with three gateways, and one above it that begins 5 m further on, with a fourth.
Site two_floors() {
    Site site;
    site.floors.push_back({"ground", 20, 10});
    site.floors.push_back({"first", 15, 10, {5, 0}, 3.5});
    site.gateways = {{moko("a"), "ground", {2, 5}, 2.5},
                     {moko("b"), "ground", {18, 5}, 2.5},
                     {moko("c"), "ground", {10, 5}, 2.5},
                     {moko("d"), "first", {1, 5}, 3}};
    return site;
}

class Walked {
public:
    /// As `cairn survey` does it; all four gateways hear the tag, "a" twice.
    std::string folder(const std::string& name, const std::vector<SurveyPlace>& places) {
        const std::string path = directory_.file(name);
        const Site site = two_floors();
        std::string complaint;
        SurveyFolder survey(path, site, SurveyPurpose::calibrate, 1.2, complaint);
        EXPECT_EQ(complaint, "");
        for (const SurveyPlace& place : places) {
            const Timestamp from{start.unix_ms + 60'000 * ++walked_};
            const std::vector<SurveyHearing> heard{{from, moko("a"), -60},
                                                   {from, moko("b"), -70},
                                                   {from, moko("c"), -65},
                                                   {from, moko("d"), -80},
                                                   {from + Millis{1'500}, moko("a"), -62}};
            EXPECT_TRUE(
                survey.add(*TagId::make("ble", "AC233FA03208"), place, from, from + Millis{20'000}, heard));
        }
        return path;
    }
    std::string file(const std::string& name) const { return directory_.file(name); }

    Survey read(const std::vector<std::string>& folders, const Site& site = two_floors()) {
        errors.clear();
        warnings.clear();
        return read_site_survey(folders, site, errors, warnings);
    }

    std::vector<std::string> errors;
    std::vector<std::string> warnings;

private:
    TemporaryDirectory directory_;
    int walked_ = 0;
};

TEST(SiteSurvey, IsWhatASurveyFolderHolds) {
    Walked walked;
    const Survey survey = walked.read({walked.folder("walk", {{0, {4, 3}, ""}, {1, {1, 2}, ""}})});

    EXPECT_THAT(walked.errors, IsEmpty());
    EXPECT_THAT(walked.warnings, IsEmpty());
    ASSERT_EQ(survey.places.size(), 8U) << "four gateways at two places";
    EXPECT_EQ(survey.places[0].gateway, moko("a"));
    EXPECT_EQ(survey.places[0].floor.view(), "ground");
    EXPECT_EQ(survey.places[0].rssi_dbm, -61);
    EXPECT_EQ(survey.places[0].packets, 2);
    EXPECT_EQ(survey.places[1].floor.view(), "first");
    EXPECT_NEAR(survey.places[1].at.x_m, 1, 1e-9) << "on the floor's own axes";
    ASSERT_EQ(survey.ticks.size(), 4U);
    EXPECT_THAT(survey.ticks[1].heard_by, ElementsAre(moko("a")));
    EXPECT_TRUE(check(survey, two_floors()));
}

TEST(SiteSurvey, MayBeSeveralWalks) {
    Walked walked;
    const std::string one = walked.folder("one", {{0, {4, 3}, ""}});
    const std::string other = walked.folder("other", {{0, {4, 3}, ""}, {0, {9, 3}, ""}});
    const Survey survey = walked.read({one, other});

    ASSERT_EQ(survey.places.size(), 8U) << "the place of both is pooled";
    EXPECT_EQ(survey.places[0].packets, 4);
}

TEST(SiteSurvey, LeavesOutAGatewayThatHangsElsewhereByNow) {
    Walked walked;
    const std::string path = walked.folder("walk", {{0, {4, 3}, ""}});
    std::map<double, bool> is_used;
    for (const double moved_m : {0.4, 0.6}) {
        Site site = two_floors();
        site.gateways[1].at.x_m += moved_m;
        const Survey survey = walked.read({path}, site);
        EXPECT_THAT(walked.errors, IsEmpty());
        is_used[moved_m] =
            std::ranges::find(survey.places, moko("b"), &SurveyedPlace::gateway) != survey.places.end();
        EXPECT_EQ(survey.places.size(), is_used[moved_m] ? 4U : 3U);
    }

    EXPECT_TRUE(is_used[0.4]);
    EXPECT_FALSE(is_used[0.6]);
    EXPECT_THAT(walked.warnings, ElementsAre(path + "/anchors.csv: moko:b hangs elsewhere by now: what it "
                                                    "heard is left out until the next survey"));
}

TEST(SiteSurvey, LeavesOutAGatewayOnAnotherFloorOrNone) {
    Walked walked;
    const std::string path = walked.folder("walk", {{0, {4, 3}, ""}});
    Site moved = two_floors();
    moved.gateways[3] = {moko("d"), "ground", {6, 5}, 2.5};  // at the same place of the building
    EXPECT_EQ(walked.read({path}, moved).places.size(), 3U);
    EXPECT_THAT(walked.warnings, ElementsAre(HasSubstr("moko:d hangs elsewhere by now")));

    Site without = two_floors();
    without.gateways.pop_back();
    const Survey survey = walked.read({path}, without);
    EXPECT_EQ(survey.places.size(), 3U);
    EXPECT_TRUE(check(survey, without));
    EXPECT_THAT(walked.warnings, ElementsAre(HasSubstr("moko:d hangs nowhere in the site file")));
}

TEST(SiteSurvey, IsNotUsedWhereFewerThanThreeGatewaysRemain) {
    Walked walked;
    Site site = two_floors();
    site.gateways[0].at.x_m += 5;
    site.gateways[1].at.x_m -= 5;
    const Survey survey = walked.read({walked.folder("walk", {{0, {4, 3}, ""}})}, site);

    EXPECT_TRUE(survey.places.empty());
    EXPECT_TRUE(survey.ticks.empty());
    EXPECT_THAT(walked.errors, IsEmpty());
    ASSERT_EQ(walked.warnings.size(), 3U);
    EXPECT_EQ(walked.warnings[2],
              "the survey is not used: 2 of its gateways hang where they did, and it takes 3");
}

TEST(SiteSurvey, NamesTheFileThatIsWrong) {
    Walked walked;
    const std::string path = walked.folder("walk", {{0, {4, 3}, ""}});
    const auto complaint = [&](const std::string& name, const std::string& text) {
        std::ifstream before_file(path + "/" + name);
        const std::string before{std::istreambuf_iterator<char>(before_file), {}};
        std::ofstream(path + "/" + name) << text;
        walked.read({path});
        std::ofstream(path + "/" + name) << before;
        if (walked.errors.size() != 1 || !walked.errors[0].starts_with(path + "/"))
            return std::string("none");
        return walked.errors[0].erase(0, path.size() + 1);
    };
    const std::string truths = "t_ms,tag,x,y,floor,zone\n";
    const std::string heard = "t_ms,tag,anchor,rssi_dbm\n";

    EXPECT_EQ(complaint("anchors.csv", ""), "anchors.csv:1: cannot be read, or is empty");
    EXPECT_EQ(complaint("anchors.csv", "id,x,y,z,floor\n"), "anchors.csv:1: no anchors");
    EXPECT_EQ(complaint("train_truth.csv", truths), "train_truth.csv: no row with a place");
    EXPECT_EQ(complaint("train_truth.csv", truths + "0,t,,,0,loft\n"),
              "train_truth.csv: no row with a place");
    EXPECT_EQ(complaint("train_truth.csv", truths + "0,t,4,x,0,\n"),
              "train_truth.csv:2: column y: expected a number, found \"x\"");
    EXPECT_EQ(complaint("train_truth.csv", truths + "0,t,4,3,2,\n"),
              "train_observations.csv: no row of a tag whose place is known");
    EXPECT_EQ(complaint("train_observations.csv", heard),
              "train_observations.csv: no row of a tag whose place is known");
    EXPECT_EQ(complaint("train_observations.csv", heard + "0,t,moko:z,-60\n"),
              "train_observations.csv:2: an anchor that anchors.csv does not name");
    const std::string same_tag = "ble:AC233FA03208@2023-11-14T22:14:20.000Z";
    EXPECT_EQ(complaint("train_truth.csv", truths + "20000," + same_tag + ",4,3,2,\n"),
              "train_truth.csv: floor 2, but the site file has 2 floors");
    EXPECT_EQ(complaint("train_truth.csv", truths + "20000," + same_tag + ",400,3,0,\n"),
              "train_truth.csv: the place of " + same_tag + " is far outside floor ground of the site file");
    walked.read({walked.file("nowhere")});
    EXPECT_THAT(walked.errors,
                ElementsAre(walked.file("nowhere") + "/anchors.csv:1: cannot be read, or is empty"));
}

/// Two floors of rooms; nobody knows where the gateways hang.
Site rooms() {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    Site site;
    site.floors.resize(2);
    site.floors[0].name = "ground";
    site.floors[1].name = "first";
    site.gateways = {{moko("a"), "ground", {unknown, unknown}, 2.5},
                     {moko("b"), "first", {unknown, unknown}, 2.5}};
    site.zones = {{"hall", "ground", {}}, {"loft", "first", {}}};
    return site;
}

/// "a" hears the tag twice in the first second and once in the fourth, "b" in the fourth.
std::string walked_rooms(const TemporaryDirectory& directory, const std::string& name,
                         const std::vector<SurveyPlace>& places) {
    const Site site = rooms();
    std::string complaint;
    SurveyFolder survey(directory.file(name), site, SurveyPurpose::calibrate, 1.2, complaint);
    EXPECT_EQ(complaint, "");
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Timestamp from{start.unix_ms + 60'000 * static_cast<std::int64_t>(i + 1)};
        const std::vector<SurveyHearing> heard{{from, moko("a"), -60},
                                               {from + Millis{500}, moko("a"), -62},
                                               {from + Millis{3'500}, moko("a"), -64},
                                               {from + Millis{3'600}, moko("b"), -80}};
        EXPECT_TRUE(
            survey.add(*TagId::make("ble", "AC233FA03208"), places[i], from, from + Millis{20'000}, heard));
    }
    return directory.file(name);
}

TEST(RoomSurvey, IsWhatASurveyFolderHolds) {
    const TemporaryDirectory directory;
    Walked walked;
    const Survey survey =
        walked.read({walked_rooms(directory, "walk", {{0, {}, "hall"}, {1, {}, "loft"}})}, rooms());

    EXPECT_THAT(walked.errors, IsEmpty());
    EXPECT_THAT(walked.warnings, IsEmpty());
    EXPECT_TRUE(survey.places.empty());
    ASSERT_EQ(survey.rooms.size(), 4U) << "two seconds of two rooms";
    EXPECT_EQ(survey.rooms[0].room.view(), "hall");
    ASSERT_EQ(survey.rooms[0].heard_by.size(), 1U);
    EXPECT_EQ(survey.rooms[0].heard_by[0].gateway, moko("a"));
    EXPECT_EQ(survey.rooms[0].heard_by[0].rssi_dbm, -61);
    EXPECT_FALSE(survey.rooms[0].follows);
    EXPECT_EQ(survey.rooms[1].heard_by.size(), 2U);
    EXPECT_TRUE(survey.rooms[1].follows);
    EXPECT_EQ(survey.rooms[2].room.view(), "loft");
    EXPECT_FALSE(survey.rooms[2].follows) << "another stay";
    EXPECT_TRUE(check(survey, rooms()));
}

TEST(RoomSurvey, NamesRoomsThatWereNotWalked) {
    const TemporaryDirectory directory;
    Walked walked;
    const std::string path = walked_rooms(directory, "walk", {{0, {}, "hall"}});
    walked.read({path}, rooms());
    EXPECT_THAT(walked.warnings, ElementsAre("the survey does not name loft: walk there, too, or tags in it "
                                             "are said to be elsewhere"));

    Site renamed = rooms();
    renamed.zones[0].name = "lobby";
    EXPECT_TRUE(walked.read({path}, renamed).rooms.empty());
    EXPECT_THAT(walked.warnings,
                ElementsAre("the survey names hall, which is no zone of the site file: left out"));
}

TEST(RoomSurvey, LeavesOutAGatewayThatIsGoneOrOnAnotherFloor) {
    const TemporaryDirectory directory;
    Walked walked;
    const std::string path = walked_rooms(directory, "walk", {{0, {}, "hall"}, {1, {}, "loft"}});
    Site moved = rooms();
    moved.gateways[1].floor = "ground";
    EXPECT_EQ(walked.read({path}, moved).rooms[1].heard_by.size(), 1U);
    EXPECT_THAT(walked.warnings, ElementsAre(HasSubstr("moko:b hangs elsewhere by now")));

    Site measured = rooms();
    measured.gateways[0].at = {3, 4};
    EXPECT_EQ(walked.read({path}, measured).rooms.size(), 4U) << "that its place is known now is no move";
    EXPECT_THAT(walked.warnings, IsEmpty());
}

TEST(RoomSurvey, NamesTheFileThatIsWrong) {
    const TemporaryDirectory directory;
    Walked walked;
    const std::string path = walked_rooms(directory, "walk", {{0, {}, "hall"}});
    std::ofstream(path + "/train_truth.csv") << "t_ms,tag,x,y,floor,zone\n0,t,4,3,0,\n";
    walked.read({path}, rooms());

    EXPECT_THAT(walked.errors, ElementsAre(path + "/train_truth.csv: no row with a zone"));
}

}  // namespace
}  // namespace cairn::tool::test
