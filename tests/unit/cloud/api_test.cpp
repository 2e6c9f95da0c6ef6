// What each route of the API answers (docs/api.md).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "unit/cloud/api_support.h"

namespace cairn::cloud::test {
namespace {

using boost::json::parse;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> ids_of(const boost::json::value& page) {
    std::vector<std::string> ids;
    for (const auto& item : page.at("items").as_array()) ids.emplace_back(item.at("id").as_string());
    return ids;
}

TEST(TagsRoute, IsEmptyBeforeTheFirstRecord) {
    OpenApi open;

    EXPECT_EQ(open.ask("/v1/tags").body, R"({"items":[],"nextCursor":null})");
}

TEST(TagsRoute, LeadsThroughAllPages) {
    OpenApi open;
    open.bring({sighting("A"), sighting("B"), sighting("C")});

    const auto first = open.json("/v1/tags", {{"limit", "2"}});
    const std::string cursor(first.at("nextCursor").as_string());
    const auto second = open.json("/v1/tags", {{"limit", "2"}, {"cursor", cursor}});

    EXPECT_THAT(ids_of(first), ElementsAre("ble:A", "ble:B"));
    EXPECT_THAT(ids_of(second), ElementsAre("ble:C"));
    EXPECT_TRUE(second.at("nextCursor").is_null());
}

TEST(TagsRoute, HasNoNextPageWhenTheLastOneIsFull) {
    OpenApi open;
    open.bring({sighting("A"), sighting("B")});

    EXPECT_TRUE(open.json("/v1/tags", {{"limit", "2"}}).at("nextCursor").is_null());
}

TEST(TagsRoute, FindsATagByItsName) {
    OpenApi open;
    open.bring({sighting("A"), attribute("A", AttributeKind::name, "Pallet 17"), sighting("B")});

    EXPECT_THAT(ids_of(open.json("/v1/tags", {{"search", "pallet"}})), ElementsAre("ble:A"));
}

TEST(TagRoute, TellsEverythingOfATag) {
    OpenApi open;
    open.bring({sighting("A", now, -67), reading("A", Quantity::temperature_c, 24.3),
                attribute("A", AttributeKind::name, "Pallet 17"), position("A", 12.25)});

    const auto expected = parse(R"({
        "id": "ble:A", "lastSeenAt": "2023-11-14T22:13:20.000Z", "sightingCount": 1,
        "lastSighting": {"gateway": "moko:G1", "at": "2023-11-14T22:13:20.000Z", "rssiDbm": -67},
        "position": {"tag": "ble:A", "at": "2023-11-14T22:13:20.000Z", "floor": "ground", "xM": 12.25,
            "yM": 2.5, "varianceXM2": 1.25, "varianceYM2": 0.75, "covarianceXyM2": -0.125, "radius68M": 1.5,
            "zone": "dock", "zoneScore": 0.75, "zoneSince": "2023-11-14T22:12:20.000Z", "zoneUnknown": true,
            "nextZone": "yard", "nextZoneScore": 0.125, "ambiguous": true, "otherXM": 7.5, "otherYM": 8.25,
            "method": "grid_filter", "calibration": "survey", "evidence": [
                {"gateway": "moko:G1", "rssiDbm": -60.5, "heardCount": 7, "expectedDbm": -63.25,
                 "distanceM": 4.5},
                {"gateway": "moko:G2", "rssiDbm": null, "heardCount": 0, "expectedDbm": -71.5,
                 "distanceM": 9}]},
        "geo": null,
        "readings": [{"gateway": "moko:G1", "at": "2023-11-14T22:13:20.000Z", "quantity": "temperature_c",
            "channel": 0, "value": 24.3, "label": null}],
        "attributes": [{"kind": "name", "text": "Pallet 17", "at": "2023-11-14T22:13:20.000Z"}]})");
    EXPECT_EQ(open.json("/v1/tags/ble:A"), expected);
}

TEST(TagRoute, KnowsNoTagThatNobodyHeard) {
    OpenApi open;

    const auto answer = open.ask("/v1/tags/ble:A");

    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, HasSubstr("ble:A"));
}

TEST(TagRoute, KnowsNoTagByWhatIsNoId) {
    OpenApi open;

    EXPECT_EQ(open.ask("/v1/tags/no id").status, 404);
    EXPECT_EQ(open.ask("/v1/tags/").status, 404);
}

TEST(GatewaysRoute, TellsEdgeAndState) {
    OpenApi open;
    GatewayStatus status;
    status.gateway = gateway("G1");
    status.at = now;
    status.online = false;
    status.measurements.push_back({Quantity::uptime_s, 0, 3600});
    open.bring({sighting("A"), status});

    const auto expected = parse(R"({"items": [{"id": "moko:G1", "edge": "dock", "online": false,
        "lastSeenAt": "2023-11-14T22:13:20.000Z", "sightingCount": 1,
        "measurements": [{"quantity": "uptime_s", "channel": 0, "value": 3600}], "geo": null}],
        "nextCursor": null})");
    EXPECT_EQ(open.json("/v1/gateways"), expected);
}

TEST(GatewaysRoute, LeadsThroughAllPages) {
    OpenApi open;
    open.bring({sighting("A", now, -60, "G1"), sighting("A", now, -60, "G2")});

    const auto first = open.json("/v1/gateways", {{"limit", "1"}});
    const auto second = open.json("/v1/gateways", {{"limit", "1"}, {"cursor", "moko:G1"}});

    EXPECT_EQ(first.at("nextCursor").as_string(), "moko:G1");
    EXPECT_THAT(ids_of(second), ElementsAre("moko:G2"));
}

TEST(LatestPositionsRoute, LeadsThroughAllPages) {
    OpenApi open;
    open.bring({position("A", 1), position("B", 2), position("B", 3, now + Millis{1})});

    const auto first = open.json("/v1/positions/latest", {{"limit", "1"}});
    const auto second = open.json("/v1/positions/latest", {{"limit", "1"}, {"cursor", "ble:A"}});

    EXPECT_EQ(first.at("nextCursor").as_string(), "ble:A");
    EXPECT_EQ(second.at("items").as_array().at(0).at("xM"), 3);
    EXPECT_TRUE(second.at("nextCursor").is_null());
}

TEST(RecordsRoute, LeadsThroughAllPagesByOffset) {
    OpenApi open;
    open.bring({sighting("A"), sighting("B"), sighting("C")});

    const auto first = open.json("/v1/records", {{"limit", "2"}});
    const auto second = open.json("/v1/records", {{"after", "2"}});

    EXPECT_EQ(first.at("items").as_array().size(), 2U);
    EXPECT_EQ(first.at("nextAfter"), 2);
    EXPECT_EQ(second.at("items").as_array().at(0).at("tag").as_string(), "ble:C");
    EXPECT_EQ(second.at("nextAfter"), 3);
}

TEST(RecordsRoute, GoesOnBehindWhatTheFilterPassedOver) {
    OpenApi open;
    open.bring({sighting("A"), sighting("B"), sighting("B")});

    const auto page = open.json("/v1/records", {{"tag", "ble:A"}});

    EXPECT_EQ(page.at("items").as_array().size(), 1U);
    EXPECT_EQ(page.at("nextAfter"), 3);
}

TEST(RecordsRoute, EndsAPageOfLongMessagesEarly) {
    OpenApi open;
    const std::string payload(1024 * 1024, 'x');
    RawMessage message;
    message.gateway = gateway("G1");
    message.at = now;
    message.topic = "t";
    message.payload = as_bytes(payload);
    for (int i = 0; i < 5; ++i) open.bring({message});

    const auto first = open.json("/v1/records");
    const auto second =
        open.json("/v1/records", {{"after", std::to_string(first.at("nextAfter").as_int64())}});

    EXPECT_EQ(first.at("items").as_array().size(), 3U);
    EXPECT_EQ(second.at("items").as_array().size(), 2U);
}

TEST(EdgesRoute, TellsWhoIsConnected) {
    OpenApi open;
    open.bring({sighting("A"), sighting("B")});
    open.counters.edges_connected.insert("dock");

    const auto edges = open.json("/v1/edges").at("items").as_array();

    EXPECT_EQ(
        edges.at(0),
        parse(
            R"({"name": "dock", "connected": true, "withdrawn": false, "addedAt": "2023-11-14T22:13:20.000Z",
        "lastBlockAt": "2023-11-14T22:13:20.000Z", "blocks": 1, "records": 2, "lostRecords": 0,
        "unreadableBlocks": 0})"));
    EXPECT_EQ(
        edges.at(1),
        parse(
            R"({"name": "yard", "connected": false, "withdrawn": false, "addedAt": "2023-11-14T22:13:20.000Z",
        "lastBlockAt": null, "blocks": 0, "records": 0, "lostRecords": 0, "unreadableBlocks": 0})"));
}

TEST(GapsRoute, TellsWhatIsLostAndWhy) {
    OpenApi open;
    const Gap gap{1, 3, GapReason::overflow, 42};
    ASSERT_TRUE(open.open.store.accept({"dock", {{0xAB}}}, {}, {&gap, 1}, now));

    EXPECT_EQ(open.json("/v1/gaps"), parse(R"({"items": [{"edge": "dock", "epoch": "00000000000000ab",
        "stream": "status", "firstBlock": 1, "lastBlock": 3, "reason": "overflow", "recordCount": 42,
        "storedAt": "2023-11-14T22:13:20.000Z"}]})"));
}

TEST(SiteRoute, ShowsFloorsGatewaysAndZones) {
    OpenApi open;

    EXPECT_EQ(open.json("/v1/site"), parse(R"({"floors": [{"name": "ground", "widthM": 30, "heightM": 18}],
        "gateways": [{"id": "moko:G1", "floor": "ground", "xM": 2, "yM": 3.5, "zM": 2.5}],
        "zones": [{"name": "dock", "floor": "ground", "corners": [[0, 0], [10, 0], [10, 9]]}]})"));
}

TEST(HealthRoutes, SayThatAllIsWell) {
    OpenApi open;

    EXPECT_EQ(open.ask("/healthz").body, R"({"status":"ok"})");
    EXPECT_EQ(open.ask("/readyz").status, 200);
}

TEST(PageRoutes, ServeTheLivePageWithItsParts) {
    OpenApi open;

    const auto page = open.ask("/");

    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_THAT(page.body, HasSubstr("<title>Cairn</title>"));
    EXPECT_EQ(open.ask("/app.js").content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(open.ask("/style.css").content_type, "text/css; charset=utf-8");
}

TEST(EveryAnswer, CarriesTheSecurityHeaders) {
    OpenApi open;

    for (const std::string path : {"/", "/v1/tags", "/nowhere"}) {
        const auto headers = open.ask(path).headers;
        EXPECT_THAT(headers.at("Content-Security-Policy"), HasSubstr("default-src 'none'")) << path;
        EXPECT_EQ(headers.at("X-Content-Type-Options"), "nosniff") << path;
        EXPECT_EQ(headers.at("Referrer-Policy"), "no-referrer") << path;
    }
}

TEST(EveryAnswer, KeepsARequestIdThatIsSane) {
    OpenApi open;

    EXPECT_EQ(open.ask("/healthz", {}, {{"x-request-id", "abc-1.2_Z"}}).headers.at("X-Request-Id"),
              "abc-1.2_Z");
}

TEST(EveryAnswer, MakesARequestIdOfItsOwnOtherwise) {
    OpenApi open;

    const auto of = [&](const std::string& given) {
        return open.ask("/healthz", {}, {{"x-request-id", given}}).headers.at("X-Request-Id");
    };

    EXPECT_EQ(of("").size(), 16U);
    EXPECT_EQ(of("two words").size(), 16U);
    EXPECT_EQ(of(std::string(65, 'a')).size(), 16U);
    EXPECT_NE(of(""), of(""));
}

}  // namespace
}  // namespace cairn::cloud::test
