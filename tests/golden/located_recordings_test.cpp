// Replays recordings of real sites, where they are at hand: they are no part of this project.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "locate/accuracy.h"
#include "locate/room_replay.h"

namespace cairn::tool::test {
namespace {

const std::string recordings = CAIRN_SOURCE_DIR "/../shared/data/positioning";

/// The most that a set may be off; the figures at hand are lower by a few hundredths.
struct Bars {
    double survey_m;
    double survey_p90_m;
    double refs_m;
    double automatic_m;
    double weaker_tag_m;
    double gateways_down_m;
};

class Located : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(recordings)) GTEST_SKIP() << recordings << " is not there";
    }

    static void expect(const std::string& name, const Bars& bars) {
        std::string error;
        const Recording recording = read_recording(recordings + "/" + name, error);
        ASSERT_EQ(error, "");
        const auto survey = make_map(recording, CalibrationLevel::survey);
        const Accuracy surveyed = accuracy_of(replay(recording, survey));
        EXPECT_LE(surveyed.mean_m, bars.survey_m);
        EXPECT_LE(surveyed.p90_m, bars.survey_p90_m);
        EXPECT_GE(surveyed.inside68_pct, 60);
        EXPECT_LE(surveyed.inside68_pct, 88);
        EXPECT_GE(surveyed.inside95_pct, 90);
        EXPECT_LE(mean_of(recording, make_map(recording, CalibrationLevel::references)), bars.refs_m);
        EXPECT_LE(mean_of(recording, make_map(recording, CalibrationLevel::automatic)), bars.automatic_m);
        EXPECT_LE(mean_of(recording, survey, {-6, {}}), bars.weaker_tag_m);
        EXPECT_LE(mean_with_a_third_down(recording, survey), bars.gateways_down_m);
    }

private:
    static double mean_of(const Recording& recording, const locate::RadioMap& map,
                          const Disturbance& disturbance = {}) {
        return accuracy_of(replay(recording, map, disturbance)).mean_m;
    }
    /// Each third in turn: it matters which gateways are left.
    static double mean_with_a_third_down(const Recording& recording, const locate::RadioMap& map) {
        double sum_m = 0;
        for (std::uint32_t first = 0; first < 3; ++first) {
            Disturbance third;
            for (std::uint32_t gateway = first; gateway < recording.gateways.size(); gateway += 3)
                third.dead_gateways.push_back(gateway);
            sum_m += mean_of(recording, map, third);
        }
        return sum_m / 3;
    }
};

TEST_F(Located, OpenOffice) {
    expect("tetam", {.survey_m = 1.50,
                     .survey_p90_m = 2.60,
                     .refs_m = 1.90,
                     .automatic_m = 2.05,
                     .weaker_tag_m = 1.65,
                     .gateways_down_m = 1.85});
}

TEST_F(Located, Flat) {
    expect("flat", {.survey_m = 1.05,
                    .survey_p90_m = 2.10,
                    .refs_m = 1.10,
                    .automatic_m = 1.40,
                    .weaker_tag_m = 1.15,
                    .gateways_down_m = 1.40});
}

/// The same by rooms: the coordinates are taken away, and the zones' names are all there is.
class LocatedByRoom : public Located {
protected:
    struct RoomBars {
        double survey_pct;
        double refs_pct;
        double weaker_tag_pct;
        double changes_a_true_one;
    };

    static void expect(const std::string& name, const RoomBars& bars) {
        std::string error;
        Recording recording = read_recording(recordings + "/" + name, error);
        ASSERT_EQ(error, "");
        take_coordinates(recording);
        const auto survey = learn_rooms(recording, CalibrationLevel::survey, error);
        const auto refs = learn_rooms(recording, CalibrationLevel::references, error);
        ASSERT_TRUE(survey && refs) << error;
        const Accuracy surveyed = accuracy_of(replay_rooms(recording, *survey));
        EXPECT_FALSE(surveyed.is_in_metres);
        EXPECT_GE(surveyed.zone_pct, bars.survey_pct);
        EXPECT_LE(surveyed.zone_changes_per_min,
                  bars.changes_a_true_one * surveyed.truth_zone_changes_per_min);
        EXPECT_GE(accuracy_of(replay_rooms(recording, *refs)).zone_pct, bars.refs_pct);
        EXPECT_GE(accuracy_of(replay_rooms(recording, *survey, {-6, {}})).zone_pct, bars.weaker_tag_pct);
    }

private:
    static void take_coordinates(Recording& recording) {
        recording.has_places = false;
        recording.zones.clear();
        for (auto* const tracks : {&recording.tracks, &recording.survey}) {
            for (RecordedTrack& track : *tracks) {
                for (RecordedTruth& truth : track.truths) truth.at = {NAN, NAN};
            }
        }
    }
};

TEST_F(LocatedByRoom, OpenOffice) {
    expect("tetam", {.survey_pct = 72, .refs_pct = 72, .weaker_tag_pct = 69, .changes_a_true_one = 1.5});
}

TEST_F(LocatedByRoom, Flat) {
    expect("flat", {.survey_pct = 88, .refs_pct = 87, .weaker_tag_pct = 87, .changes_a_true_one = 1.3});
}

}  // namespace
}  // namespace cairn::tool::test
