// What the cloud answers: the current state of tags and gateways, and the stored records in order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/cloud/store_support.h"

namespace cairn::cloud::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Origin dock{"dock", {{7}}};
const Origin yard{"yard", {{7}}};
constexpr Timestamp earlier{now.unix_ms - 10'000};
constexpr Timestamp later{now.unix_ms + 10'000};
constexpr Timestamp far_future{now.unix_ms + 3'600'000};

/// Stores the records as the next block of the dock.
void bring(OpenStore& open, std::initializer_list<Record> records, Timestamp at = now) {
    const Sequence next = watermark(open.store, dock) + 1;
    ASSERT_TRUE(open.store.accept(dock, {{block(next, records)}}, {}, at));
}

TagState state_of(const OpenStore& open, std::string_view name) {
    const auto found = open.store.tag(tag(name));
    EXPECT_TRUE(found && found->has_value());
    return found && *found ? **found : TagState{};
}

std::vector<std::string> ids_of(const std::vector<TagState>& tags) {
    std::vector<std::string> ids;
    ids.reserve(tags.size());
    for (const TagState& state : tags) ids.emplace_back(state.tag.view());
    return ids;
}

TEST(StoreTags, AreNothingBeforeTheFirstRecord) {
    const OpenStore open;

    EXPECT_FALSE(open.store.tag(tag("A"))->has_value());
    EXPECT_THAT(*open.store.tags(all()), IsEmpty());
    EXPECT_THAT(*open.store.latest_positions(all()), IsEmpty());
    EXPECT_THAT(*open.store.gateways(all()), IsEmpty());
}

TEST(StoreTags, ShowTheLatestSighting) {
    OpenStore open;
    bring(open, {sighting("A", now, -50, "G2"), sighting("A", earlier, -90)});

    const TagState state = state_of(open, "A");

    EXPECT_EQ(state.tag, tag("A"));
    EXPECT_EQ(state.last_seen_at, now);
    EXPECT_EQ(state.sighting_count, 2U);
    EXPECT_EQ(state.last_sighting->gateway, gateway("G2"));
    EXPECT_EQ(state.last_sighting->rssi_dbm, -50);
    EXPECT_EQ(state.last_sighting->at, now);
}

TEST(StoreTags, KeepTheLatestWhenOlderRecordsArriveLater) {
    OpenStore open;
    bring(open, {sighting("A", now, -50), reading("A", Quantity::temperature_c, 20, now),
                 position("A", 1.0, now), attribute("A", AttributeKind::name, "new", now)});
    bring(open, {sighting("A", earlier, -90), reading("A", Quantity::temperature_c, 10, earlier),
                 position("A", 9.0, earlier), attribute("A", AttributeKind::name, "old", earlier)});

    const TagState state = state_of(open, "A");

    EXPECT_EQ(state.last_sighting->rssi_dbm, -50);
    EXPECT_EQ(state.readings.at(0).measurement.value, 20);
    EXPECT_EQ(state.position->x_m, 1.0);
    EXPECT_EQ(state.attributes.at(0).text.view(), "new");
    EXPECT_EQ(state.last_seen_at, now);
    EXPECT_EQ(state.sighting_count, 2U);
}

TEST(StoreTags, TakeTheLastToArriveOfTwoEqualTimes) {
    OpenStore open;
    bring(open, {sighting("A", now, -50), sighting("A", now, -60)});
    EXPECT_EQ(state_of(open, "A").last_sighting->rssi_dbm, -60);

    bring(open, {sighting("A", now, -70)});
    EXPECT_EQ(state_of(open, "A").last_sighting->rssi_dbm, -70);
}

TEST(StoreTags, AreNotFrozenByARecordOfTheFuture) {
    OpenStore open;
    bring(open, {sighting("A", far_future, -50)});
    EXPECT_EQ(state_of(open, "A").last_seen_at, now);
    EXPECT_EQ(state_of(open, "A").last_sighting->at, far_future);

    bring(open, {sighting("A", later, -60)}, later);

    EXPECT_EQ(state_of(open, "A").last_sighting->at, later);
    EXPECT_EQ(state_of(open, "A").last_seen_at, later);
}

TEST(StoreTags, TakeTheLastToArriveOfWhatIsALittleAhead) {
    OpenStore open;

    bring(open, {sighting("A", later, -50), sighting("A", now, -60)});

    EXPECT_EQ(state_of(open, "A").last_seen_at, now);
    EXPECT_EQ(state_of(open, "A").last_sighting->rssi_dbm, -60);
}

TEST(StoreTags, ShowReadingsByQuantityChannelAndLabel) {
    OpenStore open;
    Reading second_probe = reading("A", Quantity::temperature_c, 5);
    second_probe.measurement.channel = 1;
    Reading noise = reading("A", Quantity::custom, 40);
    noise.label = "noise dBA";
    Reading dust = reading("A", Quantity::custom, 3);
    dust.label = "dust ug/m3";
    bring(open, {reading("A", Quantity::temperature_c, 20), second_probe, noise, dust,
                 reading("A", Quantity::temperature_c, 21.5)});

    const auto readings = state_of(open, "A").readings;

    ASSERT_EQ(readings.size(), 4U);
    EXPECT_EQ(readings[0].label.view(), "dust ug/m3");
    EXPECT_EQ(readings[1].label.view(), "noise dBA");
    EXPECT_EQ(readings[2].measurement, (Measurement{Quantity::temperature_c, 0, 21.5}));
    EXPECT_EQ(readings[3].measurement, (Measurement{Quantity::temperature_c, 1, 5}));
    EXPECT_EQ(readings[3].gateway, gateway("G1"));
    EXPECT_EQ(readings[3].at, now);
    EXPECT_EQ(readings[3].tag, tag("A"));
}

TEST(StoreTags, ShowAttributesByKind) {
    OpenStore open;
    bring(open,
          {attribute("A", AttributeKind::firmware, "1.2"), attribute("A", AttributeKind::name, "Pallet"),
           attribute("A", AttributeKind::name, "Pallet 17")});

    const auto attributes = state_of(open, "A").attributes;

    ASSERT_EQ(attributes.size(), 2U);
    EXPECT_EQ(attributes[0].kind, AttributeKind::name);
    EXPECT_EQ(attributes[0].text.view(), "Pallet 17");
    EXPECT_EQ(attributes[1].text.view(), "1.2");
}

TEST(StoreTags, ShowTheirPositionWhole) {
    OpenStore open;
    bring(open, {position("A", 3.125)});

    const Position found = *state_of(open, "A").position;

    EXPECT_EQ(found.tag, tag("A"));
    EXPECT_EQ(found.at, now);
    EXPECT_EQ(found.floor.view(), "ground");
    EXPECT_EQ(found.x_m, 3.125);
    EXPECT_EQ(found.y_m, 2.5);
    EXPECT_EQ(found.variance_x_m2, 1.25);
    EXPECT_EQ(found.variance_y_m2, 0.75);
    EXPECT_EQ(found.covariance_xy_m2, -0.125);
    EXPECT_EQ(found.radius68_m, 1.5);
    EXPECT_EQ(found.zone.view(), "dock");
    EXPECT_EQ(found.zone_score, 0.75);
    EXPECT_EQ(found.next_zone.view(), "yard");
    EXPECT_EQ(found.next_zone_score, 0.125);
    EXPECT_EQ(found.zone_since, now + Millis{-60'000});
    EXPECT_TRUE(found.zone_unknown);
    EXPECT_TRUE(found.ambiguous);
    EXPECT_EQ(found.other_x_m, 7.5);
    EXPECT_EQ(found.other_y_m, 8.25);
    EXPECT_EQ(found.method, PositionMethod::grid_filter);
    EXPECT_EQ(found.calibration, CalibrationLevel::survey);
}

TEST(StoreTags, ShowTheEvidenceOfTheirPosition) {
    OpenStore open;
    bring(open, {position("A", 3.125)});

    const auto found = state_of(open, "A").position->evidence;

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].gateway, gateway("G1"));
    EXPECT_EQ(found[0].rssi_dbm, -60.5F);
    EXPECT_EQ(found[0].heard_count, 7U);
    EXPECT_EQ(found[0].expected_dbm, -63.25F);
    EXPECT_EQ(found[0].distance_m, 4.5F);
    EXPECT_EQ(found[1].heard_count, 0U);
    EXPECT_EQ(found[1].expected_dbm, -71.5F);
}

TEST(StoreTags, TakeEveryPartOfALaterPosition) {
    OpenStore open;
    Position bare;
    bare.tag = tag("A");
    bare.at = now + Millis{1};
    bring(open, {position("A", 3.125)});
    bring(open, {bare});

    const Position found = *state_of(open, "A").position;

    EXPECT_EQ(found.zone_since, Timestamp{});
    EXPECT_FALSE(found.zone_unknown);
    EXPECT_FALSE(found.ambiguous);
    EXPECT_EQ(found.other_x_m, 0);
    EXPECT_EQ(found.other_y_m, 0);
    EXPECT_EQ(found.calibration, CalibrationLevel::none);
}

TEST(StoreTags, ShowTheirPlaceOnEarth) {
    OpenStore open;
    bring(open, {GeoFix{tag("A"), gateway("G1"), now, {52.5, 13.4, 5}}});

    EXPECT_EQ(state_of(open, "A").geo->position.latitude_deg, 52.5);
    EXPECT_EQ(state_of(open, "A").geo->position.longitude_deg, 13.4);
    EXPECT_EQ(state_of(open, "A").geo->position.accuracy_m, 5);
    EXPECT_FALSE(open.store.gateways(all())->front().geo);
}

TEST(StoreTags, ComePageByPage) {
    OpenStore open;
    bring(open, {sighting("D"), sighting("B"), sighting("A"), sighting("C"), sighting("E")});

    EXPECT_THAT(ids_of(*open.store.tags({"", 2, ""})), ElementsAre("ble:A", "ble:B"));
    EXPECT_THAT(ids_of(*open.store.tags({"ble:B", 2, ""})), ElementsAre("ble:C", "ble:D"));
    EXPECT_THAT(ids_of(*open.store.tags({"ble:D", 2, ""})), ElementsAre("ble:E"));
    EXPECT_THAT(ids_of(*open.store.tags({"ble:E", 2, ""})), IsEmpty());
    EXPECT_THAT(ids_of(*open.store.tags({"", 0, ""})), IsEmpty());
    EXPECT_EQ(open.store.tags({"", SIZE_MAX, ""})->size(), 5U);
}

TEST(StoreTags, AreFoundByAPartOfTheirIdOrAttributes) {
    OpenStore open;
    bring(open, {sighting("PALLET"), sighting("CRATE"),
                 attribute("CRATE", AttributeKind::name, "Blue pallet"), sighting("BIN")});

    EXPECT_THAT(ids_of(*open.store.tags({"", 10, "pallet"})), ElementsAre("ble:CRATE", "ble:PALLET"));
    EXPECT_THAT(ids_of(*open.store.tags({"", 10, "E:P"})), ElementsAre("ble:PALLET"));
    EXPECT_THAT(ids_of(*open.store.tags({"ble:CRATE", 10, "PALLET"})), ElementsAre("ble:PALLET"));
    EXPECT_THAT(ids_of(*open.store.tags({"", 10, "nothing"})), IsEmpty());
}

TEST(StoreTags, AreSearchedForTheCharactersThemselves) {
    OpenStore open;
    bring(open,
          {attribute("A", AttributeKind::name, "100% wool"), attribute("B", AttributeKind::name, "1000"),
           attribute("C", AttributeKind::name, "a_b"), attribute("D", AttributeKind::name, "a-b"),
           attribute("E", AttributeKind::name, "back\\slash"), attribute("F", AttributeKind::name, "it's")});

    EXPECT_THAT(ids_of(*open.store.tags({"", 10, "%"})), ElementsAre("ble:A"));
    EXPECT_THAT(ids_of(*open.store.tags({"", 10, "100%"})), ElementsAre("ble:A"));
    EXPECT_THAT(ids_of(*open.store.tags({"", 10, "a_b"})), ElementsAre("ble:C"));
    EXPECT_THAT(ids_of(*open.store.tags({"", 10, "\\"})), ElementsAre("ble:E"));
    EXPECT_THAT(ids_of(*open.store.tags({"", 10, "'"})), ElementsAre("ble:F"));
}

TEST(StoreTags, AreNotFoundByMoreThanTheyAreCalled) {
    OpenStore open;
    bring(open, {sighting("A"), attribute("A", AttributeKind::name, std::string(95, 'x'))});

    EXPECT_THAT(ids_of(*open.store.tags({"", 10, std::string(95, 'X')})), ElementsAre("ble:A"));
    EXPECT_THAT(ids_of(*open.store.tags({"", 10, std::string(1'000'000, 'x')})), IsEmpty());
}

TEST(StorePositions, AreListedOnePerTag) {
    OpenStore open;
    bring(open, {position("B", 1), position("A", 2), position("A", 3, later), sighting("C"),
                 attribute("B", AttributeKind::name, "crane")});

    const auto found = *open.store.latest_positions(all());

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].tag, tag("A"));
    EXPECT_EQ(found[0].x_m, 3);
    EXPECT_EQ(found[1].tag, tag("B"));
    EXPECT_EQ(open.store.latest_positions({"ble:A", 10, ""})->size(), 1U);
    EXPECT_EQ(open.store.latest_positions({"", 1, ""})->size(), 1U);
    EXPECT_EQ(open.store.latest_positions({"", 10, "CRANE"})->front().tag, tag("B"));
}

TEST(StoreGateways, ShowWhatTheyHeardAndSaid) {
    OpenStore open;
    GatewayStatus status{gateway("G1"), now, true, {}};
    status.measurements.push_back({Quantity::uptime_s, 0, 12.5});
    status.measurements.push_back({Quantity::cpu_load, 1, 0.1});
    bring(open,
          {sighting("A", now, -50, "G1"), sighting("B", later, -50, "G1"), sighting("A", now, -50, "G2"),
           status, GeoFix{{}, gateway("G1"), now, {52.5, 13.4, 5}}},
          later);

    const auto found = *open.store.gateways(all());

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].gateway, gateway("G1"));
    EXPECT_EQ(found[0].edge, "dock");
    EXPECT_TRUE(found[0].online);
    EXPECT_EQ(found[0].last_seen_at, later);
    EXPECT_EQ(found[0].sighting_count, 2U);
    EXPECT_THAT(found[0].measurements, ElementsAre(Measurement{Quantity::uptime_s, 0, 12.5},
                                                   Measurement{Quantity::cpu_load, 1, 0.1}));
    EXPECT_EQ(found[0].geo->position.latitude_deg, 52.5);
    EXPECT_FALSE(found[1].geo);
    EXPECT_THAT(open.store.tags(all())->size(), 2U);
}

TEST(StoreGateways, AreOfflineUntilTheyAreHeardOfAgain) {
    OpenStore open;
    bring(open, {sighting("A", earlier), GatewayStatus{gateway("G1"), now, false, {}}});
    EXPECT_FALSE(open.store.gateways(all())->front().online);
    EXPECT_EQ(open.store.gateways(all())->front().last_seen_at, earlier);

    bring(open, {sighting("A", earlier)});
    EXPECT_FALSE(open.store.gateways(all())->front().online);

    bring(open, {sighting("A", later)}, later);
    EXPECT_TRUE(open.store.gateways(all())->front().online);
}

TEST(StoreGateways, GoOfflineThoughTheirClockIsAhead) {
    OpenStore open;
    constexpr Timestamp a_minute_ahead{now.unix_ms + 60'000};
    bring(open, {sighting("A", a_minute_ahead)});

    bring(open, {GatewayStatus{gateway("G1"), later, false, {}}}, later);

    EXPECT_FALSE(open.store.gateways(all())->at(0).online);
}

TEST(StoreGateways, KeepTheirMeasurementsWhenAStatusBringsNone) {
    OpenStore open;
    GatewayStatus status{gateway("G1"), now, true, {}};
    status.measurements.push_back({Quantity::uptime_s, 0, 12});
    bring(open, {status, GatewayStatus{gateway("G1"), later, false, {}}});

    EXPECT_EQ(open.store.gateways(all())->front().measurements.size(), 1U);
}

TEST(StoreGateways, BelongToTheEdgeThatHeardOfThemLast) {
    OpenStore open;
    bring(open, {sighting("A", now)});
    ASSERT_TRUE(open.store.accept(yard, {{block(1, {sighting("A", later)})}}, {}, later));
    EXPECT_EQ(open.store.gateways(all())->front().edge, "yard");

    bring(open, {sighting("A", earlier)});
    EXPECT_EQ(open.store.gateways(all())->front().edge, "yard");
}

TEST(StoreGateways, ComePageByPageAndAreSearched) {
    OpenStore open;
    bring(open,
          {sighting("A", now, -50, "G1"), sighting("A", now, -50, "G2"), sighting("A", now, -50, "H_3")});

    EXPECT_EQ(open.store.gateways({"", 1, ""})->front().gateway, gateway("G1"));
    EXPECT_EQ(open.store.gateways({"moko:G1", 1, ""})->front().gateway, gateway("G2"));
    EXPECT_EQ(open.store.gateways({"", 10, "g"})->size(), 2U);
    EXPECT_EQ(open.store.gateways({"", 10, "_"})->size(), 1U);
    EXPECT_EQ(open.store.gateways({"", 10, "%"})->size(), 0U);
}

TEST(StoreGateways, AreNotMadeByARawMessageOfNobody) {
    OpenStore open;
    bring(open, {RawMessage{{}, now, "a/b", as_bytes("x")}});

    EXPECT_THAT(*open.store.gateways(all()), IsEmpty());
}

TEST(StoreRecords, CountFromOneWithoutHoles) {
    OpenStore open;
    bring(open, {sighting("A"), sighting("B")});
    bring(open, {sighting("C")}, later);

    const auto found = records_of(open.store);

    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].offset, 1U);
    EXPECT_EQ(found[1].offset, 2U);
    EXPECT_EQ(found[2].offset, 3U);
    EXPECT_EQ(found[1].stored_at, now);
    EXPECT_EQ(found[2].stored_at, later);
    EXPECT_EQ(open.store.last_offset(), 3U);
}

TEST(StoreRecords, ComePageByPageAcrossBlocks) {
    OpenStore open;
    bring(open, {sighting("A"), sighting("B"), sighting("C")});
    bring(open, {sighting("D"), sighting("E")});

    EXPECT_THAT(sighted(records_of(open.store, 0, 2)), ElementsAre("ble:A", "ble:B"));
    EXPECT_THAT(sighted(records_of(open.store, 2, 2)), ElementsAre("ble:C", "ble:D"));
    EXPECT_THAT(sighted(records_of(open.store, 4, 2)), ElementsAre("ble:E"));
    EXPECT_THAT(records_of(open.store, 5, 2), IsEmpty());
    EXPECT_THAT(records_of(open.store, UINT64_MAX, 2), IsEmpty());
    EXPECT_THAT(records_of(open.store, 0, 0), IsEmpty());
    EXPECT_EQ(records_of(open.store, 0, SIZE_MAX).size(), 5U);
}

TEST(StoreRecords, AreFoundByTag) {
    OpenStore open;
    for (int round = 0; round < 100; ++round) {
        bring(open, {sighting("A"), round % 40 == 39 ? sighting("B") : sighting("C"), position("A", round)});
    }
    const auto found = records_of(open.store, 0, 1000, tag("B"));

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].offset, 39 * 3 + 2U);
    EXPECT_EQ(found[1].offset, 79 * 3 + 2U);
    EXPECT_EQ(records_of(open.store, 119, 1000, tag("B")).size(), 1U);
    EXPECT_EQ(records_of(open.store, 0, 1, tag("B")).size(), 1U);
    EXPECT_EQ(records_of(open.store, 0, 1000, tag("A")).size(), 200U);
    EXPECT_THAT(records_of(open.store, 0, 1000, tag("NOBODY")), IsEmpty());
}

TEST(StoreRecords, AreFoundByTagWhenTheyCameInOneLongBatch) {
    OpenStore open;
    ASSERT_TRUE(open.store.accept(dock, blocks(1, 100), {}, now));

    for (const Offset offset : {1U, 31U, 32U, 33U, 64U, 100U}) {
        const auto found = records_of(open.store, 0, 10, tag("T" + std::to_string(offset)));
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].offset, offset);
    }
}

TEST(StoreRecords, KeepEveryKindWhole) {
    OpenStore open;
    bring(open, {RawMessage{gateway("G1"), now, "a/b", as_bytes("payload")}, position("A", 3.125),
                 attribute("A", AttributeKind::url, "https://example.org")});
    std::string topic;
    std::string payload;
    std::vector<std::size_t> kinds;

    ASSERT_TRUE(open.store.records(0, 10, {}, [&](const StoredRecord& stored) {
        kinds.push_back(stored.record.index());
        if (const auto* raw = std::get_if<RawMessage>(&stored.record)) {
            topic = raw->topic;
            payload = as_text(raw->payload);
        }
    }));

    EXPECT_EQ(topic, "a/b");
    EXPECT_EQ(payload, "payload");
    EXPECT_THAT(kinds, ElementsAre(Record(RawMessage{}).index(), Record(Position{}).index(),
                                   Record(Attribute{}).index()));
}

TEST(StoreRecords, MayBeAskedForMoreWhileTheyAreRead) {
    OpenStore open;
    bring(open, {sighting("A"), sighting("B")});
    std::size_t inner = 0;

    ASSERT_TRUE(open.store.records(0, 10, {}, [&](const StoredRecord&) {
        inner += records_of(open.store).size() + open.store.tags(all())->size();
    }));

    EXPECT_EQ(inner, 8U);
}

}  // namespace
}  // namespace cairn::cloud::test
