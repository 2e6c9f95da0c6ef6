// Rooms that are learned from samples, in a house whose truth is made here.
#include "cairn/locate/room_filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "support/allocation_count.h"

namespace cairn::locate::test {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// Three rooms, the last one upstairs, and two gateways: gateway 1 does not hear room 0.
const std::vector<std::int32_t> floors{0, 0, 1};
const std::vector<std::vector<TickHearing>> levels{
    {{0, -50, 3}}, {{0, -65, 3}, {1, -65, 3}}, {{0, -80, 3}, {1, -50, 3}}};
const std::vector<std::uint8_t> all_alive(2, 1);

std::vector<RoomTick> survey(int ticks_a_room = 40) {
    std::vector<RoomTick> ticks;
    for (std::uint32_t room = 0; room < levels.size(); ++room) {
        for (int tick = 0; tick < ticks_a_room; ++tick) ticks.push_back({room, levels[room]});
    }
    return ticks;
}

RoomModel learned(std::span<const RoomTick> ticks = survey()) {
    return RoomModel::learn(floors, 2, ticks).value();
}

double chance(const RoomModel& model, std::size_t gateway, std::size_t bin, std::size_t room) {
    return std::exp(static_cast<double>(model.logs(gateway, bin)[room]));
}

std::vector<TickHearing> louder(std::vector<TickHearing> hearings, double by_db) {
    for (TickHearing& heard : hearings) heard.rssi_dbm += by_db;
    return hearings;
}

RoomAnswer answer_after(RoomFilter& filter, const RoomModel& model, std::span<const TickHearing> hearings,
                        int ticks, std::span<const std::uint8_t> alive = all_alive) {
    RoomAnswer answer;
    for (int tick = 0; tick < ticks; ++tick) {
        filter.predict(model, 1);
        filter.update(model, 1, hearings, alive);
        answer = filter.decide(model);
    }
    return answer;
}

TEST(RoomModel, LearnsHowLoudAGatewayHearsARoom) {
    const RoomModel model = learned();

    EXPECT_GT(chance(model, 0, RoomModel::bin_of(-50), 0), 0.1);
    EXPECT_LT(chance(model, 0, RoomModel::bin_of(-50), 1), 0.01);
    EXPECT_GT(chance(model, 0, RoomModel::bin_of(-65), 1), 0.1);
}

TEST(RoomModel, TakesNeighbouringLevelsForLikely) {
    const RoomModel model = learned();
    const double here = chance(model, 0, RoomModel::bin_of(-50), 0);

    EXPECT_NEAR(chance(model, 0, RoomModel::bin_of(-53), 0) / here, std::exp(-0.72), 0.01);
    EXPECT_LT(chance(model, 0, RoomModel::bin_of(-60), 0) / here, 0.02);
}

TEST(RoomModel, LearnsWhoDoesNotHearARoom) {
    const RoomModel model = learned();

    EXPECT_GT(chance(model, 1, RoomModel::missed, 0), 0.9);
    EXPECT_LT(chance(model, 1, RoomModel::missed, 1), 0.05);
}

TEST(RoomModel, HoldsChancesThatAddUpToOne) {
    const RoomModel model = learned();
    for (std::size_t room = 0; room < model.rooms(); ++room) {
        double sum = 0;
        for (std::size_t bin = 0; bin < RoomModel::bins; ++bin) sum += chance(model, 1, bin, room);
        EXPECT_NEAR(sum, 1, 1e-4);
    }
}

TEST(RoomModel, TakesNothingForImpossibleHoweverLongItListens) {
    EXPECT_GT(chance(learned(survey(4000)), 0, RoomModel::bin_of(-100), 0), 5e-5);
}

TEST(RoomModel, LearnsTheWaysFromRoomToRoom) {
    std::vector<RoomTick> ticks;
    for (int walk = 0; walk < 20; ++walk) {
        for (const std::uint32_t room : {0U, 1U, 2U, 1U}) ticks.push_back({room, levels[room], true});
    }
    const RoomModel model = learned(ticks);

    EXPECT_GT(model.ways(0)[1], 0.9F);
    EXPECT_LT(model.ways(0)[2], 0.1F);
    EXPECT_GT(model.ways(0)[2], 0.0F) << "nobody went there, but somebody may";
    EXPECT_EQ(model.ways(0)[0], 0.0F);
}

TEST(RoomModel, TakesAllWaysForAlikeWhenNobodyWalked) {
    const RoomModel model = learned();

    EXPECT_EQ(model.ways(0)[1], 0.5F);
    EXPECT_EQ(model.ways(0)[2], 0.5F);
}

TEST(RoomModel, HearsARoomWithoutSamplesAsRoomsOnAverage) {
    std::vector<RoomTick> ticks = survey();
    std::erase_if(ticks, [](const RoomTick& tick) { return tick.room == 2; });
    const RoomModel model = learned(ticks);

    EXPECT_GT(chance(model, 0, RoomModel::bin_of(-50), 2), chance(model, 0, RoomModel::bin_of(-80), 2));
    EXPECT_LT(chance(model, 0, RoomModel::bin_of(-50), 2), chance(model, 0, RoomModel::bin_of(-50), 0));
}

TEST(RoomModel, TakesASurveyOfOneTick) {
    const std::vector<RoomTick> ticks{{1, {{0, -65, 1}}}};
    const RoomModel model = learned(ticks);
    RoomFilter filter;

    EXPECT_EQ(answer_after(filter, model, ticks[0].hearings, 5).room, 1U);
}

TEST(RoomModel, LeavesOutTicksWithoutHearings) {
    std::vector<RoomTick> ticks = survey();
    ticks.insert(ticks.end(), 1000, {0, {}});

    EXPECT_EQ(chance(learned(ticks), 0, RoomModel::missed, 0), chance(learned(), 0, RoomModel::missed, 0));
}

TEST(RoomModel, TakesALevelOutsideItsBinsForTheLastOne) {
    EXPECT_EQ(RoomModel::bin_of(20), RoomModel::levels - 1);
    EXPECT_EQ(RoomModel::bin_of(-20), RoomModel::levels - 1);
    EXPECT_EQ(RoomModel::bin_of(-127), 0U);
}

TEST(RoomModel, RefusesASurveyWithoutRooms) {
    EXPECT_EQ(RoomModel::learn({}, 2, {}).error().code, Errc::malformed);
}

TEST(RoomModel, RefusesASurveyWithoutGateways) {
    EXPECT_EQ(RoomModel::learn(floors, 0, {}).error().code, Errc::malformed);
}

TEST(RoomModel, TakesSoManyRoomsAndNoMore) {
    const std::vector<std::int32_t> most(RoomModel::rooms_max, 0);
    const std::vector<std::int32_t> one_more(RoomModel::rooms_max + 1, 0);

    EXPECT_TRUE(RoomModel::learn(most, 2, {}).has_value());
    EXPECT_EQ(RoomModel::learn(one_more, 2, {}).error().code, Errc::full);
}

TEST(RoomModel, RefusesATickInARoomThatIsNotThere) {
    const std::vector<RoomTick> ticks{{3, {{0, -65, 1}}}};
    EXPECT_EQ(RoomModel::learn(floors, 2, ticks).error().code, Errc::malformed);
}

TEST(RoomModel, RefusesATickOfAGatewayThatIsNotThere) {
    const std::vector<RoomTick> ticks{{0, {{2, -65, 1}}}};
    EXPECT_EQ(RoomModel::learn(floors, 2, ticks).error().code, Errc::malformed);
}

TEST(RoomModel, RefusesALevelThatIsNoNumber) {
    const std::vector<RoomTick> ticks{{0, {{0, no_number, 1}}}};
    EXPECT_EQ(RoomModel::learn(floors, 2, ticks).error().code, Errc::malformed);
}

TEST(RoomFilter, FindsTheRoomOfATag) {
    const RoomModel model = learned();
    for (std::uint32_t room = 0; room < levels.size(); ++room) {
        RoomFilter filter;
        const RoomAnswer answer = answer_after(filter, model, levels[room], 10);

        EXPECT_EQ(answer.room, room);
        EXPECT_EQ(answer.floor, floors[room]);
        EXPECT_GT(answer.room_chance, 0.8);
    }
}

TEST(RoomFilter, FindsATagThatIsWeakerThanTheSurveys) {
    const RoomModel model = learned();
    RoomFilter filter;
    EXPECT_EQ(answer_after(filter, model, louder(levels[1], -6), 10).room, 1U);
    EXPECT_LT(filter.power_db(model), -4);
}

TEST(RoomFilter, KnowsNoMoreOfATagThatWasSilentForAnHourThanOfANewOne) {
    const std::vector<std::int32_t> same_floor{0, 0};
    const std::vector<RoomTick> ticks{{0, {{0, -50, 3}}}, {1, {{0, -56, 3}}}};
    const RoomModel model = RoomModel::learn(same_floor, 1, ticks).value();
    RoomFilter filter;
    RoomFilter fresh;
    answer_after(filter, model, ticks[1].hearings, 60);
    answer_after(filter, model, {}, 3600);
    answer_after(filter, model, ticks[1].hearings, 1);
    answer_after(fresh, model, ticks[1].hearings, 1);
    std::vector<float> chances(2);
    std::vector<float> fresh_chances(2);
    filter.chances(model, chances);
    fresh.chances(model, fresh_chances);

    EXPECT_GT(fresh_chances[1], 0.6F);
    EXPECT_NEAR(chances[1], fresh_chances[1], 0.01F);
}

TEST(RoomFilter, FollowsATagIntoAnotherRoom) {
    const RoomModel model = learned();
    RoomFilter filter;
    answer_after(filter, model, levels[0], 60);

    EXPECT_EQ(answer_after(filter, model, levels[2], 5).room, 2U);
}

TEST(RoomFilter, ExpectsATagWhereItsRoomLeads) {
    const std::vector<std::int32_t> same_floor{0, 0, 0};
    const std::vector<TickHearing> here{{0, -50, 3}};
    const std::vector<TickHearing> there{{0, -70, 3}};
    std::vector<RoomTick> ticks;
    for (int walk = 0; walk < 50; ++walk) {
        ticks.push_back({0, here, walk > 0});
        ticks.push_back({1, there, true});
        ticks.push_back({2, there, false});  // sounds the same, but nobody walks there
        ticks.push_back({1, there, false});
    }
    const RoomModel model = RoomModel::learn(same_floor, 1, ticks).value();
    RoomFilter filter;
    answer_after(filter, model, here, 30);
    const RoomAnswer answer = answer_after(filter, model, there, 4);

    EXPECT_EQ(answer.room, 1U);
    EXPECT_GT(answer.room_chance, 0.6);
}

TEST(RoomFilter, TakesHearingsInQuickSuccessionForOneAndTheSame) {
    const std::vector<std::int32_t> same_floor{0, 0};
    const std::vector<RoomTick> ticks{{0, {{0, -50, 3}}}, {1, {{0, -54, 3}}}};
    const RoomModel model = RoomModel::learn(same_floor, 1, ticks).value();
    const auto chance_after = [&](double dt_s) {
        RoomFilter filter;
        for (int tick = 0; tick < 5; ++tick) filter.update(model, dt_s, ticks[0].hearings, all_alive);
        return filter.decide(model).room_chance;
    };

    EXPECT_LT(chance_after(0.05), chance_after(2) - 0.1);
}

TEST(RoomFilter, SaysNothingBeforeTheFirstHearing) {
    const RoomModel model = learned();
    RoomFilter filter;
    const RoomAnswer answer = answer_after(filter, model, {}, 5);

    EXPECT_FALSE(answer.room.has_value());
    EXPECT_FALSE(answer.floor.has_value());
}

TEST(RoomFilter, SaysNothingOfATagThatIsSilentForLong) {
    const std::vector<std::int32_t> many(9, 0);
    std::vector<RoomTick> ticks;
    for (std::uint32_t room = 0; room < 9; ++room)
        ticks.insert(ticks.end(), 20, {room, {{0, -40.0 - 6 * room, 3}}});
    const RoomModel model = RoomModel::learn(many, 1, ticks).value();
    RoomFilter filter;
    EXPECT_EQ(answer_after(filter, model, ticks[0].hearings, 10).room, 0U);

    const RoomAnswer answer = answer_after(filter, model, {}, 600);

    EXPECT_FALSE(answer.room.has_value());
    EXPECT_LT(answer.room_chance, 0.3);
    EXPECT_EQ(answer.floor, 0) << "there is no other";
}

TEST(RoomFilter, TakesSilenceOfAGatewayThatIsAliveForEvidence) {
    const RoomModel model = learned();
    const std::vector<TickHearing> between{{0, -58, 1}};
    const std::vector<std::uint8_t> one_dead{1, 0};
    const auto chance_of_first = [&](std::span<const std::uint8_t> alive) {
        RoomFilter filter;
        answer_after(filter, model, between, 1, alive);
        std::vector<float> chances(3);
        filter.chances(model, chances);
        return chances[0];
    };

    EXPECT_GT(chance_of_first(all_alive), 0.8F);
    EXPECT_LT(chance_of_first(one_dead), 0.7F);
}

TEST(RoomFilter, TakesGatewaysThatNobodySpeaksOfForDead) {
    const RoomModel model = learned();
    RoomFilter filter;
    RoomFilter other;
    const std::vector<std::uint8_t> one_dead{1, 0};

    EXPECT_EQ(answer_after(filter, model, levels[0], 3, std::span(all_alive).first(1)).room_chance,
              answer_after(other, model, levels[0], 3, one_dead).room_chance);
}

TEST(RoomFilter, KnowsTheFloorBetterThanTheRoom) {
    const std::vector<std::int32_t> two_up{0, 1, 1};
    const std::vector<TickHearing> up{{0, -80, 3}};
    const std::vector<RoomTick> ticks{{0, {{0, -50, 3}}}, {1, up}, {2, up},
                                      {0, {{0, -50, 3}}}, {1, up}, {2, up}};
    const RoomModel model = RoomModel::learn(two_up, 1, ticks).value();
    RoomFilter filter;
    const RoomAnswer answer = answer_after(filter, model, up, 10);

    EXPECT_EQ(answer.floor, 1);
    EXPECT_NEAR(answer.floor_chance, 2 * answer.room_chance, 0.01);
}

TEST(RoomFilter, StaysInItsRoomUntilAnotherLeads) {
    const std::vector<std::int32_t> same_floor{0, 0};
    const std::vector<RoomTick> ticks{{0, {{0, -50, 3}}}, {1, {{0, -51, 3}}}};
    const RoomModel model = RoomModel::learn(same_floor, 1, ticks).value();
    RoomFilter filter;
    answer_after(filter, model, ticks[0].hearings, 1);
    const RoomAnswer answer = answer_after(filter, model, ticks[1].hearings, 2);

    EXPECT_EQ(answer.room, 0U);
    EXPECT_LT(answer.room_chance, 0.5);
    EXPECT_GT(answer.room_chance, 0.4);
}

TEST(RoomFilter, LeavesOutHearingsThatAreNoGood) {
    const RoomModel model = learned();
    const std::vector<TickHearing> bad{{7, -50, 1}, {0, no_number, 1}};
    std::vector<TickHearing> mixed = levels[1];
    mixed.push_back({7, -50, 1});
    RoomFilter filter;
    EXPECT_FALSE(answer_after(filter, model, bad, 3).room.has_value()) << "that was no hearing";

    EXPECT_EQ(answer_after(filter, model, mixed, 5).room, 1U);
}

TEST(RoomFilter, ForgetsWhenReset) {
    const RoomModel model = learned();
    RoomFilter filter;
    answer_after(filter, model, levels[2], 10);
    filter.reset();
    RoomFilter fresh;

    EXPECT_FALSE(filter.decide(model).room.has_value());
    EXPECT_EQ(answer_after(filter, model, levels[1], 1).room_chance,
              answer_after(fresh, model, levels[1], 1).room_chance);
}

TEST(RoomFilter, TakesNoMemoryWhileItRuns) {
    const RoomModel model = learned();
    RoomFilter filter;
    const auto before = cairn::test::allocation_count();
    answer_after(filter, model, levels[1], 5);
    static_cast<void>(filter.power_db(model));

    EXPECT_EQ(cairn::test::allocation_count(), before);
}

TEST(RoomFilter, WorksInAHouseOfOneRoom) {
    const std::vector<std::int32_t> one{0};
    const std::vector<RoomTick> ticks{{0, {{0, -50, 3}}}};
    const RoomModel model = RoomModel::learn(one, 1, ticks).value();
    RoomFilter filter;

    EXPECT_NEAR(answer_after(filter, model, ticks[0].hearings, 50).room_chance, 1, 1e-5);
}

/// Nine rooms on two floors, a hall below and stairs in their middle, and four gateways; levels in dBm, where
/// 5 dB of noise of a few seconds come on top.
class House {
public:
    static constexpr std::uint32_t gateways = 4;
    static inline const std::vector<std::int32_t> floors{0, 0, 0, 0, 0, 1, 1, 1, 1};

    explicit House(unsigned seed) : random_(seed) {}

    std::vector<RoomTick> walk(int seconds) {
        std::vector<RoomTick> ticks;
        std::uint32_t room = hall;
        int stay = 5;
        bool follows = false;
        for (int second = 0; second < seconds; ++second) {
            if (stay-- == 0) {
                room = next_from(room);
                stay = room == hall || room == stairs ? uniform(4, 10) : uniform(30, 240);
            }
            if (uniform(0, 120) == 0) gap_ = uniform(3, 20);
            ticks.push_back({room, hearings_in(room), follows});
            follows = true;
        }
        return ticks;
    }

private:
    static constexpr std::uint32_t hall = 3;
    static constexpr std::uint32_t stairs = 4;

    int uniform(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
    std::uint32_t next_from(std::uint32_t room) {
        static constexpr std::array<std::uint32_t, 4> around_hall{0, 1, 2, stairs};
        static constexpr std::array<std::uint32_t, 5> around_stairs{hall, 5, 6, 7, 8};
        if (room == hall) return around_hall[static_cast<std::size_t>(uniform(0, 3))];
        if (room == stairs) return around_stairs[static_cast<std::size_t>(uniform(0, 4))];
        return room < hall ? hall : stairs;
    }
    /// None in a gap; a gateway hears half of what is at -92 dBm.
    std::vector<TickHearing> hearings_in(std::uint32_t room) {
        static constexpr double levels_dbm[9][gateways] = {
            {-58, -78, -84, -86}, {-80, -60, -72, -84}, {-86, -72, -58, -80},
            {-70, -68, -72, -76}, {-76, -76, -70, -68}, {-74, -90, -92, -72},
            {-90, -76, -86, -64}, {-94, -84, -74, -74}, {-82, -92, -80, -58}};
        std::vector<TickHearing> hearings;
        const bool in_gap = gap_ > 0;
        if (in_gap) --gap_;
        for (std::uint32_t gateway = 0; gateway < gateways; ++gateway) {
            noise_[gateway] = 0.7 * noise_[gateway] + 0.714 * 5 * normal_(random_);
            const double rssi_dbm = levels_dbm[room][gateway] + noise_[gateway];
            if (!in_gap && rssi_dbm + normal_(random_) > -92)
                hearings.push_back({gateway, std::round(rssi_dbm), 10});
        }
        return hearings;
    }

    std::mt19937 random_;
    std::normal_distribution<double> normal_{0, 1};
    std::array<double, gateways> noise_{};
    int gap_ = 0;
};

struct Score {
    double room_pct = 0;
    double floor_pct = 0;
    double changes_a_true_one = 0;
};

Score score(const RoomModel& model, std::span<const RoomTick> walk, double louder_db = 0,
            std::size_t dies_at = SIZE_MAX) {
    RoomFilter filter;
    Score score;
    std::vector<std::uint8_t> alive(House::gateways, 1);
    std::optional<std::uint32_t> before;
    double true_changes = 0;
    for (std::size_t i = 0; i < walk.size(); ++i) {
        std::vector<TickHearing> hearings = louder(walk[i].hearings, louder_db);
        if (i >= dies_at) {
            alive[1] = 0;
            std::erase_if(hearings, [](const TickHearing& heard) { return heard.gateway == 1; });
        }
        filter.predict(model, 1);
        filter.update(model, 1, hearings, alive);
        const RoomAnswer answer = filter.decide(model);
        if (answer.room && answer.floor) {
            EXPECT_EQ(House::floors[*answer.room], *answer.floor);
        }
        const double share = 100 / static_cast<double>(walk.size());
        score.room_pct += answer.room == walk[i].room ? share : 0;
        score.floor_pct += answer.floor == House::floors[walk[i].room] ? share : 0;
        score.changes_a_true_one += i > 0 && answer.room != before ? 1 : 0;
        true_changes += i > 0 && walk[i].room != walk[i - 1].room ? 1 : 0;
        before = answer.room;
    }
    score.changes_a_true_one /= true_changes;
    return score;
}

RoomModel surveyed_house() {
    return RoomModel::learn(House::floors, House::gateways, House(1).walk(9000)).value();
}

TEST(RoomFilter, KnowsRoomsAndFloorsOfAHouse) {
    const Score found = score(surveyed_house(), House(2).walk(6000));

    EXPECT_GE(found.room_pct, 95);
    EXPECT_GE(found.floor_pct, 97);
    EXPECT_LE(found.changes_a_true_one, 1.5);
}

TEST(RoomFilter, KnowsThemOfAWeakTag) {
    const Score found = score(surveyed_house(), House(2).walk(6000), -5);

    EXPECT_GE(found.room_pct, 94);
    EXPECT_GE(found.floor_pct, 97);
}

TEST(RoomFilter, KnowsThemWithoutAGatewayThatDied) {
    const Score found = score(surveyed_house(), House(2).walk(6000), 0, 1000);

    EXPECT_GE(found.room_pct, 92);
    EXPECT_GE(found.floor_pct, 95);
}

}  // namespace
}  // namespace cairn::locate::test
