// What the local page knows: the latest of everything, and never more than its limits.
#include "linux/edge_view.h"

#include <gtest/gtest.h>

#include <string>

namespace cairn::test {
namespace {

using edge::EdgeView;
using edge::EdgeViewOptions;

constexpr Instant now{50'000};

Sighting sighting(std::string_view tag, std::string_view gateway, int rssi_dbm, std::int64_t at_ms) {
    return {*TagId::make("ble", tag),
            *GatewayId::make("moko", gateway),
            {at_ms},
            TimeSource::receipt,
            static_cast<std::int8_t>(rssi_dbm)};
}

Reading reading(std::string_view tag, Quantity quantity, double value, std::int64_t at_ms,
                std::string_view label = "") {
    return {*TagId::make("ble", tag), *GatewayId::make("moko", "g"), {at_ms}, {quantity, 0, value}, label};
}

TEST(EdgeView, KeepsWhoHeardATagLast) {
    EdgeView view;
    view.observe(sighting("t", "a", -60, 1000), now);
    view.observe(sighting("t", "b", -70, 2000), now);
    view.observe(sighting("t", "a", -65, 3000), now);

    const auto& tag = view.tags().front();
    EXPECT_EQ(tag.last_seen_at.unix_ms, 3000);
    EXPECT_EQ(tag.sighting_count, 3U);
    ASSERT_EQ(tag.heard_by.size(), 2U);
    EXPECT_EQ(tag.heard_by[0].rssi_dbm, -65);
    EXPECT_EQ(view.gateways().front().sighting_count, 2U);
}

TEST(EdgeView, LetsTheGatewayThatHeardLongestAgoGo) {
    EdgeViewOptions options;
    options.heard_by_max = 2;
    EdgeView view(options);
    view.observe(sighting("t", "a", -60, 1000), now);
    view.observe(sighting("t", "b", -60, 2000), now);
    view.observe(sighting("t", "c", -60, 3000), now);

    const auto& heard_by = view.tags().front().heard_by;
    ASSERT_EQ(heard_by.size(), 2U);
    EXPECT_EQ(heard_by[0].gateway.view(), "moko:c");
    EXPECT_EQ(heard_by[1].gateway.view(), "moko:b");
}

TEST(EdgeView, KeepsTheLatestReadingOfEachKind) {
    EdgeView view;
    view.observe(reading("t", Quantity::temperature_c, 20, 1000), now);
    view.observe(reading("t", Quantity::temperature_c, 21, 2000), now);
    view.observe(reading("t", Quantity::temperature_c, 19, 500), now);
    view.observe(reading("t", Quantity::custom, 1, 1000, "noise dBA"), now);
    view.observe(reading("t", Quantity::custom, 2, 1000, "dust"), now);

    const auto& readings = view.tags().front().readings;
    ASSERT_EQ(readings.size(), 3U);
    EXPECT_EQ(readings[0].measurement.value, 21);
}

TEST(EdgeView, KeepsNoMoreReadingsThanItsLimit) {
    EdgeViewOptions options;
    options.readings_max = 3;
    EdgeView view(options);
    for (int i = 0; i < 10; ++i) {
        view.observe(reading("t", Quantity::custom, i, 1000, "label" + std::to_string(i)), now);
    }

    EXPECT_EQ(view.tags().front().readings.size(), 3U);
}

TEST(EdgeView, LetsTheTagHeardLongestAgoGo) {
    EdgeViewOptions options;
    options.tags_max = 2;
    options.gateways_max = 2;
    EdgeView view(options);
    for (const char* name : {"a", "b", "a", "c"}) view.observe(sighting(name, name, -60, 1000), now);

    ASSERT_EQ(view.tags().size(), 2U);
    EXPECT_EQ(view.tags().front().id.view(), "ble:c");
    EXPECT_EQ(view.tags().back().id.view(), "ble:a");
    EXPECT_EQ(view.gateways().size(), 2U);
}

TEST(EdgeView, KeepsTheLatestPositionAndPlace) {
    EdgeView view;
    Position position;
    position.tag = *TagId::make("ble", "t");
    position.at = {2000};
    position.x_m = 7;
    view.observe(position, now);
    position.at = {1000};
    position.x_m = 1;
    view.observe(position, now);
    view.observe(GeoFix{position.tag, *GatewayId::make("moko", "g"), {3000}, {50, 8, 3}}, now);
    view.observe(GeoFix{{}, *GatewayId::make("moko", "g"), {3000}, {51, 9, 3}}, now);

    EXPECT_EQ(view.tags().front().position->x_m, 7);
    EXPECT_EQ(view.tags().front().geo->position.latitude_deg, 50);
    EXPECT_EQ(view.gateways().front().geo->position.latitude_deg, 51);
    EXPECT_EQ(view.tags().size(), 1U);
}

TEST(EdgeView, FollowsWhatGatewaysSayOfThemselves) {
    EdgeView view;
    GatewayStatus status{*GatewayId::make("moko", "g"), {1000}, true, {}};
    status.measurements.push_back({Quantity::uptime_s, 0, 5});
    view.observe(status, now);
    status.measurements[0].value = 9;
    status.online = false;
    view.observe(status, now);

    const auto& gateway = view.gateways().front();
    EXPECT_FALSE(gateway.online);
    ASSERT_EQ(gateway.measurements.size(), 1U);
    EXPECT_EQ(gateway.measurements[0].value, 9);
}

TEST(EdgeView, TakesASightingForASignOfLife) {
    EdgeView view;
    view.observe(GatewayStatus{*GatewayId::make("moko", "a"), {1000}, false, {}}, now);
    view.observe(sighting("t", "a", -60, 2000), now);

    EXPECT_TRUE(view.gateways().front().online);
}

TEST(EdgeView, MakesNoTagOfAGatewaysProperty) {
    EdgeView view;
    view.observe(Attribute{{}, *GatewayId::make("moko", "g"), {1000}, AttributeKind::property, "apn=x"}, now);

    EXPECT_TRUE(view.tags().empty());
    EXPECT_EQ(view.gateways().size(), 1U);
}

TEST(EdgeView, KeepsTheLatestAttributeOfEachKind) {
    EdgeView view;
    Attribute attribute{
        *TagId::make("ble", "t"), *GatewayId::make("moko", "g"), {1000}, AttributeKind::name, "old"};
    view.observe(attribute, now);
    attribute.text = "new";
    view.observe(attribute, now);

    ASSERT_EQ(view.tags().front().attributes.size(), 1U);
    EXPECT_EQ(view.tags().front().attributes[0].text.view(), "new");
}

TEST(EdgeView, CountsRefusalsByReason) {
    EdgeView view;

    EXPECT_TRUE(view.refuse({Errc::malformed, 0, "json"}, "gw/1", {1000}));
    EXPECT_FALSE(view.refuse({Errc::malformed, 0, "json"}, "gw/1", {2000}));
    EXPECT_TRUE(view.refuse({Errc::truncated, 0, "json"}, "gw/1", {3000}));

    ASSERT_EQ(view.refusals().size(), 2U);
    EXPECT_EQ(view.refusals()[0].count, 2U);
    EXPECT_EQ(view.refusals()[0].last_at.unix_ms, 2000);
}

TEST(EdgeView, CountsReasonsBeyondItsLimitTogether) {
    EdgeViewOptions options;
    options.reasons_max = 2;
    EdgeView view(options);
    for (const char* reason : {"a", "b", "c", "b"}) view.refuse({Errc::malformed, 0, reason}, "gw/1", {1000});

    ASSERT_EQ(view.refusals().size(), 2U);
    EXPECT_EQ(view.refusals()[1].reason, "further reasons");
    EXPECT_EQ(view.refusals()[1].count, 3U);
}

TEST(EdgeView, KnowsTheRateOfTheLastSeconds) {
    EdgeView view;
    for (std::int64_t ms = 0; ms < 20'000; ms += 100) view.count_message({ms});

    EXPECT_EQ(view.messages_per_second({20'000}), 10);
    EXPECT_EQ(view.messages_per_second({40'000}), 0);
}

}  // namespace
}  // namespace cairn::test
