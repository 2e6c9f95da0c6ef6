// Recordings of a room with four arrays of antennas in its corners, whose turn nobody wrote down.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include "locate/accuracy.h"
#include "locate/replay_at_level.h"
#include "recording/ticks.h"

namespace cairn::tool::test {
namespace {

constexpr double degree = std::numbers::pi / 180;

struct Turn {
    double azimuth_deg;
    bool is_clockwise;
};
using Turns = std::array<Turn, 4>;

constexpr Turns turned_anyhow{{{45, false}, {-160, true}, {-100, false}, {17, true}}};

/// What a tag sends five times a second that is carried through 12 x 6 m, and rests at times. RSSI fades
/// packet by packet, and each gateway's is off by what stands in the room; a tenth of the azimuths point
/// anywhere, a fifth are missing.
class Room {
public:
    explicit Room(const Turns& turns = turned_anyhow) : turns_(turns) {}

    Recording record(int tracks, int survey_tracks) {
        Recording recording;
        recording.low = {0, 0};
        recording.high = {12, 6};
        recording.floors = {0};
        for (const Point at : corners) {
            locate::GatewayRadio& gateway = recording.gateways.emplace_back();
            gateway.at = at;
            gateway.z_m = 2.3;
            recording.gateway_ids.push_back(std::to_string(recording.gateways.size()));
        }
        for (int i = 0; i < tracks; ++i) recording.tracks.push_back(walk());
        for (int i = 0; i < survey_tracks; ++i) recording.survey.push_back(walk());
        return recording;
    }

private:
    static constexpr std::array<Point, 4> corners{{{0.2, 0.2}, {11.8, 0.2}, {11.8, 5.8}, {0.2, 5.8}}};
    static constexpr int packets_per_s = 5;

    RecordedTrack walk() {
        constexpr double step_m = 0.6 / packets_per_s;
        constexpr int rest_packets = 5 * packets_per_s;
        RecordedTrack track;
        track.tag = "tag" + std::to_string(++tags_);
        Point at = anywhere();
        Point goal = at;
        int rested = 0;
        for (int packet = 1; packet <= 120 * packets_per_s; ++packet) {
            const double left_m = std::hypot(goal.x_m - at.x_m, goal.y_m - at.y_m);
            if (left_m >= step_m) {
                at.x_m += (goal.x_m - at.x_m) / left_m * step_m;
                at.y_m += (goal.y_m - at.y_m) / left_m * step_m;
            } else if (++rested == rest_packets) {
                goal = anywhere();
                rested = 0;
            }
            const double at_s = static_cast<double>(packet) / packets_per_s;
            for (std::uint32_t gateway = 0; gateway < corners.size(); ++gateway)
                track.hearings.push_back(heard(gateway, at, at_s));
            if (packet % packets_per_s == 0) track.truths.push_back({at_s, at, 0, "room"});
        }
        return track;
    }

    RecordedHearing heard(std::uint32_t gateway, Point at, double at_s) {
        const double x_m = at.x_m - corners[gateway].x_m;
        const double y_m = at.y_m - corners[gateway].y_m;
        const double room_db = 2.5 * std::sin(at.x_m * 1.1 + gateway) +
                               2.5 * std::cos(at.y_m * 1.4 - 2.0 * gateway) + (gateway % 2 == 0 ? 2 : -2);
        RecordedHearing heard;
        heard.at_s = at_s;
        heard.gateway = gateway;
        heard.rssi_dbm = -58 - 10 * std::log10(x_m * x_m + y_m * y_m + 1.2) + room_db + 3.5 * noise_(random_);
        if (uniform(0, 1) < 0.2) return heard;
        const double off_deg = uniform(0, 1) < 0.1 ? uniform(-180, 180) : 10 * noise_(random_);
        const double toward_deg = std::atan2(y_m, x_m) / degree + off_deg - turns_[gateway].azimuth_deg;
        heard.azimuth_deg =
            static_cast<float>(std::remainder(turns_[gateway].is_clockwise ? -toward_deg : toward_deg, 360));
        return heard;
    }

    Point anywhere() { return {uniform(0.5, 11.5), uniform(0.5, 5.5)}; }
    double uniform(double low, double high) {
        return low + (high - low) * std::uniform_real_distribution<double>(0, 1)(random_);
    }

    Turns turns_;
    std::mt19937 random_{11};
    std::normal_distribution<double> noise_{0, 1};
    int tags_ = 0;
};

double apart_deg(double a_deg, double b_deg) {
    return std::abs(std::remainder(a_deg - b_deg, 360));
}

double mean_m(const Recording& recording, CalibrationLevel level) {
    std::string error;
    const Replay replayed = replay_at_level(recording, level, error);
    EXPECT_EQ(error, "");
    return accuracy_of(replayed).mean_m;
}

Recording without_azimuths(Recording recording) {
    forget_azimuths(recording);
    return recording;
}

void expect_turns(const locate::RadioMap& map, const Turns& turns, double within_deg) {
    for (std::uint32_t i = 0; i < map.gateways(); ++i) {
        EXPECT_TRUE(map.gateway(i).azimuth_is_known) << i;
        EXPECT_EQ(map.gateway(i).azimuth_is_clockwise, turns[i].is_clockwise) << i;
        EXPECT_LT(apart_deg(map.gateway(i).azimuth_deg, turns[i].azimuth_deg), within_deg) << i;
    }
}

TEST(AzimuthReplay, LocatesWithinAMetreWithoutPlaces) {
    const Recording recording = Room().record(4, 4);
    const double with_m = mean_m(recording, CalibrationLevel::automatic);

    EXPECT_LT(with_m, 1.0);
    EXPECT_LT(with_m, 0.7 * mean_m(without_azimuths(recording), CalibrationLevel::automatic));
}

TEST(AzimuthReplay, LearnsHowArraysAreTurnedAtEveryLevel) {
    const Recording recording = Room().record(1, 4);
    for (const auto level : {CalibrationLevel::none, CalibrationLevel::automatic,
                             CalibrationLevel::references, CalibrationLevel::survey}) {
        SCOPED_TRACE(calibration_levels[static_cast<std::size_t>(level)]);
        expect_turns(make_map(recording, level), turned_anyhow, 5);
    }
}

TEST(AzimuthReplay, LearnsAnyTurn) {
    for (int turn = 0; turn < 8; ++turn) {
        SCOPED_TRACE(turn);
        Turns turns;
        for (std::size_t i = 0; i < 4; ++i)
            turns[i] = {std::remainder(45.0 * turn + 90.0 * static_cast<double>(i), 360),
                        (turn + static_cast<int>(i) / 2) % 2 == 1};
        expect_turns(make_map(Room(turns).record(1, 4), CalibrationLevel::automatic), turns, 5);
    }
}

TEST(AzimuthReplay, LeavesRssiAsItWouldBeWithoutAzimuths) {
    Recording recording = Room().record(1, 2);
    for (std::size_t i = 0; i < 2; ++i) {
        recording.gateways[i].azimuth_is_known = true;
        recording.gateways[i].azimuth_deg = turned_anyhow[i].azimuth_deg;
        recording.gateways[i].azimuth_is_clockwise = turned_anyhow[i].is_clockwise;
    }
    const auto with = make_map(recording, CalibrationLevel::automatic);
    const auto without = make_map(without_azimuths(recording), CalibrationLevel::automatic);
    for (std::uint32_t i = 0; i < 4; ++i) {
        EXPECT_EQ(with.gateway(i).power_dbm, without.gateway(i).power_dbm);
        EXPECT_EQ(with.gateway(i).threshold_dbm, without.gateway(i).threshold_dbm);
        EXPECT_TRUE(with.gateway(i).azimuth_is_known);
        EXPECT_EQ(without.gateway(i).azimuth_is_known, i < 2);
    }
}

TEST(AzimuthReplay, TakesTheRecordingsWordForIt) {
    Recording recording = Room().record(1, 2);
    locate::GatewayRadio& told = recording.gateways[2];
    told.azimuth_is_known = true;
    told.azimuth_deg = 12;
    told.azimuth_is_clockwise = true;
    for (const auto level : {CalibrationLevel::automatic, CalibrationLevel::survey}) {
        const auto map = make_map(recording, level);
        EXPECT_EQ(map.gateway(2).azimuth_deg, 12);
        EXPECT_TRUE(map.gateway(2).azimuth_is_clockwise);
    }
}

TEST(AzimuthReplay, NamesGatewaysThatMeasureTooLittle) {
    Recording recording = Room().record(1, 2);
    for (RecordedTrack& track : recording.survey) {
        for (RecordedHearing& heard : track.hearings) {
            if (heard.gateway == 1 && heard.at_s > 5) heard.azimuth_deg.reset();
        }
    }
    const auto map = make_map(recording, CalibrationLevel::automatic);

    EXPECT_FALSE(map.gateway(1).azimuth_is_known);
    EXPECT_TRUE(map.gateway(0).azimuth_is_known);
    EXPECT_EQ(replay(recording, map).turned_unknown, std::vector<std::uint32_t>{1});
}

TEST(AzimuthReplay, LearnsFromTheOtherTracksWithoutASurvey) {
    const Recording recording = Room().record(4, 0);
    for (const auto level : {CalibrationLevel::none, CalibrationLevel::automatic}) {
        EXPECT_LT(mean_m(recording, level), 0.75 * mean_m(without_azimuths(recording), level));
    }
}

TEST(AzimuthReplay, DoesWithoutAzimuthsWhereNothingTellsTheTurn) {
    const Recording recording = Room().record(1, 0);
    std::string error;
    const Replay replayed = replay_at_level(recording, CalibrationLevel::none, error);

    EXPECT_EQ(error, "");
    EXPECT_EQ(replayed.turned_unknown.size(), 4U);
    EXPECT_EQ(accuracy_of(replayed).mean_m, mean_m(without_azimuths(recording), CalibrationLevel::none));
}

TEST(AzimuthReplay, LearnsFromTrafficWhatLabelledPlacesLeaveOpen) {
    Recording recording = Room().record(1, 4);
    for (RecordedTrack& track : recording.survey) {
        std::erase_if(track.truths, [](const RecordedTruth& truth) { return truth.at_s < 118; });
        for (RecordedHearing& heard : track.hearings) {
            if (heard.at_s > 116) heard.azimuth_deg.reset();
        }
    }
    expect_turns(make_map(recording, CalibrationLevel::references), turned_anyhow, 5);
}

TEST(MedianAzimuth, DoesNotJumpAtTheBack) {
    std::vector<float> odd{179, -178, 175, -179, 20};
    std::vector<float> even{179, -179, 177, -177};
    std::vector<float> full_circle{359, 1, 4};
    std::vector<float> one{-180};

    EXPECT_NEAR(apart_deg(static_cast<double>(median_azimuth_deg(odd)), 179), 0, 1e-3);
    EXPECT_NEAR(apart_deg(static_cast<double>(median_azimuth_deg(even)), 180), 0, 1e-3);
    EXPECT_NEAR(static_cast<double>(median_azimuth_deg(full_circle)), 1, 1e-3);
    EXPECT_NEAR(apart_deg(static_cast<double>(median_azimuth_deg(one)), 180), 0, 1e-3);
}

TEST(MedianAzimuth, IsWhatATickHasOfItsPackets) {
    TickSums sums(2);
    for (const float azimuth_deg : {10.0F, 12.0F, 170.0F}) sums.add({0, 0, -50, azimuth_deg, {}});
    sums.add({0, 0, -50, {}, {}});
    sums.add({0, 1, -50, {}, {}});
    const auto hearings = sums.take();
    sums.add({1, 0, -50, {}, {}});

    EXPECT_NEAR(static_cast<double>(hearings[0].azimuth_deg.value_or(0)), 12, 1e-3);
    EXPECT_EQ(hearings[0].packets, 4U);
    EXPECT_EQ(hearings[1].azimuth_deg, std::nullopt);
    EXPECT_EQ(sums.take()[0].azimuth_deg, std::nullopt) << "the tick before is over";
}

}  // namespace
}  // namespace cairn::tool::test
