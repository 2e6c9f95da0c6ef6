// The Civic contract, version 1, and mapped layouts: docs/formats/civic.md.
#include <gtest/gtest.h>

#include "feed.h"

namespace cairn::test {
namespace {

LineSink feed_civic(std::string_view text) {
    return feed(pinned("civic"), "", text);
}

// A document about tag "a" with these further members.
LineSink feed_tag(const std::string& members) {
    return feed_civic(R"({"cairn":"civic/1","gateway":"gw","tag":"a",)" + members + "}");
}

LineSink feed_measurement(const std::string& members) {
    return feed_tag(R"("measurements":[{)" + members + "}]");
}

std::string measurement_line(const std::string& type, const std::string& value, const std::string& unit) {
    const auto sink =
        feed_measurement(R"("type":")" + type + R"(","value":)" + value + R"(,"unit":")" + unit + '"');
    return sink.lines.size() == 3 ? sink.lines[2].substr(0, sink.lines[2].find(" at=")) : "nothing";
}

TEST(Civic, RefusesEveryTruncation) {
    const std::string whole =
        R"({"cairn":"civic/1","gateway":"gw","buffered":1,"at":1769860800,"tags":[{"tag":"a","rssi":-60,)"
        R"("position":{"latitude":1,"longitude":2},"measurements":[{"type":"humidity","value":40,"unit":"%"}]}]})";

    EXPECT_EQ(torture("civic", as_bytes(whole)), 0U);
    EXPECT_TRUE(feed_civic(whole).refusals.empty());
}

TEST(Civic, ConvertsUnits) {
    struct Case {
        const char* type;
        const char* value;
        const char* unit;
        const char* line;
    };
    for (const Case& c : {
             Case{"temperature", "20.5", "C", "temperature_c=20.5"},
             Case{"temperature", "20.5",
                  "\xC2\xB0"
                  "C",
                  "temperature_c=20.5"},
             Case{"temperature", "-40", "F", "temperature_c=-40"},
             Case{"temperature", "0", "K", "temperature_c=-273.15"},
             Case{"temperature_c", "293.15", "K", "temperature_c=20"},
             Case{"temperature", "1", "", "temperature_c=1"},
             Case{"humidity", "40", "%RH", "humidity_pct=40"},
             Case{"pressure", "101325", "Pa", "pressure_hpa=1013.25"},
             Case{"pressure", "1013.25", "mbar", "pressure_hpa=1013.25"},
             Case{"pressure", "101.325", "kPa", "pressure_hpa=1013.25"},
             Case{"battery", "3", "V", "voltage_v=3"},
             Case{"battery", "3000", "mV", "voltage_v=3"},
             Case{"battery", "80", "%", "battery_pct=80"},
             Case{"acceleration_z", "1000", "mg", "accel_z_g=1"},
             Case{"acceleration_z", "1", "g", "accel_z_g=1"},
             Case{"acceleration_z", "1", "m/s2", "accel_z_g=0.1019716213"},
             Case{"illuminance", "300", "lx", "illuminance_lux=300"},
             Case{"tx_power", "-4", "dBm", "tx_power_dbm=-4"},
             Case{"distance", "1530", "mm", "distance_m=1.53"},
             Case{"uptime", "2", "h", "uptime_s=7200"},
             Case{"tilt", "180", "deg", "tilt_deg=180"},
             Case{"co2", "600", "ppm", "co2_ppm=600"},
             Case{"sound_level", "40", "dB", "sound_level_db=40"},
             Case{"motion_present", "true", "", "motion_present=1"},
             Case{"button_count", "3", "1", "button_count=3"},
         }) {
        EXPECT_EQ(measurement_line(c.type, c.value, c.unit), std::string("reading civic:a ") + c.line);
    }
}

TEST(Civic, KeepsWhatItDoesNotKnowUnderItsOwnName) {
    EXPECT_EQ(measurement_line("noise", "48.5", "dBA"), "reading civic:a \"noise dBA\"=48.5");
    EXPECT_EQ(measurement_line("temperature", "16", "Re"), "reading civic:a \"temperature Re\"=16");
    EXPECT_EQ(measurement_line("battery", "80", ""), "reading civic:a \"battery\"=80");
    EXPECT_EQ(measurement_line("custom", "1", ""), "reading civic:a \"custom\"=1");
}

TEST(Civic, RefusesAMeasurementThatIsNone) {
    for (const char* members : {
             R"("type":"humidity")",
             R"("value":40)",
             R"("type":"humidity","value":"wet")",
             R"("type":"humidity","value":null)",
             R"("type":"humidity","value":[40])",
             R"("type":"humidity","value":140)",
             R"("type":"","value":1)",
             R"("type":"a name of more than forty-seven characters in all","value":1)",
             R"("type":7,"value":1)",
         }) {
        const auto sink = feed_measurement(members);
        EXPECT_EQ(sink.lines.size(), 3U) << members;  // frame, heard, refused
        EXPECT_FALSE(sink.refusals.empty()) << members;
    }
}

TEST(Civic, ReadsTextAsAnAttribute) {
    EXPECT_TRUE(says(feed_measurement(R"("type":"firmware","value":"1.2")"), "firmware=\"1.2\""));
    EXPECT_TRUE(says(feed_measurement(R"("type":"firmware","value":12)"), "\"firmware\"=12"));
}

TEST(Civic, KeepsSensorsOfOneKindApartByChannel) {
    EXPECT_TRUE(
        says(feed_measurement(R"("type":"temperature","value":1,"channel":255)"), "temperature_c[255]=1"));
    EXPECT_FALSE(feed_measurement(R"("type":"temperature","value":1,"channel":256)").refusals.empty());
}

TEST(Civic, RefusesAnotherVersion) {
    EXPECT_EQ(feed_civic(R"({"cairn":"civic/2","gateway":"gw"})").refusals.front().code, Errc::unsupported);
    EXPECT_EQ(feed_civic(R"({"cairn":1,"gateway":"gw"})").refusals.front().code, Errc::malformed);
    EXPECT_EQ(feed_civic("{}").refusals.front().code, Errc::unsupported);
}

TEST(Civic, TakesACommandToAGatewayForNoSignOfLife) {
    const auto sink = feed_civic(R"({"cairn":"civic/1","gateway":"gw","request":"r1","command":"reboot"})");

    EXPECT_TRUE(sink.lines.empty());
    EXPECT_TRUE(sink.refusals.empty());
}

TEST(Civic, RefusesNamesThatAreNotFitForAnId) {
    for (const char* gateway : {"null", "\"\"", "\"gw 17\"", "-1", "1.5", "[]", "true"}) {
        const auto sink =
            feed_civic(R"({"cairn":"civic/1","tag":"a","gateway":)" + std::string(gateway) + "}");
        EXPECT_TRUE(says(sink, "refused malformed \"civic: gateway\"")) << gateway;
    }
    for (const char* tag :
         {"\"\"", "\"a b\"", "{}", "\"ble:12\"", "\"0123456789012345678901234567890123456789012\""}) {
        const auto sink = feed_civic(R"({"cairn":"civic/1","gateway":"gw","tag":)" + std::string(tag) + "}");
        EXPECT_TRUE(says(sink, "refused malformed \"civic: tag\"")) << tag;
    }
}

TEST(Civic, NamesABluetoothTagAsOtherBrandsDo) {
    for (const char* tag : {"ble:ac233fa03208", "AC:23:3F:A0:32:08", "ac-23-3f-a0-32-08"}) {
        const auto sink = feed_civic(R"({"cairn":"civic/1","gateway":7,"tag":")" + std::string(tag) + "\"}");
        EXPECT_TRUE(says(sink, "heard ble:AC233FA03208")) << tag;
        EXPECT_TRUE(says(sink, "frame civic:7")) << tag;
    }
    EXPECT_TRUE(says(feed_civic(R"({"cairn":"civic/1","gateway":"gw","tag":"123456789012"})"),
                     "heard civic:123456789012"));
}

TEST(Civic, ReadsTimesInEveryForm) {
    for (const char* at :
         {"\"2026-01-31T11:59:30Z\"", "\"2026-01-31T12:59:30+01:00\"", "\"2026-01-31 06:29:30-05:30\"",
          "1769860770", "1769860770000", "\"1769860770\""}) {
        EXPECT_TRUE(says(feed_tag(R"("at":)" + std::string(at)), "at=2026-01-31T11:59:30.000Z by gateway"))
            << at;
    }
    for (const char* at : {"\"noon\"", "{}", "-5", "\"2026-01-31T11:59:30\"", "1e300"}) {
        const auto sink = feed_tag(R"("at":)" + std::string(at));
        EXPECT_TRUE(says(sink, "by receipt")) << at;
        EXPECT_TRUE(says(sink, "refused malformed \"civic: at\"")) << at;
    }
}

TEST(Civic, BelievesOldTimesOnlyWhereTheDocumentSaysThatItWaited) {
    EXPECT_TRUE(says(feed_tag(R"("at":"2026-01-20T00:00:00Z")"), "by receipt"));
    EXPECT_TRUE(
        says(feed_tag(R"("at":"2026-01-20T00:00:00Z","buffered":true)"), "at=2026-01-20T00:00:00.000Z"));
    EXPECT_TRUE(says(feed_tag(R"("at":"2025-12-31T00:00:00Z","buffered":true)"), "by receipt"));
}

TEST(Civic, RefusesPlacesThatAreNotOnEarth) {
    for (const char* position :
         {R"({"latitude":91,"longitude":0})", R"({"latitude":0,"longitude":181})", R"({"latitude":0})",
          R"({"latitude":0,"longitude":0,"accuracy":-1})", "[1,2]"}) {
        EXPECT_TRUE(says(feed_tag(R"("position":)" + std::string(position)), "civic: position")) << position;
    }
}

TEST(Civic, RefusesATagBesideTags) {
    const auto sink = feed_tag(R"("tags":[{"tag":"b"},7])");

    EXPECT_TRUE(says(sink, "heard civic:b"));
    EXPECT_FALSE(says(sink, "heard civic:a"));
    EXPECT_EQ(sink.refusals.size(), 2U);
}

TEST(Civic, SaysOfTheGatewayWhatHasARoomForIt) {
    const std::string number = R"({"type":"uptime","value":1})";
    const auto sink = feed_civic(R"({"cairn":"civic/1","gateway":"gw","online":false,"measurements":[)" +
                                 repeated(number + ",", 8) + number + R"(,{"type":"own","value":1}]})");

    EXPECT_TRUE(says(sink, "status civic:gw offline uptime_s=1"));
    EXPECT_TRUE(says(sink, "refused full \"civic: gateway measurements\""));
    EXPECT_TRUE(says(sink, "refused unsupported \"civic: gateway measurement of an own type\""));
}

TEST(Civic, RefusesDeepNestingAndBrokenText) {
    EXPECT_FALSE(feed_civic(repeated("[", 300'000)).refusals.empty());
    EXPECT_FALSE(feed_civic("{\"cairn\":\"civic/1\xFF").refusals.empty());
    EXPECT_TRUE(says(feed_civic("{\"cairn\":\"civic/1\",\"gateway\":\"\xFF\"}"), "civic: gateway"));
}

adapters::AdaptersOptions mapped() {
    adapters::CivicMapping mapping;
    mapping.name = "acme";
    mapping.topic_filter = "acme/+/up";
    mapping.items = "payload.devices";
    mapping.gateway = "hub.serial";
    mapping.gateway_name = "acme";
    mapping.tag = "id";
    mapping.at = "seen.time";
    mapping.rssi = "seen.power";
    mapping.latitude = "lat";
    mapping.longitude = "lon";
    mapping.measurements = {{"sensors.temp", "temperature", "F"}, {"sensors.lid", "lid", ""}};
    adapters::AdaptersOptions options;
    options.civic_mappings.push_back(mapping);
    return options;
}

TEST(CivicMapping, LeadsAnotherLayoutToTheContract) {
    const auto sink = feed(
        mapped(), "acme/1/up",
        R"({"hub":{"serial":42},"payload":{"devices":[{"id":"x1","seen":{"time":1769860770,"power":"-61"},"lat":1.5,)"
        R"("lon":2.5,"sensors":{"temp":"68","lid":true}}]}})");

    EXPECT_EQ(sink.lines,
              (std::vector<std::string>{
                  "frame civic:42",
                  "heard civic:x1 rssi=-61 at=2026-01-31T11:59:30.000Z by gateway payload=",
                  "geo civic:x1 latitude=1.5 longitude=2.5 accuracy=0 at=2026-01-31T11:59:30.000Z",
                  "reading civic:x1 temperature_c=20 at=2026-01-31T11:59:30.000Z",
                  "reading civic:x1 \"lid\"=1 at=2026-01-31T11:59:30.000Z",
              }));
}

TEST(CivicMapping, TakesTheGivenGatewayNameWhereThePathLeadsNowhere) {
    const auto sink = feed(mapped(), "acme/1/up", R"({"payload":{"devices":[{"id":"x1"},{"no":1},7]}})");

    EXPECT_TRUE(says(sink, "frame civic:acme"));
    EXPECT_EQ(sink.refusals.size(), 2U);
}

TEST(CivicMapping, RefusesFieldsOfWrongTypesOnly) {
    const auto sink =
        feed(mapped(), "acme/1/up",
             R"({"payload":{"devices":[{"id":"x1","seen":{"time":[],"power":{}},"lat":"north","lon":2,)"
             R"("sensors":{"temp":null,"lid":"open"}}]}})");

    EXPECT_TRUE(says(sink, "heard civic:x1 rssi=none"));
    EXPECT_EQ(sink.refusals.size(), 4U);
}

TEST(CivicMapping, RefusesADocumentWithoutItsList) {
    EXPECT_TRUE(says(feed(mapped(), "acme/1/up", R"({"payload":[]})"), "civic mapping: items"));
    EXPECT_TRUE(
        says(feed(mapped(), "acme/1/up", R"({"hub":{"serial":"no good"}})"), "civic mapping: gateway"));
}

TEST(CivicMapping, TakesTheWholeDocumentOrListWithoutAPath) {
    auto options = mapped();
    options.civic_mappings[0].items = "";

    EXPECT_TRUE(says(feed(options, "acme/1/up", R"({"id":"x1"})"), "heard civic:x1"));
    EXPECT_TRUE(says(feed(options, "acme/1/up", R"([{"id":"x1"},{"id":"x2"}])"), "heard civic:x2"));
}

TEST(CivicMapping, LeavesContractDocumentsAlone) {
    EXPECT_TRUE(says(feed(mapped(), "acme/1/up", R"({"cairn":"civic/1","gateway":"gw","tag":"a"})"),
                     "frame civic:gw"));
}

}  // namespace
}  // namespace cairn::test
