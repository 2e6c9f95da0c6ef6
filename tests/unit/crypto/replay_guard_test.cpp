// Counters that only go up, restarts, and plain text from a device that has a key.
#include "cairn/decode/replay_guard.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "support/allocation_count.h"
#include "support/keys.h"

namespace cairn::test {
namespace {

using Verdict = ReplayGuard::Verdict;

const MacAddress device = address_of("A4:C1:38:8D:18:B2");
const MacAddress other_device = address_of("A4:C1:38:8D:18:B3");
constexpr auto bthome = KeyedFormat::bthome;
constexpr Timestamp noon{1'700'000'000'000};

Timestamp seconds_later(std::int64_t seconds) {
    return noon + Millis{1000 * seconds};
}

/// A guard that has heard these counters of the device at noon.
ReplayGuard guard_after(const std::vector<std::uint32_t>& counters, const ReplayOptions& options = {}) {
    auto guard = *ReplayGuard::create(options);
    for (const std::uint32_t counter : counters) EXPECT_TRUE(guard.accept(device, bthome, counter, noon));
    return guard;
}

/// The verdict, or nothing for a replay.
std::optional<Verdict> verdict(ReplayGuard& guard, std::uint32_t counter, Timestamp at = noon,
                               KeyedFormat format = bthome) {
    const auto given = guard.accept(device, format, counter, at);
    if (given) return *given;
    EXPECT_EQ(given.error().code, Errc::denied);
    return std::nullopt;
}

std::vector<std::uint8_t> saved(const ReplayGuard& guard) {
    std::vector<std::uint8_t> bytes(guard.saved_bytes());
    EXPECT_EQ(guard.save(bytes).value(), bytes.size());
    return bytes;
}

TEST(ReplayGuard, TakesAnyCounterFirst) {
    for (const std::uint32_t counter : {0U, 1U, 4711U, 0xFFFFFFFFU}) {
        auto guard = guard_after({});
        EXPECT_EQ(verdict(guard, counter), Verdict::fresh);
    }
}

TEST(ReplayGuard, TakesWhatIsNewer) {
    auto guard = guard_after({1000});

    EXPECT_EQ(verdict(guard, 1001), Verdict::fresh);
    EXPECT_EQ(verdict(guard, 0xFFFFFFFF), Verdict::fresh);
}

TEST(ReplayGuard, KnowsTheNewestPacketAgain) {
    auto guard = guard_after({1000});

    EXPECT_EQ(verdict(guard, 1000), Verdict::repeat);
}

TEST(ReplayGuard, RefusesWhatIsOlder) {
    auto guard = guard_after({1000, 1001});

    EXPECT_EQ(verdict(guard, 1000), std::nullopt);
    EXPECT_EQ(verdict(guard, 999), std::nullopt);
    EXPECT_EQ(verdict(guard, 0), std::nullopt);
    EXPECT_EQ(verdict(guard, 1002), Verdict::fresh);
}

TEST(ReplayGuard, DoesNotWrapThirtyTwoBits) {
    auto guard = guard_after({0xFFFFFFFF});

    EXPECT_EQ(verdict(guard, 0), std::nullopt);
}

TEST(ReplayGuard, KeepsDevicesAndFormatsApart) {
    auto guard = guard_after({1000});

    EXPECT_EQ(guard.accept(other_device, bthome, 5, noon).value(), Verdict::fresh);
    EXPECT_EQ(verdict(guard, 5, noon, KeyedFormat::mibeacon), Verdict::fresh);
    EXPECT_EQ(verdict(guard, 5), std::nullopt);
}

TEST(LateCounters, AreRefusedUnlessAskedFor) {
    auto guard = guard_after({1000, 1002});

    EXPECT_EQ(verdict(guard, 1001), std::nullopt);
}

TEST(LateCounters, AreTakenOnceWithinTheWindow) {
    auto guard = guard_after({1000, 1005}, {.late_max = 4});

    EXPECT_EQ(verdict(guard, 1002), Verdict::late);
    EXPECT_EQ(verdict(guard, 1002), std::nullopt);
    EXPECT_EQ(verdict(guard, 1001), Verdict::late);
    EXPECT_EQ(verdict(guard, 1000), std::nullopt);
    EXPECT_EQ(verdict(guard, 1005), Verdict::repeat);
}

TEST(LateCounters, AreRememberedWhileTheWindowMoves) {
    auto guard = guard_after({1000, 1002}, {.late_max = 63});

    for (const std::uint32_t newest : {1003U, 1010U, 1063U}) {
        EXPECT_EQ(verdict(guard, newest), Verdict::fresh);
        EXPECT_EQ(verdict(guard, 1000), std::nullopt) << newest;
        EXPECT_EQ(verdict(guard, 1002), std::nullopt) << newest;
    }
    EXPECT_EQ(verdict(guard, 1001), Verdict::late);
}

TEST(LateCounters, AreForgottenBehindALeap) {
    auto guard = guard_after({1000}, {.late_max = 63});

    EXPECT_EQ(verdict(guard, 1064), Verdict::fresh);
    EXPECT_EQ(verdict(guard, 1000), std::nullopt);
    EXPECT_EQ(verdict(guard, 1001), Verdict::late);
}

TEST(Restart, IsBelievedAfterASilence) {
    auto guard = guard_after({5000});

    EXPECT_EQ(verdict(guard, 3, seconds_later(60)), Verdict::restart);
    EXPECT_EQ(verdict(guard, 4, seconds_later(61)), Verdict::fresh);
    EXPECT_EQ(verdict(guard, 3, seconds_later(62)), std::nullopt);
}

TEST(Restart, IsNotBelievedWhileTheDeviceIsOnTheAir) {
    auto guard = guard_after({5000});

    EXPECT_EQ(verdict(guard, 3, seconds_later(59)), std::nullopt);
    EXPECT_EQ(verdict(guard, 5001, seconds_later(59)), Verdict::fresh);
    EXPECT_EQ(verdict(guard, 3, seconds_later(61)), std::nullopt);
}

TEST(Restart, BeginsBelowTheLimit) {
    auto guard = guard_after({5000});

    EXPECT_EQ(verdict(guard, 100, seconds_later(3600)), std::nullopt);
    EXPECT_EQ(verdict(guard, 99, seconds_later(3600)), Verdict::restart);
}

TEST(Restart, IsNotBelievedWithoutATime) {
    auto guard = guard_after({5000});

    EXPECT_EQ(verdict(guard, 3, Timestamp{}), std::nullopt);
}

TEST(Restart, IsNotBelievedWhereTheLimitIsZero) {
    auto guard = guard_after({5000}, {.restart_counter_max = 0});

    EXPECT_EQ(verdict(guard, 3, seconds_later(3600)), std::nullopt);
}

TEST(Restart, OfAForgottenDeviceNeedsNoSilence) {
    auto guard = guard_after({5000}, {.restart_counter_max = 0});
    guard.forget(device);

    EXPECT_TRUE(guard.demands_key(device, bthome));
    EXPECT_EQ(verdict(guard, 0), Verdict::fresh);
}

TEST(ShortCounters, BeginAgainAfter255) {
    auto guard = guard_after({});
    for (std::uint32_t i = 0; i < 1000; ++i)
        EXPECT_EQ(verdict(guard, i & 0xFF, noon, KeyedFormat::pvvx), Verdict::fresh) << i;

    EXPECT_EQ(verdict(guard, 999 & 0xFF, noon, KeyedFormat::pvvx), Verdict::repeat);
    EXPECT_EQ(verdict(guard, 998 & 0xFF, noon, KeyedFormat::pvvx), std::nullopt);
}

TEST(ShortCounters, SayNothingAfterASilence) {
    auto guard = guard_after({});
    EXPECT_EQ(verdict(guard, 200, noon, KeyedFormat::pvvx), Verdict::fresh);

    EXPECT_EQ(verdict(guard, 150, seconds_later(59), KeyedFormat::pvvx), std::nullopt);
    EXPECT_EQ(verdict(guard, 150, seconds_later(60), KeyedFormat::pvvx), Verdict::restart);
}

TEST(PlainText, IsRefusedFromADeviceThatWasHeardWithItsKey) {
    auto guard = guard_after({1});

    EXPECT_TRUE(guard.demands_key(device, bthome));
    EXPECT_FALSE(guard.demands_key(device, KeyedFormat::mibeacon));
    EXPECT_FALSE(guard.demands_key(other_device, bthome));
}

TEST(PlainText, IsRefusedWhereAKeyIsDemanded) {
    auto guard = guard_after({});
    ASSERT_TRUE(guard.demand_key(device, bthome));
    ASSERT_TRUE(guard.demand_key(device, bthome));

    EXPECT_TRUE(guard.demands_key(device, bthome));
    EXPECT_EQ(guard.row_count(), 1U);
    EXPECT_EQ(verdict(guard, 0), Verdict::fresh);
}

TEST(ReplayGuard, RefusesADeviceMoreAndForgetsNone) {
    auto guard = guard_after({7}, {.rows_max = 1});

    EXPECT_EQ(guard.accept(other_device, bthome, 1, noon).error().code, Errc::full);
    EXPECT_EQ(guard.demand_key(other_device, bthome).error().code, Errc::full);
    EXPECT_EQ(verdict(guard, 6), std::nullopt);
    EXPECT_EQ(verdict(guard, 8), Verdict::fresh);
}

TEST(ReplayGuard, RefusesMoreThanItsCeilings) {
    EXPECT_EQ(ReplayGuard::create({.rows_max = (1U << 20) + 1}).error().code, Errc::full);
    EXPECT_EQ(ReplayGuard::create({.late_max = 64}).error().code, Errc::full);
}

TEST(ReplayGuard, AllocatesOnlyAtCreation) {
    auto guard = guard_after({}, {.rows_max = 300});
    const std::size_t before = allocation_count();

    for (std::uint32_t i = 0; i < 1000; ++i) {
        MacAddress many = device;
        many.octets[5] = static_cast<std::uint8_t>(i);
        EXPECT_TRUE(guard.accept(many, bthome, i, noon));
    }

    EXPECT_EQ(allocation_count(), before);
}

TEST(SavedCounters, OutliveARestart) {
    auto before = guard_after({1000, 1005}, {.late_max = 8});
    ASSERT_TRUE(before.demand_key(other_device, KeyedFormat::pvvx));
    auto after = guard_after({}, {.late_max = 8});

    ASSERT_TRUE(after.load(saved(before)));

    EXPECT_EQ(after.row_count(), 2U);
    EXPECT_TRUE(after.demands_key(other_device, KeyedFormat::pvvx));
    EXPECT_EQ(verdict(after, 1000), std::nullopt);
    EXPECT_EQ(verdict(after, 1001), Verdict::late);
    EXPECT_EQ(verdict(after, 3, seconds_later(59)), std::nullopt);
    EXPECT_EQ(verdict(after, 3, seconds_later(60)), Verdict::restart);
}

TEST(SavedCounters, ReplaceWhatIsKnown) {
    auto guard = guard_after({9});
    const auto empty = saved(guard_after({}));

    ASSERT_TRUE(guard.load(empty));

    EXPECT_EQ(guard.row_count(), 0U);
    EXPECT_FALSE(guard.demands_key(device, bthome));
}

// docs/formats/keys.md shows these bytes.
TEST(SavedCounters, AreTheDocumentedBytes) {
    EXPECT_EQ(
        saved(guard_after({0x01020304})),
        from_hex(
            "43725201 01000000 b2188d38c1a40100 01 04030201 0100000000000000 0068e5cf8b010000 007937ca"));
}

TEST(SavedCounters, AreRefusedWhenAnyBitIsChanged) {
    const auto whole = saved(guard_after({1, 2, 3}));
    auto guard = guard_after({77});
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
        auto changed = whole;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(guard.load(changed)) << bit;
    }
    EXPECT_EQ(verdict(guard, 76), std::nullopt);
}

TEST(SavedCounters, AreRefusedAtEveryOtherLength) {
    auto whole = saved(guard_after({1, 2, 3}));
    auto guard = guard_after({});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_EQ(guard.load(Bytes(whole).first(size)).error().code, Errc::truncated) << size;
    }
    whole.push_back(0);
    EXPECT_EQ(guard.load(whole).error().code, Errc::corrupt);
}

TEST(SavedCounters, OfALaterVersionAreRefused) {
    auto bytes = saved(guard_after({1}));
    bytes[3] = 2;
    auto guard = guard_after({});

    EXPECT_EQ(guard.load(bytes).error().code, Errc::unsupported);
}

TEST(SavedCounters, AreRefusedWhereThereIsNoRoom) {
    auto many = guard_after({1});
    ASSERT_TRUE(many.demand_key(other_device, bthome));
    auto guard = guard_after({}, {.rows_max = 1});

    EXPECT_EQ(guard.load(saved(many)).error().code, Errc::full);
    EXPECT_EQ(guard.row_count(), 0U);
}

TEST(SavedCounters, NeedRoom) {
    const auto guard = guard_after({1});
    std::vector<std::uint8_t> bytes(guard.saved_bytes() - 1);

    EXPECT_EQ(guard.save(bytes).error().code, Errc::full);
}

}  // namespace
}  // namespace cairn::test
