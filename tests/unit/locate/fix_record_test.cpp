// A position can be explained, and is worked out again of its record alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "cairn/core/crc32c.h"
#include "cairn/locate/fix_record.h"
#include "support/allocation_count.h"
#include "unit/locate/hall_of_test.h"

namespace cairn::test {
namespace {

void expect_same(const Position& a, const Position& b) {
    EXPECT_EQ(a.tag, b.tag);
    EXPECT_EQ(a.at, b.at);
    EXPECT_EQ(a.floor, b.floor);
    EXPECT_EQ(a.x_m, b.x_m);
    EXPECT_EQ(a.y_m, b.y_m);
    EXPECT_EQ(a.variance_x_m2, b.variance_x_m2);
    EXPECT_EQ(a.variance_y_m2, b.variance_y_m2);
    EXPECT_EQ(a.covariance_xy_m2, b.covariance_xy_m2);
    EXPECT_EQ(a.radius68_m, b.radius68_m);
    EXPECT_EQ(a.zone, b.zone);
    EXPECT_EQ(a.zone_score, b.zone_score);
    EXPECT_EQ(a.zone_since, b.zone_since);
    EXPECT_EQ(a.zone_unknown, b.zone_unknown);
    EXPECT_EQ(a.next_zone, b.next_zone);
    EXPECT_EQ(a.next_zone_score, b.next_zone_score);
    EXPECT_EQ(a.ambiguous, b.ambiguous);
    EXPECT_EQ(a.other_x_m, b.other_x_m);
    EXPECT_EQ(a.other_y_m, b.other_y_m);
    EXPECT_EQ(a.method, b.method);
    EXPECT_EQ(a.calibration, b.calibration);
    ASSERT_EQ(a.evidence.size(), b.evidence.size());
    for (std::size_t i = 0; i < a.evidence.size(); ++i) {
        EXPECT_EQ(a.evidence[i].gateway, b.evidence[i].gateway);
        EXPECT_EQ(a.evidence[i].rssi_dbm, b.evidence[i].rssi_dbm);
        EXPECT_EQ(a.evidence[i].heard_count, b.evidence[i].heard_count);
        EXPECT_EQ(a.evidence[i].expected_dbm, b.evidence[i].expected_dbm);
        EXPECT_EQ(a.evidence[i].distance_m, b.evidence[i].distance_m);
    }
}

void expect_same(const FixReasons& a, const FixReasons& b) {
    expect_same(a.position, b.position);
    EXPECT_EQ(a.dt_s, b.dt_s);
    EXPECT_EQ(a.offset_db, b.offset_db);
    EXPECT_EQ(a.zone_scores, b.zone_scores);
    ASSERT_EQ(a.gateways.size(), b.gateways.size());
    for (std::size_t i = 0; i < a.gateways.size(); ++i) {
        EXPECT_EQ(a.gateways[i].gateway, b.gateways[i].gateway);
        EXPECT_EQ(a.gateways[i].awake, b.gateways[i].awake);
        EXPECT_EQ(a.gateways[i].heard_count, b.gateways[i].heard_count);
        EXPECT_EQ(a.gateways[i].rssi_dbm, b.gateways[i].rssi_dbm);
        EXPECT_EQ(a.gateways[i].new_count, b.gateways[i].new_count);
        EXPECT_EQ(a.gateways[i].new_rssi_dbm, b.gateways[i].new_rssi_dbm);
        EXPECT_EQ(a.gateways[i].expected_dbm, b.gateways[i].expected_dbm);
        EXPECT_EQ(a.gateways[i].expected_sd_db, b.gateways[i].expected_sd_db);
        EXPECT_EQ(a.gateways[i].hearing_chance, b.gateways[i].hearing_chance);
        EXPECT_EQ(a.gateways[i].distance_m, b.gateways[i].distance_m);
    }
}

/// The tag's next position, explained.
FixRecord explained(Hall& hall, std::string_view tag, Point at) {
    hall.hear(tag, at);
    hall.positioner().explain(tag_id(tag));
    const auto found = hall.tick();
    const auto record = hall.positioner().take_explanation();
    EXPECT_TRUE(record);
    if (!record) return {};
    expect_same(record->reasons.position, found.at(std::string("ble:").append(tag)));
    return *record;
}

void expect_recomputed(const Site& site, const FixRecord& record) {
    const auto again = recompute(site, record.bytes);
    ASSERT_TRUE(again) << again.error().where;
    expect_same(again->reasons, record.reasons);
    expect_same(again->recorded, record.reasons.position);
    EXPECT_EQ(again->recorded_scores, record.reasons.zone_scores);
    EXPECT_TRUE(again->is_same);
}

/// On a map that traffic taught.
FixRecord one_record() {
    Hall hall;
    hall.walk(400);
    return explained(hall, "tag7", {4, 8});
}

/// So that only its parts tell that something is wrong with a record.
void seal(std::vector<std::uint8_t>& record) {
    const std::uint32_t checksum = crc32c(Bytes(record).first(record.size() - 4));
    for (std::size_t i = 0; i < 4; ++i)
        record[record.size() - 4 + i] = static_cast<std::uint8_t>(checksum >> (8 * i));
}

TEST(FixRecord, GivesTheSamePositionFromTheFirstTickToALearnedMap) {
    Hall hall;
    std::set<PositionMethod> methods;
    const auto walk_explained = [&](int seconds) {
        for (int second = 0; second < seconds && !HasFailure(); ++second) {
            const Point at{12 + 10 * std::sin(0.05 * second), 8 + 6 * std::cos(0.07 * second)};
            const FixRecord record = explained(hall, "tag7", at);
            methods.insert(record.reasons.position.method);
            expect_recomputed(large_hall(), record);
        }
    };
    walk_explained(30);
    hall.walk(100);
    walk_explained(60);  // matched moments
    hall.walk(800);
    walk_explained(100);  // each gateway's own law

    EXPECT_EQ(methods, (std::set{PositionMethod::weighted_centroid, PositionMethod::grid_filter}));
}

TEST(FixRecord, GivesTheSamePositionWhileTheNextMapIsLearned) {
    Hall hall;
    hall.walk(250);
    for (int second = 0; second < 120 && !HasFailure(); ++second) {
        hall.walk(2);
        expect_recomputed(large_hall(), explained(hall, "tag7", {0.1 * second, 8}));
    }
}

TEST(FixRecord, GivesTheSamePositionAfterGatewaysFellSilent) {
    Hall hall;
    hall.walk(300);
    hall.let_fall_silent(2);
    hall.let_fall_silent(5);
    hall.walk(40);
    const FixRecord record = explained(hall, "tag7", {9, 3});

    EXPECT_FALSE(record.reasons.gateways[2].awake);
    EXPECT_TRUE(record.reasons.gateways[3].awake);
    expect_recomputed(large_hall(), record);
}

Site hall_with_beacons() {
    Site site = large_hall();
    const std::vector<Point> places{{4, 4}, {20, 4}, {4, 12}, {20, 12}, {12, 8}};
    for (std::size_t i = 0; i < places.size(); ++i)
        site.beacons.push_back({tag_id("beacon" + std::to_string(i)), "ground", places[i], 1});
    return site;
}

TEST(FixRecord, GivesTheSamePositionOnAMapOfReferencesAndAfterARestart) {
    const Site site = hall_with_beacons();
    Hall hall({}, site);
    for (int second = 0; second < 900; ++second) {
        for (std::size_t i = 0; i < site.beacons.size(); ++i)
            hall.hear("beacon" + std::to_string(i), site.beacons[i].at);
        hall.walk(1);
    }
    ASSERT_EQ(hall.positioner().calibration(), CalibrationLevel::references);
    expect_recomputed(site, explained(hall, "tag7", {7, 7}));
    expect_recomputed(site, explained(hall, "beacon1", site.beacons[1].at));

    Hall restarted({}, site);
    ASSERT_TRUE(restarted.positioner().restore(hall.positioner().save()));
    for (int second = 0; second < 20; ++second)
        expect_recomputed(site, explained(restarted, "tag7", {0.5 * second, 7}));
}

/// 120 m by 60 m on each of two floors, a gateway every fifteen metres.
Site large_site() {
    Site site;
    std::size_t number = 0;
    for (const auto& [name, elevation_m] : {std::pair{"low", 0.0}, std::pair{"high", 4.0}}) {
        site.floors.push_back({name, 120, 60, {}, elevation_m});
        for (double x_m = 7; x_m < 120; x_m += 15) {
            for (double y_m = 7; y_m < 60; y_m += 15)
                site.gateways.push_back({gateway_id("B" + std::to_string(number++)), name, {x_m, y_m}, 2.5});
        }
        for (int i = 0; i < 4; ++i) {
            const double left_m = 30.0 * i;
            site.zones.push_back({std::string_view(std::string(name) + std::to_string(i)),
                                  name,
                                  {{left_m, 0}, {left_m + 30, 0}, {left_m + 30, 60}, {left_m, 60}}});
        }
    }
    site.walls.push_back({"low", {60, 0}, {60, 40}, 6});
    site.passages.push_back({{{"low", {100, 30}}, {"high", {100, 30}}}});
    return site;
}

/// What gateways of one floor hear, and those of the other through the slab.
void hear_on(Positioner& positioner, const Site& site, std::string_view tag, std::string_view floor, Point at,
             std::int64_t now_ms, std::mt19937& random) {
    std::normal_distribution<double> fading{0, 3.5};
    for (const GatewayPlacement& gateway : site.gateways) {
        const double slab_db = gateway.floor.view() == floor ? 0 : 15;
        const double distance_m = std::hypot(at.x_m - gateway.at.x_m, at.y_m - gateway.at.y_m, 1.5);
        const double rssi_dbm = -60 - slab_db - 19 * std::log10(distance_m) + fading(random);
        if (rssi_dbm < -88) continue;
        positioner.observe(
            heard(tag, gateway.gateway.view().substr(5), static_cast<int>(std::lround(rssi_dbm)), now_ms));
    }
}

TEST(FixRecord, GivesTheSamePositionWhereTheWindowFollowsTheTag) {
    const Site site = large_site();
    PositionerOptions options;
    options.tags_max = 20;
    Positioner positioner = *Positioner::create(options, site);
    std::mt19937 random{5};
    std::int64_t now_ms = noon;
    std::set<std::string> zones;
    constexpr int learned_s = 450;
    for (int second = 0; second < learned_s + 240 && !HasFailure(); ++second, now_ms += 1000) {
        for (int tag = 0; tag < 6; ++tag) {
            const double phase = 0.02 * second + 1.1 * tag;
            hear_on(positioner, site, "tag" + std::to_string(tag), tag % 2 == 0 ? "low" : "high",
                    {60 + 55 * std::sin(phase), 30 + 25 * std::cos(1.7 * phase)}, now_ms, random);
        }
        const int run_s = std::max(0, second - learned_s);
        hear_on(positioner, site, "runner", run_s < 200 ? "low" : "high", {0.5 * run_s, 30}, now_ms, random);
        const bool is_explained = run_s > 0 && run_s % 20 == 0;
        if (is_explained) positioner.explain(tag_id("runner"));
        const auto found = position_of(positioner, "runner", now_ms);
        if (!is_explained) continue;
        const auto record = positioner.take_explanation();
        ASSERT_TRUE(record && found);
        EXPECT_EQ(record->reasons.position.method, PositionMethod::grid_filter);
        expect_same(record->reasons.position, *found);
        expect_recomputed(site, *record);
        zones.emplace(found->zone.view());
    }
    EXPECT_GE(zones.size(), 5U) << "the runner came through both floors";
}

TEST(FixRecord, GivesReasonsForEveryGatewayAndZone) {
    const FixRecord record = one_record();
    const FixReasons& reasons = record.reasons;

    ASSERT_EQ(reasons.gateways.size(), 8U);
    ASSERT_EQ(reasons.zone_scores.size(), 3U);
    EXPECT_NEAR(std::accumulate(reasons.zone_scores.begin(), reasons.zone_scores.end(), 0.0), 1, 1e-6);
    EXPECT_EQ(reasons.position.zone_score,
              *std::max_element(reasons.zone_scores.begin(), reasons.zone_scores.end()));
    for (const GatewayReason& reason : reasons.gateways) {
        EXPECT_TRUE(reason.awake);
        EXPECT_LT(reason.expected_dbm, -40);
        EXPECT_GT(reason.expected_sd_db, 0.3);
        EXPECT_GT(reason.hearing_chance, 0);
        EXPECT_LT(reason.hearing_chance, 1);
        EXPECT_GT(reason.distance_m, 1);
        EXPECT_EQ(reason.heard_count, reason.new_count) << "the tag was heard for the first time";
        if (reason.new_count > 0) {
            EXPECT_EQ(reason.rssi_dbm, reason.new_rssi_dbm);
        }
    }
    const Evidence& strongest = reasons.position.evidence[0];
    const auto same = std::ranges::find(reasons.gateways, strongest.gateway, &GatewayReason::gateway);
    EXPECT_EQ(static_cast<float>(same->expected_dbm), strongest.expected_dbm);
    EXPECT_EQ(static_cast<float>(same->distance_m), strongest.distance_m);
}

TEST(FixRecord, IsOfOneTagAtATimeAndIsTakenOnce) {
    Hall hall;
    hall.walk(5);
    EXPECT_FALSE(hall.positioner().explain(tag_id("stranger")));
    EXPECT_FALSE(hall.positioner().take_explanation());
    EXPECT_TRUE(hall.positioner().explain(tag_id("tag1")));
    EXPECT_TRUE(hall.positioner().explain(tag_id("tag2")));
    EXPECT_FALSE(hall.positioner().take_explanation()) << "no tick yet";
    hall.walk(3);
    const auto record = hall.positioner().take_explanation();

    ASSERT_TRUE(record);
    EXPECT_EQ(record->reasons.position.tag, tag_id("tag2"));
    EXPECT_EQ(record->reasons.position.at.unix_ms, hall.now_ms() - 3000) << "the next one, not the last";
    EXPECT_FALSE(hall.positioner().take_explanation());
}

TEST(FixRecord, TakesItsMemoryWhenItIsAskedForNotInTheTick) {
    const Site site = hall_with_beacons();
    Hall hall({}, site);
    for (int second = 0; second < 400; ++second) {
        for (std::size_t i = 0; i < site.beacons.size(); ++i)
            hall.hear("beacon" + std::to_string(i), site.beacons[i].at);
        hall.walk(1);
    }
    hall.hear("tag1", {5, 5});
    ASSERT_TRUE(hall.positioner().explain(tag_id("tag1")));
    const std::size_t before = allocation_count();
    hall.positioner().tick({hall.now_ms()}, [](const Position&) {});

    EXPECT_EQ(allocation_count(), before);
    EXPECT_TRUE(hall.positioner().take_explanation());
}

TEST(FixRecord, IsRefusedWhenItIsCutOffAnywhere) {
    const std::vector<std::uint8_t> bytes = one_record().bytes;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto again = recompute(large_hall(), Bytes(bytes).first(size));
        ASSERT_FALSE(again) << size;
        EXPECT_EQ(again.error().code, size <= 4 ? Errc::truncated : Errc::corrupt);
        std::vector<std::uint8_t> sealed(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        if (size <= 5) continue;
        seal(sealed);
        ASSERT_FALSE(recompute(large_hall(), sealed)) << size;
    }
}

TEST(FixRecord, IsRefusedWhenItIsDamagedOrGoesOn) {
    std::vector<std::uint8_t> bytes = one_record().bytes;
    for (std::size_t i = 1; i < bytes.size(); i += 7) {
        bytes[i] ^= 0x10;
        EXPECT_EQ(recompute(large_hall(), bytes).error().code, Errc::corrupt) << i;
        bytes[i] ^= 0x10;
    }
    bytes.push_back(0);
    seal(bytes);
    EXPECT_EQ(recompute(large_hall(), bytes).error().code, Errc::malformed);
}

TEST(FixRecord, IsRefusedWhenItIsOfAnotherVersion) {
    std::vector<std::uint8_t> bytes = one_record().bytes;
    ++bytes[0];
    seal(bytes);
    EXPECT_EQ(recompute(large_hall(), bytes).error().code, Errc::unsupported);
}

TEST(FixRecord, IsRefusedWithASiteThatHasChanged) {
    const FixRecord record = one_record();
    const auto refused = [&](auto change) {
        Site site = large_hall();
        change(site);
        const auto again = recompute(site, record.bytes);
        return !again && again.error().code == Errc::denied;
    };

    EXPECT_TRUE(refused([](Site& site) { site.gateways[3].at.x_m += 0.001; }));
    EXPECT_TRUE(refused([](Site& site) { site.gateways.pop_back(); }));
    EXPECT_TRUE(refused([](Site& site) { site.zones[0].corners[1].x_m = 11; }));
    EXPECT_TRUE(refused([](Site& site) { site.zones[1].name = "aest"; }));
    EXPECT_TRUE(refused([](Site& site) { site.walls.push_back({"ground", {1, 1}, {2, 2}, 3}); }));
    EXPECT_TRUE(refused([](Site& site) { site.floors[0].width_m = 25; }));
    EXPECT_TRUE(refused([](Site& site) { site = {}; }));
    Site broken = large_hall();
    broken.gateways[0].floor = "nowhere";
    EXPECT_EQ(recompute(broken, record.bytes).error().code, Errc::malformed);
    EXPECT_TRUE(recompute(hall_with_beacons(), record.bytes)) << "beacons count by what was heard of them";
}

TEST(FixRecord, SaysWhenAnotherPositionWasRecorded) {
    FixRecord record = one_record();
    // The last score, before the checksum.
    record.bytes[record.bytes.size() - 5] ^= 0x01;
    seal(record.bytes);
    const auto again = recompute(large_hall(), record.bytes);

    ASSERT_TRUE(again);
    EXPECT_FALSE(again->is_same);
    EXPECT_NE(again->recorded_scores, again->reasons.zone_scores);
}

TEST(FixRecord, OfRubbishIsRefusedOrGivesSomePosition) {
    const std::vector<std::uint8_t> bytes = one_record().bytes;
    std::mt19937 random{9};
    std::size_t refused = 0;
    for (int i = 0; i < 400; ++i) {
        std::vector<std::uint8_t> rubbish = bytes;
        // Half of them in the parts before the filter's cells.
        const std::size_t reach = i % 2 == 0 ? 300 : bytes.size() - 4;
        for (int flips = 0; flips < 1 + i % 3; ++flips)
            rubbish[5 + random() % (reach - 5)] = static_cast<std::uint8_t>(random());
        seal(rubbish);
        if (!recompute(large_hall(), rubbish)) ++refused;
    }
    EXPECT_GT(refused, 40U);
}

}  // namespace
}  // namespace cairn::test
