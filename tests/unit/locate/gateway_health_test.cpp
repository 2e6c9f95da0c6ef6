// What a person is told of gateways, and of the honesty of positions.
#include "cairn/locate/gateway_health.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace cairn::test {
namespace {

// Saturday 2026-01-31T12:00:00Z.
constexpr Timestamp noon{1'769'860'800'000};
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

constexpr Millis hours(int count) {
    return std::chrono::hours{count};
}

GatewayHealth sound_gateway() {
    GatewayHealth health;
    health.gateway = *GatewayId::make("moko", "D48C49F7909C");
    health.last_heard = noon + Millis{-1'000};
    health.awake = true;
    health.offset_db = 6;
    health.offset_sd_db = 1;
    health.residual_sd_db = 5;
    health.hearings = 9'000;
    health.usual_hearings = 10'000;
    return health;
}

/// All that is said of a gateway, or of a site, line by line.
std::string said(const AdviceList& list) {
    std::string text;
    for (const Advice& advice : list) {
        text.append(name(advice.kind)).append(": ").append(advice.text.view()).append("\n");
    }
    return text;
}

std::string said_of_drift(double drift_db, Timestamp since) {
    GatewayHealth health = sound_gateway();
    health.drift_db = drift_db;
    health.drift_since = since;
    return said(advice(health, noon));
}

std::string said_of_silence(Millis silence) {
    GatewayHealth health = sound_gateway();
    health.last_heard = noon + -silence;
    return said(advice(health, noon));
}

TEST(GatewayAdvice, SaysNothingOfASoundGateway) {
    EXPECT_EQ(said(advice(sound_gateway(), noon)), "");
}

TEST(GatewayAdvice, SaysForHowLongAGatewayIsSilent) {
    EXPECT_EQ(said_of_silence(std::chrono::minutes{14}), "");
    EXPECT_EQ(said_of_silence(std::chrono::minutes{15}),
              "silent: not heard for 15 min: check its power and its network\n");
    EXPECT_EQ(said_of_silence(hours(3)), "silent: not heard for 3 h: check its power and its network\n");
    EXPECT_EQ(said_of_silence(hours(60)), "silent: not heard for 2 days: check its power and its network\n");
    EXPECT_EQ(said_of_silence(hours(-3)), "");  // its clock runs ahead
}

TEST(GatewayAdvice, SaysThatAGatewayWasNeverHeard) {
    GatewayHealth health = sound_gateway();
    health.last_heard = {};

    EXPECT_EQ(said(advice(health, noon)), "silent: never heard: check its power, its network and its id\n");
}

TEST(GatewayAdvice, SaysNothingElseOfASilentGateway) {
    GatewayHealth health = sound_gateway();
    health.last_heard = noon + -hours(3);
    health.drift_db = -8;
    health.residual_sd_db = 12;

    EXPECT_EQ(advice(health, noon).size(), 1U);
}

TEST(GatewayAdvice, SaysSinceWhenAGatewayReadsLowOrHigh) {
    const Timestamp tuesday{1'769'522'400'000};  // 2026-01-27T14:00:00Z

    EXPECT_EQ(said_of_drift(-8.2, tuesday),
              "low: reads 8 dB low since Tuesday 14:00 UTC: check antenna and place\n");
    EXPECT_EQ(said_of_drift(5.6, tuesday),
              "high: reads 6 dB high since Tuesday 14:00 UTC: was it moved or turned?\n");
}

TEST(GatewayAdvice, NamesTheDateOfADriftThatIsOlderThanSixDays) {
    EXPECT_EQ(said_of_drift(-8, noon + -hours(6 * 24)),
              "low: reads 8 dB low since Sunday 12:00 UTC: check antenna and place\n");
    EXPECT_EQ(said_of_drift(-8, noon + -hours(6 * 24) + Millis{-1}),
              "low: reads 8 dB low since 2026-01-25: check antenna and place\n");
    EXPECT_EQ(said_of_drift(-8, {}), "low: reads 8 dB low: check antenna and place\n");
}

TEST(GatewayAdvice, IsSilentAboutADriftThatIsSmallOrUnsure) {
    EXPECT_EQ(said_of_drift(-3.9, noon), "");
    EXPECT_EQ(said_of_drift(3.9, noon), "");
    GatewayHealth unsure = sound_gateway();
    unsure.drift_db = -8;
    unsure.offset_sd_db = 4.1;

    EXPECT_EQ(said(advice(unsure, noon)), "");
}

TEST(GatewayAdvice, SaysThatHearingsScatter) {
    GatewayHealth health = sound_gateway();
    health.residual_sd_db = 11.6;

    EXPECT_EQ(
        said(advice(health, noon)),
        "scattered: its hearings scatter by 12 dB: check the antenna, and its place in the site file\n");
}

TEST(GatewayAdvice, SaysThatAGatewayHearsFarFewerPackets) {
    GatewayHealth health = sound_gateway();
    health.hearings = 4'800;
    EXPECT_EQ(said(advice(health, noon)),
              "fewer: hears 48 % of the packets of a week ago: check what stands before it\n");

    health.hearings = 6'001;
    EXPECT_EQ(said(advice(health, noon)), "");
    health = sound_gateway();
    health.hearings = 0;
    health.usual_hearings = 199;
    EXPECT_EQ(said(advice(health, noon)), "");
}

TEST(GatewayAdvice, SaysAllThatIsWrong) {
    GatewayHealth health = sound_gateway();
    health.drift_db = -8;
    health.residual_sd_db = 12;
    health.hearings = 10;

    EXPECT_EQ(advice(health, noon).size(), 3U);
}

TEST(GatewayAdvice, TakesNumbersThatAreNotFiniteAsNotKnown) {
    for (const double number : {not_a_number, HUGE_VAL, -HUGE_VAL}) {
        GatewayHealth health = sound_gateway();
        health.drift_db = number;
        health.residual_sd_db = number;

        EXPECT_EQ(said(advice(health, noon)), "");
    }
}

TEST(GatewayAdvice, FitsItsTextAtAnyNumber) {
    for (const double number : {1e300, -1e300}) {
        GatewayHealth health = sound_gateway();
        health.drift_db = number;
        health.drift_since = {INT64_MIN};
        health.residual_sd_db = 1e300;
        health.usual_hearings = UINT64_MAX;
        health.hearings = 0;
        for (const Advice& advice : advice(health, noon)) {
            EXPECT_LT(advice.text.size(), advice.text.size_max()) << advice.text.view();
        }
    }
}

TEST(SiteAdvice, SaysThatRegionsAreTooSmallOrTooLarge) {
    EXPECT_EQ(said(advice(SiteHealth{1'000, 680, 950, 1})), "");
    EXPECT_EQ(
        said(advice(SiteHealth{1'000, 430, 700, 1})),
        "too_sure: regions are too small: 43 % of the reference beacons are inside of those for 68 %\n");
    EXPECT_EQ(
        said(advice(SiteHealth{1'000, 960, 1'000, 1})),
        "too_unsure: regions are larger than need be: 96 % of the reference beacons are inside of those "
        "for 68 %\n");
}

TEST(SiteAdvice, WaitsForEnoughFixes) {
    EXPECT_EQ(said(advice(SiteHealth{299, 0, 0, 1})), "");
    EXPECT_EQ(advice(SiteHealth{300, 0, 0, 1}).size(), 1U);
}

}  // namespace
}  // namespace cairn::test
