// A positioner of a site of rooms without coordinates, in a house whose truth is made here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "support/allocation_count.h"
#include "unit/locate/site_of_test.h"

namespace cairn::test {
namespace {

constexpr std::int64_t noon = 1'780'000'000'000;
constexpr double threshold_dbm = -95;
constexpr std::size_t gateways = 5;

/// Five rooms, the last two upstairs, and a gateway in each.
const std::vector<std::pair<const char*, const char*>> rooms{{"kitchen", "ground"},
                                                             {"hall", "ground"},
                                                             {"garage", "ground"},
                                                             {"study", "upstairs"},
                                                             {"attic", "upstairs"}};
/// How loud each gateway hears each room in the mean, dBm.
constexpr std::array<std::array<double, gateways>, 5> loudness_dbm{{{-58, -72, -84, -80, -92},
                                                                    {-72, -58, -76, -74, -86},
                                                                    {-84, -75, -60, -90, -98},
                                                                    {-80, -74, -92, -58, -73},
                                                                    {-92, -86, -99, -73, -60}}};

Site house() {
    Site site;
    site.floors.resize(2);
    site.floors[0].name = "ground";
    site.floors[1].name = "upstairs";
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < gateways; ++i)
        site.gateways.push_back(
            {gateway_id("g" + std::to_string(i)), rooms[i].second, {unknown, unknown}, 2.5});
    for (const auto& [room, floor] : rooms) site.zones.push_back({room, floor, {}});
    return site;
}

/// Once a second gateways hear tags; at each spot of a room, and each moment, a little otherwise.
class House {
public:
    explicit House(const PositionerOptions& options = {})
        : positioner_(*Positioner::create(options, house(), walk_test())) {}

    Positioner& positioner() { return positioner_; }
    void let_fall_silent(std::size_t gateway) { silent_[gateway] = true; }
    void weaken_tags(double by_db) { weaker_db_ = by_db; }

    /// Half a minute at each of three spots of every room.
    Survey walk_test() {
        Survey survey;
        for (std::size_t room = 0; room < rooms.size(); ++room) {
            for (int spot = 0; spot < 3; ++spot) {
                enter(room);
                for (int second = 0; second < 30; ++second) {
                    SurveyedRoom& tick = survey.rooms.emplace_back();
                    tick.room = rooms[room].first;
                    for (std::size_t i = 0; i < gateways; ++i) {
                        if (const auto heard_dbm = loudness(i))
                            tick.heard_by.push_back({gateway_id("g" + std::to_string(i)), *heard_dbm});
                    }
                }
            }
        }
        return survey;
    }
    /// To another spot of it.
    void enter(std::size_t room) {
        room_ = room;
        for (double& spot_db : spot_db_) spot_db = 3 * normal_(random_);
    }
    std::vector<Position> second(bool is_heard = true) {
        now_ms_ += 1000;
        for (std::size_t i = 0; is_heard && i < gateways; ++i) {
            const auto heard_dbm = loudness(i);
            if (!heard_dbm || silent_[i]) continue;
            positioner_.observe(
                heard("t", "g" + std::to_string(i), static_cast<int>(std::lround(*heard_dbm)), now_ms_));
        }
        return positions(positioner_, now_ms_);
    }
    Position last_of(int seconds) {
        std::vector<Position> found;
        for (int i = 0; i < seconds; ++i) found = second();
        return found.at(0);
    }
    std::int64_t now_ms() const { return now_ms_; }

private:
    std::optional<double> loudness(std::size_t gateway) {
        const double dbm =
            loudness_dbm[room_][gateway] + spot_db_[gateway] - weaker_db_ + 4 * normal_(random_);
        if (dbm < threshold_dbm) return std::nullopt;
        return dbm;
    }

    std::mt19937 random_{7};
    std::normal_distribution<double> normal_;
    std::array<bool, gateways> silent_{};
    std::array<double, gateways> spot_db_{};
    double weaker_db_ = 0;
    std::size_t room_ = 0;
    std::int64_t now_ms_ = noon;
    Positioner positioner_;
};

TEST(RoomPositions, AreTheRoomsThatATagWalksThrough) {
    House house;
    int ticks = 0;
    int right = 0;
    int changes = 0;
    ZoneName before;
    for (const std::size_t room : {0U, 1U, 2U, 1U, 3U, 4U, 3U, 1U, 0U, 1U}) {
        house.enter(room);
        for (int second = 0; second < 40; ++second, ++ticks) {
            const Position position = house.second().at(0);
            if (position.zone == ZoneName(rooms[room].first)) ++right;
            const bool is_upstairs = position.zone == ZoneName("study") || position.zone == ZoneName("attic");
            EXPECT_EQ(position.floor.view(), is_upstairs ? "upstairs" : "ground")
                << "of the room that is said";
            if (position.zone != before) ++changes;
            before = position.zone;
        }
    }

    EXPECT_GE(right, ticks * 92 / 100);
    EXPECT_LE(changes, 11) << "ten rooms were entered";
}

TEST(RoomPositions, HaveARoomAndAFloorAndNoCoordinates) {
    House house;
    house.enter(3);
    const Position position = house.last_of(10);

    EXPECT_EQ(position.zone.view(), "study");
    EXPECT_EQ(position.floor.view(), "upstairs");
    EXPECT_EQ(position.method, PositionMethod::zone_filter);
    EXPECT_EQ(position.calibration, CalibrationLevel::survey);
    EXPECT_GT(position.zone_score, 0.8);
    EXPECT_FALSE(position.next_zone.empty());
    EXPECT_LT(position.zone_score + position.next_zone_score, 1.001);
    EXPECT_FALSE(position.zone_unknown);
    EXPECT_EQ(position.x_m, 0);
    EXPECT_EQ(position.radius68_m, 0);
}

TEST(RoomPositions, SaySinceWhenATagIsInItsRoom) {
    House house;
    house.enter(0);
    EXPECT_EQ(house.last_of(20).zone_since.unix_ms, 0) << "nobody saw it come";
    house.enter(4);
    const std::int64_t entered_ms = house.now_ms();
    const Position position = house.last_of(20);

    EXPECT_EQ(position.zone.view(), "attic");
    EXPECT_GT(position.zone_since.unix_ms, entered_ms);
    EXPECT_LE(position.zone_since.unix_ms, entered_ms + 6'000);
}

TEST(RoomPositions, HoldForTagsThatAreWeaker) {
    House house;
    house.weaken_tags(6);
    for (std::size_t room = 0; room < rooms.size(); ++room) {
        house.enter(room);
        EXPECT_EQ(house.last_of(30).zone.view(), rooms[room].first);
    }
}

TEST(RoomPositions, DoNotCountTheSilenceOfGatewaysThatReportNoSuchTags) {
    House house;
    Position position;
    for (int second = 0; second < 60; ++second) {
        // Of the kitchen's gateway, only tags that are known by their address.
        for (const std::size_t gateway : {1U, 2U}) {
            Advertisement named = heard("t", "g" + std::to_string(gateway),
                                        static_cast<int>(loudness_dbm[0][gateway]), house.now_ms() + 1000);
            named.tag = *TagId::make("civic", "pallet-7");
            house.positioner().observe(named);
        }
        for (const Position& found : house.second())
            if (found.tag.name_space() == "civic") position = found;
    }

    EXPECT_EQ(position.zone.view(), "kitchen");
    EXPECT_EQ(position.evidence.size(), 2U) << "nobody else is missed";
}

TEST(RoomPositions, SayWhatWasHeardAndWhatWasExpected) {
    House house;
    house.enter(1);
    house.last_of(10);
    house.let_fall_silent(0);
    const Position position = house.last_of(15);

    ASSERT_GE(position.evidence.size(), 3U);
    EXPECT_EQ(position.evidence[0].gateway, gateway_id("g1"));
    EXPECT_GT(position.evidence[0].heard_count, 0);
    EXPECT_NEAR(position.evidence[0].rssi_dbm, -58, 8);
    EXPECT_NEAR(position.evidence[0].expected_dbm, -58, 6);
    EXPECT_EQ(position.evidence[0].distance_m, 0) << "not known";
    const auto unheard = std::ranges::find(position.evidence, gateway_id("g0"), &Evidence::gateway);
    ASSERT_NE(unheard, position.evidence.end())
        << "it is awake, heard the hall in the walk test, and now not";
    EXPECT_EQ(unheard->heard_count, 0);
    EXPECT_NEAR(unheard->expected_dbm, -72, 6);
}

TEST(RoomPositions, AreUnknownWhenNoGatewayIsAwakeThatHearsTheRoom) {
    House house;
    house.enter(0);
    house.last_of(20);
    std::vector<Position> lost;
    for (int second = 0; second < 40; ++second) {
        for (const Position& position : house.second(false)) lost.push_back(position);
    }

    ASSERT_EQ(lost.size(), 1U) << "said once";
    EXPECT_TRUE(lost[0].zone_unknown);
    EXPECT_TRUE(lost[0].zone.empty());
    EXPECT_EQ(lost[0].floor.view(), "ground");
    EXPECT_EQ(lost[0].method, PositionMethod::zone_filter);
}

TEST(RoomPositions, StayWhileAGatewayIsAwakeThatHearsTheRoom) {
    House house;
    house.enter(0);
    house.last_of(20);
    for (int second = 0; second < 60; ++second) {
        house.positioner().gateway_awake(gateway_id("g1"), {house.now_ms()});
        EXPECT_TRUE(house.second(false).empty());
    }
    house.positioner().gateway_awake(gateway_id("g1"), {house.now_ms()});
    EXPECT_EQ(house.last_of(3).zone.view(), "kitchen");
}

TEST(RoomPositions, AreUnknownWhereNoRoomIsLikely) {
    PositionerOptions options;
    options.zone_unknown_under = 1;
    House house(options);
    house.enter(2);
    const Position position = house.last_of(5);

    EXPECT_TRUE(position.zone_unknown);
    EXPECT_TRUE(position.zone.empty());
    EXPECT_EQ(position.floor.view(), "ground");
}

TEST(RoomPositions, FindATagElsewhereAfterALongSilence) {
    House house;
    house.enter(0);
    house.last_of(30);
    house.enter(4);
    for (int second = 0; second < 25; ++second) house.second(false);

    EXPECT_EQ(house.last_of(3).zone.view(), "attic");
}

TEST(RoomPositions, TellOfTheirGateways) {
    House house;
    house.enter(0);
    house.last_of(5);
    std::vector<GatewayHealth> healths;
    house.positioner().health({house.now_ms()},
                              [&](const GatewayHealth& health) { healths.push_back(health); });

    ASSERT_EQ(healths.size(), gateways);
    EXPECT_EQ(healths[0].gateway, gateway_id("g0"));
    EXPECT_TRUE(healths[0].awake);
    EXPECT_FALSE(healths[4].awake && healths[4].last_heard.unix_ms == 0);
    EXPECT_EQ(house.positioner().calibration(), CalibrationLevel::survey);
}

TEST(RoomPositions, KeepNothingAndTakeUpNothing) {
    House house;
    EXPECT_TRUE(house.positioner().save().empty());
    const std::vector<std::uint8_t> state{1, 2, 3};
    EXPECT_TRUE(house.positioner().restore(state)) << "of the time before the site had rooms";
}

TEST(RoomPositions, AreNotExplained) {
    House house;
    house.enter(0);
    house.last_of(5);

    EXPECT_FALSE(house.positioner().explain(tag_id("t")));
    EXPECT_FALSE(house.positioner().take_explanation());
}

TEST(RoomPositions, TakeNoMemoryLater) {
    House house;
    house.enter(0);
    const std::size_t before = allocation_count();
    for (int i = 0; i < 5; ++i) house.positioner().observe(heard("t", "g1", -60, noon + 1000 * i));
    house.positioner().tick({noon + 5000}, [](const Position&) {});

    EXPECT_EQ(allocation_count() - before, 0U);
}

std::string complaint(const Site& site, const Survey& survey = {}) {
    const auto made = Positioner::create({}, site, survey);
    return made ? "" : made.error().where;
}

SurveyedRoom sample(const char* room, const char* gateway = "g0", double rssi_dbm = -60) {
    return {room, {{gateway_id(gateway), rssi_dbm}}, false};
}

TEST(RoomPositions, NeedASurveyThatNamesRooms) {
    EXPECT_EQ(complaint(house()), "positioner: rooms, and no survey that names them");
    EXPECT_EQ(complaint(house(), {{}, {}, {sample("hall")}}), "");
    const auto simple = Positioner::create_simple({}, house());
    ASSERT_FALSE(simple);
    EXPECT_STREQ(simple.error().where, "positioner: rooms, which only a survey teaches");
    Site bare = house();
    bare.gateways.clear();
    EXPECT_EQ(complaint(bare, {{}, {}, {{"hall", {}, false}}}), "rooms: no gateway");
}

TEST(RoomPositions, NeedASurveyOfTheirSite) {
    EXPECT_EQ(complaint(house(), {{}, {}, {sample("cellar")}}), "survey: a room that the site does not have");
    EXPECT_EQ(complaint(house(), {{}, {}, {sample("hall", "x")}}),
              "survey: a gateway that the site does not have");
    for (const double rssi_dbm : {1.0, -128.0, std::nan("")})
        EXPECT_EQ(complaint(house(), {{}, {}, {sample("hall", "g0", rssi_dbm)}}),
                  "survey: an RSSI that no radio measures");
    EXPECT_EQ(complaint(house(), {{{gateway_id("g0"), "ground", {1, 1}, -60, 3}}, {}, {}}),
              "survey: places of a site of rooms");
    EXPECT_EQ(complaint(two_zones(), {{}, {}, {{"west", {}, false}}}),
              "survey: rooms of a site whose zones have corners, or that has none");
}

TEST(SiteOfRooms, NeedsNoCoordinates) {
    EXPECT_TRUE(has_rooms(house()));
    EXPECT_TRUE(check(house()));
    EXPECT_FALSE(has_rooms(two_zones()));
    EXPECT_FALSE(has_rooms(hall())) << "there are no zones at all";
}

TEST(SiteOfRooms, MayHaveCoordinates) {
    Site site = house();
    site.floors[0] = {"ground", 20, 10};
    site.gateways[0].at = {4, 5};
    EXPECT_TRUE(check(site));

    site.gateways[0].at = {400, 5};
    EXPECT_STREQ(check(site).error().where, "site: a gateway far outside its floor; mistyped?");
    site.gateways[0].at = {4, 5};
    site.floors[0].height_m = 0;
    EXPECT_STREQ(check(site).error().where, "site: a floor without size");
}

TEST(SiteOfRooms, HasNoZoneWithCorners) {
    Site site = two_zones();
    site.zones.push_back({"shed", "ground", {}});
    EXPECT_STREQ(check(site).error().where, "site: a zone with fewer than 3 corners");
}

TEST(SiteOfRooms, HasAtMost64) {
    Site site = house();
    for (int i = 0; i < 59; ++i) site.zones.push_back({ZoneName("room " + std::to_string(i)), "ground", {}});
    EXPECT_TRUE(check(site));
    site.zones.push_back({"one more", "ground", {}});
    EXPECT_STREQ(check(site).error().where, "site: more than 64 rooms");
}

TEST(SiteWithoutRooms, NeedsCoordinates) {
    Site site = two_zones();
    site.gateways[0].at.x_m = std::nan("");
    EXPECT_STREQ(check(site).error().where, "site: a gateway without a place");
    site = two_zones();
    site.floors[0].width_m = site.floors[0].height_m = 0;
    EXPECT_STREQ(check(site).error().where, "site: a floor without size");
}

}  // namespace
}  // namespace cairn::test
