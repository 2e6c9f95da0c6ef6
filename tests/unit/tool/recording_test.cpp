// What a recording's files may say, and what becomes of rows that are no good.
#include "recording/recording.h"

#include <gtest/gtest.h>

#include "recorded_files.h"
#include "recording/labelled.h"
#include "recording/ticks.h"

namespace cairn::tool::test {
namespace {

TEST(Recording, IsReadFromItsFiles) {
    const Recording recording = RecordedFiles().read();

    EXPECT_TRUE(recording.has_places);
    EXPECT_EQ(recording.gateway_ids, (std::vector<std::string>{"a", "b"}));
    EXPECT_NEAR(recording.gateways[1].z_m, 2.5, 1e-9);
    ASSERT_EQ(recording.tracks.size(), 1U);
    EXPECT_EQ(recording.tracks[0].truths.size(), 20U);
    EXPECT_EQ(recording.tracks[0].hearings.size(), 40U);
    EXPECT_EQ(recording.skipped.truths + recording.skipped.hearings + recording.skipped.unordered, 0U);
}

TEST(Recording, NeedsNoCoordinates) {
    const Recording recording = RecordedFiles::without_coordinates().read();

    EXPECT_FALSE(recording.has_places);
    EXPECT_EQ(recording.tracks[0].truths[19].zone, "right");
    EXPECT_EQ(recording.tracks[0].truths[19].floor, 1);
}

TEST(Recording, ReadsAnglesAndChannelsWhereThereAreAny) {
    RecordedFiles files;
    files.observations = "t_ms,tag,anchor,rssi_dbm,azimuth_deg,elevation_deg,channel\n"
                         "500,t,a,-50,-12.5,3,37\n600,t,a,-50,,,\n700,t,a,-50,nan,3,39\n";
    const auto hearings = files.read().tracks[0].hearings;

    EXPECT_EQ(hearings[0].azimuth_deg, -12.5F);
    EXPECT_EQ(hearings[0].channel, 37);
    EXPECT_EQ(hearings[1].azimuth_deg, std::nullopt);
    EXPECT_EQ(hearings[1].channel, std::nullopt);
    EXPECT_EQ(hearings[2].azimuth_deg, std::nullopt);
    EXPECT_EQ(RecordedFiles().read().tracks[0].hearings[0].azimuth_deg, std::nullopt);
}

TEST(Recording, TakesNoAngleThatIsNone) {
    RecordedFiles files;
    files.observations = "t_ms,tag,anchor,rssi_dbm,azimuth_deg\n"
                         "500,t,a,-50,360\n600,t,a,-50,361\n700,t,a,-50,-1e300\n800,t,a,-50,inf\n";
    const auto hearings = files.read().tracks[0].hearings;

    EXPECT_EQ(hearings[0].azimuth_deg, 360.0F);
    for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(hearings[i].azimuth_deg, std::nullopt);
}

TEST(Recording, SaysHowArraysAreTurned) {
    RecordedFiles files;
    files.anchors = "id,x,y,z,floor,azimuth_deg,clockwise\n"
                    "a,1,1,2.5,0,-30.5,1\nb,9,1,2.5,0,90,\nc,9,1,2.5,0,,1\n";
    const auto gateways = files.read().gateways;

    EXPECT_TRUE(gateways[0].azimuth_is_known);
    EXPECT_EQ(gateways[0].azimuth_deg, -30.5);
    EXPECT_TRUE(gateways[0].azimuth_is_clockwise);
    EXPECT_TRUE(gateways[1].azimuth_is_known);
    EXPECT_FALSE(gateways[1].azimuth_is_clockwise);
    EXPECT_FALSE(gateways[2].azimuth_is_known);
    EXPECT_FALSE(RecordedFiles().read().gateways[0].azimuth_is_known);
    files.anchors = "id,x,y,z,floor,azimuth_deg\na,1,1,2.5,0,12\nb,9,1,2.5,0,\n";
    EXPECT_TRUE(files.read().gateways[0].azimuth_is_known);
}

TEST(Recording, RefusesATurnThatIsNone) {
    RecordedFiles files;
    files.anchors = "id,x,y,z,floor,azimuth_deg,clockwise\na,1,1,2.5,0,90,2\n";
    EXPECT_EQ(files.wrong(), "anchors.csv:2: column clockwise: expected 0 or 1");
    files.anchors = "id,x,y,z,floor,azimuth_deg,clockwise\na,1,1,2.5,0,north,1\n";
    EXPECT_EQ(files.wrong(), "anchors.csv:2: column azimuth_deg: expected a number, found \"north\"");
}

TEST(Recording, SkipsLevelsThatNoRadioMeasures) {
    RecordedFiles files;
    files.observations += "600,t,a,127\n600,t,a,20\n600,t,a,\n600,t,a,nan\n600,t,a,-128\n";
    const Recording recording = files.read();

    EXPECT_EQ(recording.tracks[0].hearings.size(), 40U);
    EXPECT_EQ(recording.skipped.hearings, 5U);
}

TEST(Recording, SkipsTruthsWithoutAPlace) {
    RecordedFiles files;
    files.truth += "21000,t,,,0,left\n22000,t,nan,1,0,left\n23000,t,1,inf,0,left\n";
    files.train_truth += "21000,t,,,0,left\n";
    const Recording recording = files.read();

    EXPECT_EQ(recording.tracks[0].truths.size(), 20U);
    EXPECT_EQ(recording.skipped.truths, 4U);
}

TEST(Recording, KeepsAPlaceWithoutAZone) {
    RecordedFiles files;
    files.truth += "21000,t,1,1,0,\n";

    EXPECT_EQ(files.read().tracks[0].truths.size(), 21U);
}

TEST(Recording, SkipsTruthsThatNameNoRoomWhereThereAreOnlyRooms) {
    RecordedFiles files = RecordedFiles::without_coordinates();
    files.truth += "21000,t,,,0,\n";
    files.train_truth += "21000,t,,,0,\n";
    const Recording recording = files.read();

    EXPECT_EQ(recording.tracks[0].truths.size(), 20U);
    EXPECT_EQ(recording.skipped.truths, 2U);
}

TEST(Recording, RefusesTruthsThatSayNothing) {
    RecordedFiles files = RecordedFiles::without_coordinates();
    files.truth = "t_ms,tag,x,y,floor,zone\n1000,t,,,0,\n";

    EXPECT_EQ(files.wrong(), "truth.csv: no row with a place or a zone");
}

TEST(Recording, PutsTimesThatGoBackInOrder) {
    RecordedFiles files;
    files.observations += "100,t,a,-51\n";
    files.truth += "500,t,1,1,0,left\n";
    const Recording recording = files.read();

    EXPECT_EQ(recording.skipped.unordered, 2U);
    EXPECT_EQ(recording.tracks[0].hearings.front().rssi_dbm, -51);
    EXPECT_EQ(recording.tracks[0].truths.front().at_s, 0.5);
}

TEST(Recording, RefusesATimeThatIsNone) {
    for (const std::string time : {"", "nan", "inf", "noon"}) {
        RecordedFiles files;
        files.observations += time + ",t,a,-50\n";
        EXPECT_EQ(files.wrong(),
                  "observations.csv:42: column t_ms: expected a number, found \"" + time + "\"");
    }
}

TEST(Recording, RefusesAnAnchorThatIsNotThere) {
    RecordedFiles files;
    files.train_observations += "600,t,c,-50\n";

    EXPECT_EQ(files.wrong(), "train_observations.csv:42: an anchor that anchors.csv does not name");
}

TEST(Recording, RefusesToHaveNoAnchors) {
    RecordedFiles files;
    files.anchors = "id,x,y,z,floor\n";

    EXPECT_EQ(files.wrong(), "anchors.csv:1: no anchors");
}

TEST(Recording, RefusesAnAnchorTwice) {
    RecordedFiles files;
    files.anchors += "a,5,5,2.5,0\n";

    EXPECT_EQ(files.wrong(), "anchors.csv:4: anchor a a second time");
}

TEST(Recording, RefusesAnAnchorWithoutAPlaceAmongPlaces) {
    for (const std::string place : {",", "nan,1", "1,inf"}) {
        RecordedFiles files;
        files.anchors += "c," + place + ",2.5,0\n";
        EXPECT_EQ(files.wrong(), "anchors.csv:4: no coordinates");
    }
}

TEST(Recording, HangsAnAnchorWithoutAHeightAsUsual) {
    RecordedFiles files;
    files.anchors += "c,5,1,,0\n";

    EXPECT_NEAR(files.read().gateways[2].z_m, 2.5, 1e-9);
}

TEST(Recording, RefusesAZoneWithoutCoordinatesAmongPlaces) {
    RecordedFiles files;
    files.zones += "attic,,,,,1\n";

    EXPECT_EQ(files.wrong(), "zones.csv:4: no coordinates");
}

TEST(Recording, RefusesAFloorThatIsNoNumber) {
    RecordedFiles files;
    files.truth += "21000,t,1,1,ground,left\n";

    EXPECT_EQ(files.wrong(), "truth.csv:22: column floor: expected a whole number, found \"ground\"");
}

TEST(Recording, RefusesAPlanThatIsNone) {
    for (const std::string bounds :
         {"[0, 0, 10]", "[0, 0, 0, 2]", "[0, 0, null, 2]", "[0, 0, 1e300, 2]", "null"}) {
        RecordedFiles files;
        files.meta = R"({"bounds": )" + bounds + "}";
        EXPECT_EQ(files.wrong(),
                  "meta.json: expected \"bounds\", four numbers within 100000 m: x0, y0, x1 > x0, y1 > y0");
    }
}

TEST(Recording, RefusesALineThatIsCut) {
    RecordedFiles files;
    files.truth += "21000,t,1\n";

    EXPECT_EQ(files.wrong(), "truth.csv:22: fewer cells than the first line names");
}

TEST(Recording, RefusesAFileWithoutAColumn) {
    RecordedFiles files;
    files.truth = "t_ms,tag,x,y,floor\n1000,t,1,1,0\n";

    EXPECT_EQ(files.wrong(), "truth.csv:1: no column zone");
}

TEST(Recording, RefusesAHeightOfTagsThatIsNone) {
    for (const std::string height : {"\"high\"", "null", "1e9"}) {
        RecordedFiles files;
        files.meta = R"({"tag_z": )" + height + R"(, "bounds": [0, 0, 10, 2]})";
        EXPECT_EQ(files.wrong(), "meta.json: expected \"tag_z\", -1000 to 1000 m");
    }
}

TEST(Recording, SaysThatItsMetaCannotBeRead) {
    RecordedFiles files;
    files.meta = "";

    EXPECT_EQ(files.wrong(), "meta.json: cannot be read, or is empty");
}

TEST(Recording, RefusesAPlaceFarOutsideAnyBuilding) {
    RecordedFiles files;
    files.truth += "21000,t,1,1e300,0,left\n";
    EXPECT_EQ(files.wrong(), "truth.csv:22: column y: expected -100000 to 100000 m, found \"1e300\"");
    files = RecordedFiles();
    files.anchors += "c,5,-100001,2.5,0\n";
    EXPECT_EQ(files.wrong(), "anchors.csv:4: column y: expected -100000 to 100000 m, found \"-100001\"");
}

TEST(Recording, RefusesTagsThatNobodyHeard) {
    RecordedFiles files;
    files.truth = "t_ms,tag,x,y,floor,zone\n1000,another,1,1,0,left\n";

    EXPECT_EQ(files.wrong(), "observations.csv: no row of a tag that truth.csv names");
}

TEST(Recording, PassesOverByteOrderMarks) {
    RecordedFiles files;
    for (std::string* text : {&files.anchors, &files.observations, &files.truth, &files.zones, &files.meta})
        text->insert(0, "\xEF\xBB\xBF");

    EXPECT_EQ(files.read().tracks[0].hearings.size(), 40U);
}

TEST(LabelledTicks, MayLieBeforeTheFirstInstant) {
    RecordedFiles files;
    files.train_observations += "-1,t,a,-50\n";
    const Recording recording = files.read();
    const auto ticks = labelled_ticks(recording, recording.survey);

    ASSERT_EQ(ticks.size(), 21U);
    EXPECT_EQ(ticks[0].heard_by, std::vector<std::uint32_t>{0});
}

TEST(Ticks, ComeEverySecondAndAtEveryTruth) {
    RecordedTrack track;
    for (const double at_s : {1.0, 2.5, 4.5}) track.truths.push_back({at_s, {1, 1}, 0, "left"});

    EXPECT_EQ(tick_times(track), (std::vector<double>{1, 1.75, 2.5, 3.5, 4.5}));
}

TEST(Ticks, ComeAtATruthOfTheFirstInstant) {
    RecordedTrack track;
    track.truths.push_back({0, {1, 1}, 0, "left"});

    EXPECT_EQ(tick_times(track), std::vector<double>{0});
}

TEST(Ticks, AreFewWhereAClockJumps) {
    RecordedTrack track;
    for (const double at_s : {1.0, 1.7e9}) track.truths.push_back({at_s, {1, 1}, 0, "left"});
    const auto times = tick_times(track);

    EXPECT_EQ(times.size(), 601U);
    EXPECT_EQ(times.back(), 1.7e9);
}

}  // namespace
}  // namespace cairn::tool::test
