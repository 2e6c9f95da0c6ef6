// Recordings at a level of calibration: by coordinates, by rooms, with a survey and without.
#include "locate/room_replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "locate/accuracy.h"
#include "locate/replay_at_level.h"
#include "recorded_files.h"

namespace cairn::tool::test {
namespace {

using testing::HasSubstr;
using Level = CalibrationLevel;

std::string wrong(const Recording& recording, Level level) {
    std::string error;
    static_cast<void>(replay_at_level(recording, level, error));
    return error;
}

Replay replayed(const Recording& recording, Level level) {
    std::string error;
    Replay replay = replay_at_level(recording, level, error);
    EXPECT_EQ(error, "");
    return replay;
}

Recording rooms() {
    return RecordedFiles::without_coordinates().read();
}

TEST(RoomReplay, FindsRoomsAndFloors) {
    for (const Level level : {Level::survey, Level::references}) {
        const Accuracy accuracy = accuracy_of(replayed(rooms(), level));

        EXPECT_EQ(accuracy.fixes, 20U);
        EXPECT_FALSE(accuracy.is_in_metres);
        EXPECT_GE(accuracy.zone_pct, 90);
        EXPECT_GE(accuracy.floor_pct, 90);
        EXPECT_NEAR(accuracy.truth_zone_changes_per_min, 60.0 / 19, 1e-9);
        EXPECT_NEAR(accuracy.zone_changes_per_min, 60.0 / 19, 1e-9);
    }
}

TEST(RoomReplay, NeedsNamesOfRooms) {
    for (const Level level : {Level::none, Level::automatic})
        EXPECT_THAT(wrong(rooms(), level), HasSubstr("use --level survey or --level refs"));
}

TEST(RoomReplay, TakesASurveyOfOneRow) {
    RecordedFiles files = RecordedFiles::without_coordinates();
    files.train_truth = "t_ms,tag,x,y,floor,zone\n5000,t,,,2,left\n";
    const Replay replay = replayed(files.read(), Level::survey);

    EXPECT_EQ(replay.fixes.back().zone, "left") << "there is no other";
    EXPECT_EQ(replay.fixes.back().floor, 2);
}

TEST(RoomReplay, LearnsFromAllOfAStayThatOneRowNames) {
    RecordedFiles files = RecordedFiles::without_coordinates();
    files.train_truth = "t_ms,tag,x,y,floor,zone\n1000,t,,,2,left\n";
    const Recording recording = files.read();
    std::string error;
    const auto learned = learn_rooms(recording, Level::survey, error);
    ASSERT_TRUE(learned);

    const auto log = [&](double rssi_dbm) {
        return learned->model.logs(0, locate::RoomModel::bin_of(rssi_dbm))[0];
    };
    EXPECT_NEAR(log(-50), log(-70), 0.01F) << "ten seconds of each";
}

TEST(RoomReplay, RefusesASurveyInWhichNothingWasHeard) {
    RecordedFiles files = RecordedFiles::without_coordinates();
    files.train_observations = "t_ms,tag,anchor,rssi_dbm\n";

    EXPECT_THAT(wrong(files.read(), Level::survey), HasSubstr("nothing was heard in any room"));
}

TEST(RoomReplay, RefusesMoreRoomsThanAFilterHolds) {
    RecordedFiles files = RecordedFiles::without_coordinates();
    for (int i = 0; i < 64; ++i)
        files.train_truth += std::to_string(21000 + i) + ",t,,,0,room" + std::to_string(i) + "\n";

    EXPECT_EQ(wrong(files.read(), Level::survey), "train_truth.csv: rooms: more than 64");
}

TEST(RoomReplay, LearnsNothingFromHearingsFarFromAnyRow) {
    RecordedFiles files = RecordedFiles::without_coordinates();
    files.train_truth = "t_ms,tag,x,y,floor,zone\n1000,t,,,0,left\n900000,t,,,1,right\n";
    Recording recording = files.read();
    std::string error;
    const auto few = learn_rooms(recording, Level::survey, error);
    ASSERT_TRUE(few);
    std::erase_if(recording.survey[0].hearings, [](const RecordedHearing& heard) { return heard.at_s > 3; });
    const auto fewer = learn_rooms(recording, Level::survey, error);

    EXPECT_EQ(few->model.logs(0, 50)[0], fewer->model.logs(0, 50)[0]);
}

TEST(RoomReplay, SaysNoRoomBeforeAnythingIsHeard) {
    RecordedFiles files = RecordedFiles::without_coordinates();
    Recording recording = files.read();
    recording.tracks[0].hearings.clear();
    const Replay replay = replayed(recording, Level::survey);

    EXPECT_EQ(replay.fixes.size(), 20U);
    EXPECT_EQ(replay.fixes.back().zone, "");
    EXPECT_FALSE(replay.fixes.back().floor.has_value());
}

Recording twice(Recording recording) {
    recording.survey.clear();
    recording.tracks.push_back(recording.tracks[0]);
    return recording;
}

TEST(ReplayAtLevel, LearnsFromTheOtherTracksWithoutASurvey) {
    const Replay of_rooms = replayed(twice(rooms()), Level::survey);
    const Replay of_places = replayed(twice(RecordedFiles().read()), Level::survey);

    EXPECT_EQ(of_rooms.fixes.size(), 40U);
    EXPECT_EQ(of_rooms.fixes.back().track, 1U);
    EXPECT_GE(accuracy_of(of_rooms).zone_pct, 90);
    EXPECT_LE(accuracy_of(of_places).mean_m, 2);
}

TEST(ReplayAtLevel, NeedsASurveyOrAnotherTrack) {
    Recording recording = RecordedFiles().read();
    recording.survey.clear();

    EXPECT_THAT(wrong(recording, Level::survey), HasSubstr("no other track to learn from; --level none"));
    EXPECT_EQ(wrong(recording, Level::none), "");
}

TEST(ReplayAtLevel, TakesASurveyOfOnePlace) {
    RecordedFiles files;
    files.train_truth = "t_ms,tag,x,y,floor,zone\n5000,t,1,1,0,left\n";
    for (const Level level : {Level::automatic, Level::references, Level::survey})
        EXPECT_TRUE(std::isfinite(accuracy_of(replayed(files.read(), level)).mean_m));
}

TEST(Accuracy, CountsZonesOnlyWhereTheTrueOneIsKnown) {
    Recording recording = RecordedFiles().read();
    const double before = accuracy_of(replayed(recording, Level::survey)).zone_pct;
    for (std::size_t i = 10; i < 20; ++i) recording.tracks[0].truths[i].zone.clear();

    EXPECT_GE(accuracy_of(replayed(recording, Level::survey)).zone_pct, before);
}

TEST(Accuracy, SaysHowOftenTheFloorIsRight) {
    EXPECT_EQ(accuracy_of(replayed(RecordedFiles().read(), Level::survey)).floor_pct, 100);
}

}  // namespace
}  // namespace cairn::tool::test
