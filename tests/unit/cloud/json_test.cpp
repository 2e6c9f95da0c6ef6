// The model as JSON: every kind of record, and everything that does not fit into JSON.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value_from.hpp>
#include <limits>

#include "http/json.h"
#include "unit/cloud/store_support.h"
#include "json/json_text.h"
#include "json/nullable_json.h"

namespace cairn::cloud::test {
namespace {

using boost::json::parse;

boost::json::value json_of(const Record& record) {
    return to_json(StoredRecord{7, "dock", now, record});
}

// The fields that all kinds share, and those in `own`.
boost::json::value expected(std::string_view type, std::string_view own) {
    return parse(R"({"offset": 7, "edge": "dock", "storedAt": "2023-11-14T22:13:20.000Z", "type": ")" +
                 std::string(type) + R"(", "at": "2023-11-14T22:13:20.000Z", )" + std::string(own) + "}");
}

TEST(RecordJson, OfASighting) {
    Sighting record = sighting("A");
    record.time_source = TimeSource::gateway;

    EXPECT_EQ(json_of(record), expected("sighting", R"("tag": "ble:A", "gateway": "moko:G1", "rssiDbm": -60,
        "timeSource": "gateway")"));
}

TEST(RecordJson, OfAReading) {
    Reading record = reading("A", Quantity::custom, 61.5);
    record.measurement.channel = 2;
    record.label = "noise dBA";

    EXPECT_EQ(json_of(record),
              expected("reading", R"("tag": "ble:A", "gateway": "moko:G1", "quantity": "custom",
        "channel": 2, "value": 61.5, "label": "noise dBA")"));
}

TEST(RecordJson, OfAnAttribute) {
    EXPECT_EQ(json_of(attribute("A", AttributeKind::url, "https://a.example/")),
              expected("attribute", R"("tag": "ble:A", "gateway": "moko:G1", "kind": "url",
        "text": "https://a.example/")"));
}

TEST(RecordJson, OfAPositionInNoZone) {
    Position record = position("A", 1.0 / 3);
    record.zone = "";
    record.zone_since = {};
    record.ambiguous = false;
    record.evidence.clear();

    EXPECT_EQ(json_of(record),
              expected("position", R"("tag": "ble:A", "floor": "ground", "xM": 0.333, "yM": 2.5,
        "varianceXM2": 1.25, "varianceYM2": 0.75, "covarianceXyM2": -0.125, "radius68M": 1.5, "zone": null,
        "zoneScore": 0.75, "zoneSince": null, "zoneUnknown": true, "nextZone": "yard", "nextZoneScore": 0.125,
        "ambiguous": false, "otherXM": null, "otherYM": null, "method": "grid_filter", "calibration": "survey",
        "evidence": [])"));
}

TEST(RecordJson, OfAPositionByZoneAlone) {
    Position record = position("A", 1);
    record.method = PositionMethod::zone_filter;
    const auto json = json_of(record);

    EXPECT_EQ(json.at("method").as_string(), "zone_filter");
    for (const char* key : {"xM", "yM", "varianceXM2", "varianceYM2", "covarianceXyM2", "radius68M"}) {
        EXPECT_TRUE(json.at(key).is_null()) << key;
    }
}

TEST(RecordJson, NamesEveryMethodAndEveryLevel) {
    std::string methods;
    std::string levels;
    for (std::uint8_t number = 0; number < 5; ++number) {
        Position record = position("A", 1);
        record.method = static_cast<PositionMethod>(number);
        record.calibration = static_cast<CalibrationLevel>(number);
        methods.append(json_of(record).at("method").as_string()).append(" ");
        levels.append(json_of(record).at("calibration").as_string()).append(" ");
    }

    EXPECT_EQ(methods, "weighted_centroid grid_filter zone_filter unknown unknown ");
    EXPECT_EQ(levels, "none automatic references survey unknown ");
}

TEST(RecordJson, OfEvidenceThatIsNotKnown) {
    Position record = position("A", 1);
    record.evidence.clear();
    record.evidence.push_back({gateway("G1"), -60.5F, 7});

    EXPECT_EQ(json_of(record).at("evidence"), parse(R"([{"gateway": "moko:G1", "rssiDbm": -60.5,
        "heardCount": 7, "expectedDbm": null, "distanceM": null}])"));
}

TEST(RecordJson, OfAGeoFixOfTheGatewayItself) {
    GeoFix record;
    record.gateway = gateway("G1");
    record.at = now;
    record.position = {52.5, 13.4, 5};

    EXPECT_EQ(json_of(record), expected("geo_fix", R"("tag": null, "gateway": "moko:G1", "latitudeDeg": 52.5,
        "longitudeDeg": 13.4, "accuracyM": 5E0)"));
}

TEST(RecordJson, OfAGatewayStatus) {
    GatewayStatus record;
    record.gateway = gateway("G1");
    record.at = now;
    record.measurements.push_back({Quantity::cpu_load, 0, 0.25});

    EXPECT_EQ(json_of(record), expected("gateway_status", R"("gateway": "moko:G1", "online": true,
        "measurements": [{"quantity": "cpu_load", "channel": 0, "value": 0.25}])"));
}

TEST(RecordJson, OfARawMessage) {
    RawMessage record;
    record.gateway = gateway("G1");
    record.at = now;
    record.topic = "a/b";
    // RFC 4648 section 10 has these.
    for (const auto& [bytes, digits] : {std::pair<std::string, std::string>{"", ""},
                                        {"f", "Zg=="},
                                        {"fo", "Zm8="},
                                        {"foo", "Zm9v"},
                                        {"foobar", "Zm9vYmFy"},
                                        {"\xFB\xFF\xFE", "+//+"}}) {
        record.payload = as_bytes(bytes);
        EXPECT_EQ(json_of(record),
                  expected("raw_message",
                           R"("gateway": "moko:G1", "topic": "a/b", "payloadBase64": ")" + digits + '"'));
    }
}

TEST(TimeJson, IsNullWhereItIsNotKnownOrCannotBeWritten) {
    EXPECT_EQ(json_text(to_json(Timestamp{1})), R"("1970-01-01T00:00:00.001Z")");
    EXPECT_EQ(json_text(to_json(Timestamp{253'402'300'799'999})), R"("9999-12-31T23:59:59.999Z")");
    for (const std::int64_t never :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{253'402'300'800'000}, INT64_MAX, INT64_MIN}) {
        EXPECT_EQ(json_text(to_json(Timestamp{never})), "null") << never;
    }
}

TEST(JsonText, WritesNumbersAsPeopleDo) {
    EXPECT_EQ(json_text(24.3), "24.3");
    EXPECT_EQ(json_text(4860 * 0.005), "24.3");
    EXPECT_EQ(json_text(100'044.0), "100044");
    EXPECT_EQ(json_text(-0.5), "-0.5");
    EXPECT_EQ(json_text(UINT64_MAX), "18446744073709551615");
    EXPECT_EQ(json_text(-5), "-5");
}

TEST(JsonText, HasNullForWhatIsNoNumber) {
    EXPECT_EQ(json_text(std::numeric_limits<double>::quiet_NaN()), "null");
    EXPECT_EQ(json_text(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonText, EscapesWhatMustNotStandInAString) {
    EXPECT_EQ(json_text("a\"b\\c\n\t\r\x01\x7F"), R"("a\"b\\c\n\t\r\u0001\u007f")");
}

TEST(JsonText, KeepsUtf8) {
    EXPECT_EQ(json_text("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x93\xA6"),
              "\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x93\xA6\"");
}

TEST(JsonText, ReplacesEveryByteThatIsNoUtf8) {
    const std::string sign = "\xEF\xBF\xBD";

    EXPECT_EQ(json_text("a\xFF"), "\"a" + sign + '"');
    EXPECT_EQ(json_text("\xE2\x82"), '"' + sign + sign + '"');              // cut
    EXPECT_EQ(json_text("\xC0\xAF"), '"' + sign + sign + '"');              // longer than needed
    EXPECT_EQ(json_text("\xED\xA0\x80"), '"' + sign + sign + sign + '"');   // half a pair
    EXPECT_EQ(json_text("\xF4\x90\x80\x80"), '"' + sign + sign + sign + sign + '"');  // behind the last
    EXPECT_EQ(json_text("\x80x"), '"' + sign + "x\"");
}

TEST(JsonText, OfEmptyAndNestedValuesIsReadBackTheSame) {
    for (const auto* text :
         {"[]", "{}", "null", "true", "[[],{},[1,2]]", R"({"a":{"b":[null,false]},"c":""})"}) {
        EXPECT_EQ(json_text(parse(text)), text);
    }
}

}  // namespace
}  // namespace cairn::cloud::test
