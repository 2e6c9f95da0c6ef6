// The parts that the sync client is made of, without buffer and link.
#include <gtest/gtest.h>

#include "sync/clock_estimate.h"
#include "sync/drain_estimate.h"
#include "sync/lanes.h"
#include "sync/link_budget.h"

namespace cairn::sync::test {
namespace {

constexpr Timestamp noon{1'769'860'800'000};  // 2026-01-31 12:00
constexpr Millis hour{3'600'000};

TEST(ClockEstimate, KnowsNothingUntilSomebodySpeaks) {
    EXPECT_FALSE(ClockEstimate().best(Instant{0}));
}

TEST(ClockEstimate, TakesTheMiddleOfTheRoundTripAndDoubtsByHalfOfIt) {
    ClockEstimate estimate;
    estimate.told(Instant{1'000}, Instant{1'100}, Timestamp{51'050});

    EXPECT_EQ(estimate.best(Instant{1'100})->offset_ms, 50'000);
    EXPECT_EQ(estimate.best(Instant{1'100})->uncertainty_ms, 51U);
}

TEST(ClockEstimate, BelievesTheShortestTripUntilItHasAged) {
    ClockEstimate estimate;
    estimate.told(Instant{0}, Instant{10}, Timestamp{1'005});
    estimate.told(Instant{1'000}, Instant{2'000}, Timestamp{99'000});
    EXPECT_EQ(estimate.best(Instant{2'000})->offset_ms, 1'000);

    // 100 ppm of 10,000 s are 1 s.
    EXPECT_NEAR(estimate.best(Instant{10'000'000})->uncertainty_ms, 1'006, 1);
    estimate.told(Instant{10'000'000}, Instant{10'001'000}, Timestamp{10'003'500});
    EXPECT_EQ(estimate.best(Instant{10'001'000})->offset_ms, 3'000);
}

TEST(ClockEstimate, BelievesTheKernelWhileItVouches) {
    ClockEstimate estimate;
    estimate.told(Instant{0}, Instant{2}, Timestamp{1'001});
    estimate.vouched(Instant{5}, Timestamp{2'005}, Millis{30});
    EXPECT_EQ(estimate.best(Instant{5})->offset_ms, 2'000);
    EXPECT_EQ(estimate.best(Instant{5})->uncertainty_ms, 31U);

    estimate.unvouched();
    EXPECT_EQ(estimate.best(Instant{5})->offset_ms, 1'000);
}

TEST(LinkBudget, HasNoLimitUnlessItIsGivenOne) {
    LinkBudget budget(LinkPolicy::usual(LinkClass::ethernet));
    budget.spend(1'000'000'000, Instant{0}, noon);

    EXPECT_TRUE(budget.may_send(Instant{0}, noon));
    EXPECT_EQ(budget.due(Instant{0}), Instant{0});
    EXPECT_FALSE(budget.is_scarce());
    EXPECT_FALSE(budget.status(Instant{0}, noon));
    EXPECT_FALSE(budget.wants_saving());
    EXPECT_EQ(LinkPolicy::usual(LinkClass::lte).bytes_per_s_max, 64U * 1024);
}

LinkPolicy policy(std::uint64_t rate, std::uint64_t month) {
    LinkPolicy policy;
    policy.bytes_per_s_max = rate;
    policy.burst_bytes = 1'000;
    policy.month_bytes_max = month;
    return policy;
}

TEST(LinkBudget, FillsItsBucketAtTheRate) {
    LinkBudget budget(policy(100, 0));
    EXPECT_TRUE(budget.may_send(Instant{0}, noon));
    budget.spend(1'500, Instant{0}, noon);

    EXPECT_FALSE(budget.may_send(Instant{0}, noon));
    EXPECT_EQ(budget.due(Instant{0}), Instant{5'001});
    EXPECT_FALSE(budget.may_send(Instant{4'999}, noon));
    EXPECT_TRUE(budget.may_send(Instant{5'001}, noon));
    budget.spend(1, Instant{1'000'000}, noon);
    budget.spend(1'000, Instant{1'000'000}, noon);
    EXPECT_FALSE(budget.may_send(Instant{1'000'000}, noon)) << "it never holds more than its burst";
}

TEST(LinkBudget, IsScarceWhenATenthIsLeftAndThenSpent) {
    LinkBudget budget(policy(0, 1'000'000));
    budget.spend(899'999, Instant{0}, noon);
    EXPECT_FALSE(budget.is_scarce());
    budget.spend(1, Instant{0}, noon);
    EXPECT_TRUE(budget.is_scarce());
    EXPECT_TRUE(budget.may_send(Instant{0}, noon));
    budget.spend(100'000, Instant{0}, noon);
    EXPECT_FALSE(budget.may_send(Instant{0}, noon));
    EXPECT_FALSE(budget.may_connect(noon));
}

TEST(LinkBudget, BeginsAnewWithTheMonthButNeverGoesBack) {
    LinkBudget budget(policy(0, 1'000));
    budget.spend(1'000, Instant{0}, noon);
    EXPECT_FALSE(budget.may_connect(noon + 11 * hour));
    EXPECT_FALSE(budget.may_connect(Timestamp{0})) << "a clock that is not set";
    EXPECT_TRUE(budget.may_connect(noon + 12 * hour));
    EXPECT_TRUE(budget.may_connect(noon)) << "once February has begun";
}

TEST(LinkBudget, ForecastsWhenItEnds) {
    LinkBudget budget(policy(0, 100'000));
    const Timestamp morning = noon + Millis{-300 * hour.count()};
    // 1,000 bytes a minute for five hours: 30,000 spent, 70,000 left for 70 minutes.
    Instant now{0};
    Timestamp wall = morning;
    for (int i = 0; i < 30; ++i) {
        budget.spend(1'000, now, wall);
        now = now + Millis{60'000};
        wall = wall + Millis{60'000};
    }

    const auto status = budget.status(now, wall);
    ASSERT_TRUE(status && status->ends_at);
    EXPECT_EQ(status->spent_bytes, 30'000U);
    EXPECT_NEAR(static_cast<double>((*status->ends_at - wall).count()), 70.0 * 60'000, 4.0 * 60'000);
    // A pace that lasts for the month ends nowhere.
    EXPECT_FALSE(budget.status(now + Millis{40 * hour.count()}, wall + Millis{40 * hour.count()})->ends_at);
}

TEST(LinkBudget, IsRestoredWithNoLessThanWasSpent) {
    LinkBudget budget(policy(0, 100'000'000));
    budget.spend(1'000, Instant{0}, noon);
    ASSERT_TRUE(budget.wants_saving());
    const auto state = budget.save();
    EXPECT_FALSE(budget.wants_saving());
    budget.spend(50'000, Instant{0}, noon);
    EXPECT_FALSE(budget.wants_saving()) << "the state accounts for a step ahead";

    LinkBudget restored(policy(0, 100'000'000));
    ASSERT_TRUE(restored.restore(state));
    EXPECT_GE(restored.status(Instant{0}, noon)->spent_bytes, 51'000U);
    EXPECT_LE(restored.status(Instant{0}, noon)->spent_bytes, 51'000U + 100'000U);
}

TEST(LinkBudget, RefusesAStateThatIsNone) {
    LinkBudget budget(policy(0, 1'000));
    auto state = budget.save();
    for (std::size_t size = 0; size < state.size(); ++size)
        EXPECT_EQ(budget.restore(Bytes(state).first(size)).error().code, Errc::malformed) << size;
    state.back() = 0xFF;
    EXPECT_EQ(budget.restore(state).error().code, Errc::malformed);
    state[0] = 2;
    EXPECT_EQ(budget.restore(state).error().code, Errc::malformed);
}

TEST(DrainEstimate, KnowsNothingBeforeItHasSeenAPace) {
    DrainEstimate drain;
    EXPECT_FALSE(drain.left());
    drain.observe(1'000, Instant{0});
    drain.observe(900, Instant{10});
    EXPECT_FALSE(drain.left());
}

TEST(DrainEstimate, FollowsThePace) {
    DrainEstimate drain;
    for (int i = 0; i <= 100; ++i)
        drain.observe(1'000'000 - static_cast<std::uint64_t>(i) * 1'000, Instant{i * 1'000});

    EXPECT_NEAR(static_cast<double>(drain.left()->count()), 900'000, 9'000);
    drain.observe(0, Instant{200'000});
    EXPECT_EQ(*drain.left(), Millis{0});
}

TEST(DrainEstimate, PromisesNothingWhileTheBacklogGrows) {
    DrainEstimate drain;
    for (int i = 0; i <= 10; ++i) drain.observe(static_cast<std::uint64_t>(i) * 1'000, Instant{i * 1'000});

    EXPECT_FALSE(drain.left());
}

TEST(Lanes, AlternateByTheirShare) {
    Lanes lanes(0.25);
    lanes.open_backlog(Stream::hearings, 0, 1'000, true);
    lanes.begin_round(false);
    lanes.found_live(Stream::hearings, 1'001);
    int live = 0;
    for (int i = 0; i < 400; ++i) {
        const auto want = lanes.next(1'000);
        ASSERT_TRUE(want);
        if (want->lane == LaneKind::live) ++live;
        lanes.sent(*want, want->after + 1, 1'000);
    }

    EXPECT_NEAR(live, 100, 2);
}

TEST(Lanes, GiveAllToTheOneThatHasSomething) {
    Lanes lanes(0.5);
    lanes.open_backlog(Stream::hearings, 0, 10, true);
    lanes.begin_round(false);
    lanes.found_live(Stream::hearings, 11);
    lanes.dry(*lanes.next(100));

    EXPECT_EQ(lanes.next(100)->lane, LaneKind::backlog);
    lanes.dry(*lanes.next(100));
    EXPECT_FALSE(lanes.next(100));
}

TEST(Lanes, AskOnlyTheFirstStreamsOnAScarceLink) {
    Lanes lanes(0.5);
    for (const Stream stream : streams) lanes.open(stream, 0);
    lanes.begin_round(true);

    lanes.dry(*lanes.next(100));
    EXPECT_EQ(lanes.next(100)->stream, Stream::positions);
    lanes.dry(*lanes.next(100));
    EXPECT_FALSE(lanes.next(100));
}

}  // namespace
}  // namespace cairn::sync::test
