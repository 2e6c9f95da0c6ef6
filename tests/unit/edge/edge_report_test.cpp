// What the edge says about itself, as JSON and for Prometheus.
#include "linux/edge_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <regex>
#include <sstream>

#include "linux/edge_figures.h"

namespace cairn::test {
namespace {

using edge::EdgeFacts;
using edge::EdgeView;
using testing::HasSubstr;
using testing::Not;

// 2026-01-31T12:00:00.007Z
constexpr Timestamp moment{1'769'860'800'007};

EdgeFacts facts_of_a_quiet_edge() {
    EdgeFacts facts;
    facts.now = moment;
    facts.broker = "127.0.0.1:1883";
    return facts;
}

Reading reading(double value) {
    return {*TagId::make("ble", "t"),
            *GatewayId::make("moko", "g"),
            moment,
            {Quantity::temperature_c, 0, value},
            {}};
}

TEST(StateJson, GivesTimesInRfc3339AndUnknownOnesAsNull) {
    const auto state = boost::json::parse(state_json(facts_of_a_quiet_edge(), EdgeView(), 10));

    EXPECT_EQ(state.at("now").as_string(), "2026-01-31T12:00:00.007Z");
    EXPECT_TRUE(state.at("sync").at("lastAcknowledgedAt").is_null());
    EXPECT_TRUE(state.at("edge").is_null());
}

TEST(StateJson, SaysThatSyncIsOffWithoutACredential) {
    EdgeFacts facts = facts_of_a_quiet_edge();
    facts.sync.state = SyncState::connecting;
    EXPECT_EQ(boost::json::parse(state_json(facts, EdgeView(), 10)).at("sync").at("state").as_string(),
              "off");

    facts.cloud = "cloud.example:7443";
    EXPECT_EQ(boost::json::parse(state_json(facts, EdgeView(), 10)).at("sync").at("state").as_string(),
              "connecting");
}

TEST(StateJson, SaysWhenGatewaysAreToldThatAMessageIsThere) {
    EdgeFacts facts = facts_of_a_quiet_edge();
    const EdgeView view;
    EXPECT_EQ(edge::acceptance_name(facts), "off");
    facts.spool = edge::SpoolFacts{"/spool", {7, 1}, "no room"};
    EXPECT_EQ(edge::acceptance_name(facts), "spool");
    const auto spool = boost::json::parse(state_json(facts, view, 0)).at("spool");
    EXPECT_EQ(spool.at("folder"), "/spool");
    EXPECT_EQ(spool.at("read"), 7);
    EXPECT_EQ(spool.at("damagedSegments"), 1);
    EXPECT_EQ(spool.at("lastError"), "no room");
    EXPECT_THAT(metrics_text(facts, view), HasSubstr("cairn_edge_acceptance{acceptance=\"spool\"} 1\n"));
    facts.has_mqtt = true;
    EXPECT_EQ(edge::acceptance_name(facts), "broker");
}

TEST(StateJson, SaysWhySyncStandsStill) {
    EdgeFacts facts = facts_of_a_quiet_edge();
    facts.cloud = "cloud.example:7443";
    facts.sync.last_error = Error{Errc::denied, 7, "sync: the cloud refuses"};
    facts.sync.refusal = "no such edge";

    const auto sync = boost::json::parse(state_json(facts, EdgeView(), 10)).at("sync");

    EXPECT_EQ(sync.at("lastError").as_string(), "denied: sync: the cloud refuses (7)");
    EXPECT_EQ(sync.at("refusal").as_string(), "no such edge");
}

TEST(StateJson, ShowsATagWithAllThatIsKnown) {
    EdgeView view;
    view.observe(reading(24.3), {});
    view.observe(Sighting{*TagId::make("ble", "t"), *GatewayId::make("moko", "quiet"), moment,
                          TimeSource::receipt, -80},
                 {});
    view.observe(Sighting{*TagId::make("ble", "t"), *GatewayId::make("moko", "loud"), moment,
                          TimeSource::receipt, -50},
                 {});
    Position position;
    position.tag = *TagId::make("ble", "t");
    position.at = moment;
    position.floor = "ground";
    position.x_m = 1.5;
    position.zone = "dock";
    view.observe(position, {});

    const auto state = boost::json::parse(state_json(facts_of_a_quiet_edge(), view, 10));
    const auto& tag = state.at("tags").at(0);

    EXPECT_EQ(tag.at("id").as_string(), "ble:t");
    EXPECT_EQ(tag.at("sightingCount").to_number<int>(), 2);
    EXPECT_EQ(tag.at("heardBy").at(0).at("gateway").as_string(), "moko:loud");
    EXPECT_EQ(tag.at("readings").at(0).at("quantity").as_string(), "temperature_c");
    EXPECT_EQ(tag.at("readings").at(0).at("value").as_double(), 24.3);
    EXPECT_EQ(tag.at("position").at("zone").as_string(), "dock");
    EXPECT_EQ(tag.at("position").at("xM").as_double(), 1.5);
    EXPECT_TRUE(tag.at("geo").is_null());
    EXPECT_EQ(state.at("gateways").as_array().size(), 3U);
}

TEST(StateJson, SaysWhyATagIsWhereItIs) {
    EdgeView view;
    Position position;
    position.tag = *TagId::make("ble", "t");
    position.at = moment;
    position.variance_x_m2 = 2;
    position.variance_y_m2 = 3;
    position.covariance_xy_m2 = -0.5;
    position.zone_since = moment;
    position.ambiguous = true;
    position.other_x_m = 4;
    position.method = PositionMethod::grid_filter;
    position.calibration = CalibrationLevel::automatic;
    position.evidence.push_back({*GatewayId::make("moko", "g"), -60.5F, 7, -63.25F, 4.5F});
    view.observe(position, {});

    const auto state = boost::json::parse(state_json(facts_of_a_quiet_edge(), view, 10));
    const auto& json = state.at("tags").at(0).at("position");

    EXPECT_EQ(json.at("covarianceXyM2").as_double(), -0.5);
    EXPECT_EQ(json.at("zoneSince").as_string(), "2026-01-31T12:00:00.007Z");
    EXPECT_EQ(json.at("otherXM").to_number<double>(), 4);
    EXPECT_EQ(json.at("method").as_string(), "grid_filter");
    EXPECT_EQ(json.at("calibration").as_string(), "automatic");
    EXPECT_EQ(json.at("evidence").at(0).at("expectedDbm").as_double(), -63.25);
}

EdgeFacts facts_of_a_gateway_that_reads_low() {
    EdgeFacts facts = facts_of_a_quiet_edge();
    GatewayHealth health;
    health.gateway = *GatewayId::make("moko", "g");
    health.last_heard = moment;
    health.awake = true;
    health.offset_db = -6.25;
    health.residual_sd_db = 4.5;
    health.hearings = 90;
    health.drift_db = -8;
    health.drift_since = moment + Millis{-3'600'000};
    facts.gateway_health.push_back(health);
    facts.site_health = SiteHealth{400, 272, 380, 1.25};
    return facts;
}

TEST(StateJson, SaysHowGatewaysHearAndWhatToDo) {
    const EdgeFacts facts = facts_of_a_gateway_that_reads_low();

    const auto health = boost::json::parse(state_json(facts, EdgeView(), 10)).at("health");

    EXPECT_EQ(health.at("gateways"), boost::json::parse(R"([{"gateway": "moko:g",
        "lastHeardAt": "2026-01-31T12:00:00.007Z", "awake": true, "offsetDb": -6.3, "offsetSdDb": 0,
        "residualSdDb": 4.5, "hearings": 90, "usualHearings": 0, "driftDb": -8,
        "driftSince": "2026-01-31T11:00:00.007Z", "advice": [{"kind": "low",
        "text": "reads 8 dB low since Saturday 11:00 UTC: check antenna and place"}]}])"));
    EXPECT_EQ(health.at("site"), boost::json::parse(R"({"fixes": 400, "inside68": 272, "inside95": 380,
        "scale": 1.25, "advice": []})"));
}

TEST(StateJson, SaysNothingOfHealthThatIsNotKnown) {
    const auto health = boost::json::parse(state_json(facts_of_a_quiet_edge(), EdgeView(), 10)).at("health");

    EXPECT_TRUE(health.at("gateways").as_array().empty());
    EXPECT_TRUE(health.at("site").is_null());
}

TEST(Metrics, TellHowGatewaysHear) {
    const std::string text = metrics_text(facts_of_a_gateway_that_reads_low(), EdgeView());

    EXPECT_THAT(text, HasSubstr("\ncairn_edge_gateway_awake{gateway=\"moko:g\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\ncairn_edge_gateway_offset_db{gateway=\"moko:g\"} -6.25\n"));
    EXPECT_THAT(text, HasSubstr("\ncairn_edge_gateway_drift_db{gateway=\"moko:g\"} -8\n"));
    EXPECT_THAT(text, HasSubstr("\ncairn_edge_gateway_advice{gateway=\"moko:g\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\ncairn_edge_reference_inside_total{region=\"68\"} 272\n"));
    EXPECT_THAT(text, HasSubstr("\ncairn_edge_region_scale 1.25\n"));
}

TEST(Metrics, LeaveOutHealthThatIsNotKnown) {
    const std::string text = metrics_text(facts_of_a_quiet_edge(), EdgeView());

    EXPECT_EQ(text.find("cairn_edge_gateway_"), std::string::npos);
    EXPECT_EQ(text.find("cairn_edge_reference_"), std::string::npos);
}

TEST(StateJson, StaysJsonWhateverTagsSay) {
    EdgeView view;
    view.observe(reading(NAN), {});
    view.observe(Attribute{*TagId::make("ble", "t"), *GatewayId::make("moko", "g"), moment,
                           AttributeKind::name, "a\"</script>\n\x01"},
                 {});

    const auto state = boost::json::parse(state_json(facts_of_a_quiet_edge(), view, 10));

    EXPECT_TRUE(state.at("tags").at(0).at("readings").at(0).at("value").is_null());
    EXPECT_EQ(state.at("tags").at(0).at("attributes").at(0).at("text").as_string(), "a\"</script>\n\x01");
}

TEST(StateJson, ShowsNoMoreTagsThanAsked) {
    EdgeView view;
    for (int i = 0; i < 5; ++i) {
        view.observe(Sighting{*TagId::make("ble", std::to_string(i)), *GatewayId::make("moko", "g"), moment,
                              TimeSource::receipt, -50},
                     {});
    }

    const auto state = boost::json::parse(state_json(facts_of_a_quiet_edge(), view, 2));

    EXPECT_EQ(state.at("tags").as_array().size(), 2U);
    EXPECT_EQ(state.at("tagCount").to_number<int>(), 5);
    EXPECT_EQ(state.at("tags").at(0).at("id").as_string(), "ble:4");
}

TEST(StateJson, ListsRefusals) {
    EdgeView view;
    view.refuse({Errc::malformed, 0, "minew: no MAC"}, "gw/1", moment);

    const auto refusal =
        boost::json::parse(state_json(facts_of_a_quiet_edge(), view, 2)).at("rejected").at(0);

    EXPECT_EQ(refusal.at("code").as_string(), "malformed");
    EXPECT_EQ(refusal.at("reason").as_string(), "minew: no MAC");
    EXPECT_EQ(refusal.at("count").to_number<int>(), 1);
}

TEST(SiteJson, GivesFloorsGatewaysAndZones) {
    Site site;
    site.floors.push_back({"ground", 20, 10});
    site.gateways.push_back({*GatewayId::make("moko", "a"), "ground", {2, 5}, 2.5});
    site.zones.push_back({"dock", "ground", {{0, 0}, {1, 0}, {1, 1}}});

    const auto json = boost::json::parse(edge::site_json(site));

    EXPECT_EQ(json.at("floors").at(0).at("widthM").to_number<double>(), 20);
    EXPECT_EQ(json.at("gateways").at(0).at("xM").to_number<double>(), 2);
    EXPECT_EQ(json.at("zones").at(0).at("corners").at(2).at(1).to_number<double>(), 1);
}

TEST(SiteJson, GivesNoCoordinatesWhereRoomsDoWithout) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    Site site;
    site.floors.resize(1);
    site.floors[0].name = "ground";
    site.gateways.push_back({*GatewayId::make("moko", "a"), "ground", {unknown, unknown}, 2.5});
    site.zones.push_back({"kitchen", "ground", {}});

    const auto json = boost::json::parse(edge::site_json(site));

    EXPECT_TRUE(json.at("floors").at(0).at("widthM").is_null());
    EXPECT_TRUE(json.at("floors").at(0).at("heightM").is_null());
    EXPECT_TRUE(json.at("gateways").at(0).at("xM").is_null());
    EXPECT_TRUE(json.at("gateways").at(0).at("yM").is_null());
    EXPECT_TRUE(json.at("zones").at(0).at("corners").as_array().empty());
}

TEST(Metrics, AreLinesThatPrometheusReads) {
    EdgeView view;
    view.refuse({Errc::malformed, 0, "odd \"text\"\\"}, "gw/1", moment);
    static const std::regex line(
        R"(^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\{([a-z]+="([^"\\]|\\.)*",?)+\})? [0-9]+)$)");

    std::istringstream lines(metrics_text(facts_of_a_quiet_edge(), view));

    for (std::string text; std::getline(lines, text);) EXPECT_TRUE(std::regex_match(text, line)) << text;
}

TEST(Metrics, CountWhatHappened) {
    EdgeFacts facts = facts_of_a_quiet_edge();
    facts.pipeline.messages = 17;
    facts.buffer.streams[0].records = 5;
    facts.positioner.unplaced_gateway = 3;
    EdgeView view;
    view.refuse({Errc::malformed, 0, "minew: no MAC"}, "gw/1", moment);

    const std::string text = metrics_text(facts, view);

    EXPECT_THAT(text, HasSubstr("\ncairn_edge_pipeline_messages_total 17\n"));
    EXPECT_THAT(text, HasSubstr("\ncairn_edge_buffer_records{stream=\"status\"} 5\n"));
    EXPECT_THAT(text, HasSubstr("\ncairn_edge_positioner_unplaced_gateway_total 3\n"));
    EXPECT_THAT(text, HasSubstr("\ncairn_edge_sync_state{state=\"off\"} 1\n"));
    EXPECT_THAT(text,
                HasSubstr("\ncairn_edge_rejected_total{code=\"malformed\",reason=\"minew: no MAC\"} 1\n"));
}

/// With every figure there can be.
EdgeFacts facts_of_a_busy_edge() {
    EdgeFacts facts = facts_of_a_quiet_edge();
    facts.cloud = "cloud.example:7443";
    facts.spool = edge::SpoolFacts{"/spool", {7, 1}, ""};
    facts.pipeline.records = 100;
    facts.pipeline.durable_records = 90;
    facts.buffer.records = 30;
    facts.buffer.streams[2].records = 30;
    facts.buffer.streams[2].oldest_at = moment;
    facts.buffer_file_bytes = 4096;
    facts.sync.sent_bytes = 1'000;
    facts.sync.acknowledged_records = 60;
    facts.sync.drain = Millis{4'900};
    facts.sync.budget = BudgetStatus{5'000, 1'200, false, moment};
    facts.sync.clock = BootClock{1, 17, 250};
    return facts;
}

TEST(Figures, HaveOneNameInJsonAndMetrics) {
    const EdgeFacts facts = facts_of_a_busy_edge();
    const EdgeView view;
    const boost::json::value state = boost::json::parse(state_json(facts, view, 0));
    const std::string metrics = metrics_text(facts, view);

    for (const edge::Figure& figure : edge::figures(facts, view)) {
        const bool is_of_stream = !figure.stream.empty() && figure.stream != edge::all_streams;
        std::string pointer = "/" + std::string(figure.part) + "/";
        if (is_of_stream) pointer += "streams/" + std::string(figure.stream) + "/";
        std::ranges::replace(pointer, '.', '/');
        boost::system::error_code missing;
        EXPECT_NE(state.find_pointer(pointer + std::string(figure.name), missing), nullptr)
            << pointer << figure.name;
        EXPECT_THAT(metrics, HasSubstr("\n" + metric_name(figure)));
    }
}

TEST(Figures, TellHowFarRecordsAre) {
    const auto state = boost::json::parse(state_json(facts_of_a_busy_edge(), EdgeView(), 0));

    EXPECT_EQ(state.at("pipeline").at("records"), 100);
    EXPECT_EQ(state.at("pipeline").at("durableRecords"), 90);
    EXPECT_EQ(state.at("buffer").at("records"), 30);
    EXPECT_EQ(state.at("buffer").at("streams").at("hearings").at("records"), 30);
    EXPECT_EQ(state.at("buffer").at("streams").at("hearings").at("oldestAt"), "2026-01-31T12:00:00.007Z");
    EXPECT_EQ(state.at("buffer").at("fileBytes"), 4096);
    EXPECT_EQ(state.at("sync").at("drainSeconds"), 4);
    EXPECT_EQ(state.at("sync").at("budget").at("spentBytes"), 1'200);
}

TEST(Figures, CountBytesOnTheWireForEachRecordThatArrived) {
    EdgeFacts facts = facts_of_a_busy_edge();
    const auto bytes = [&facts] {
        return boost::json::parse(state_json(facts, EdgeView(), 0)).at("sync").at("sentBytesPerRecord");
    };
    EXPECT_EQ(bytes(), 16.67);
    facts.sync.acknowledged_records = 0;
    EXPECT_TRUE(bytes().is_null());
    EXPECT_THAT(metrics_text(facts, EdgeView()), Not(HasSubstr("per_record")));
}

TEST(Figures, AreTimesInSecondsInMetrics) {
    EXPECT_THAT(metrics_text(facts_of_a_busy_edge(), EdgeView()),
                HasSubstr("\ncairn_edge_buffer_oldest_at_seconds{stream=\"hearings\"} 1769860800\n"));
}

}  // namespace
}  // namespace cairn::test
