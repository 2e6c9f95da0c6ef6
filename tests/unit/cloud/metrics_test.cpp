// GET /metrics: Prometheus text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/cloud/api_support.h"

namespace cairn::cloud::test {
namespace {

using testing::HasSubstr;

TEST(Metrics, CountWhatTheStoreHolds) {
    OpenApi open;
    open.bring({sighting("A"), sighting("B")});
    const Gap gap{2, 3, GapReason::overflow, 42};
    ASSERT_TRUE(open.open.store.accept({"dock", {{7}}}, {}, {&gap, 1}, now));

    const std::string text = open.ask("/metrics").body;

    EXPECT_THAT(text, HasSubstr("cairn_blocks_total{edge=\"dock\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("cairn_records_total{edge=\"dock\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("cairn_lost_records_total{edge=\"dock\"} 42\n"));
    EXPECT_THAT(text, HasSubstr("cairn_edges 2\n"));
    EXPECT_THAT(text, HasSubstr("cairn_tags 2\n"));
}

TEST(Metrics, CountWhatHappens) {
    OpenApi open;
    open.counters.edges_connected.insert("dock");
    open.counters.streams_open = 3;
    open.counters.sync_refusals["credential"] = 5;

    const std::string text = open.ask("/metrics").body;

    EXPECT_THAT(text, HasSubstr("cairn_edges_connected 1\n"));
    EXPECT_THAT(text, HasSubstr("cairn_streams_open 3\n"));
    EXPECT_THAT(text, HasSubstr("cairn_sync_refusals_total{reason=\"credential\"} 5\n"));
}

TEST(Metrics, CountRequestsByRouteNotByPath) {
    OpenApi open;
    open.ask("/v1/tags/ble:A");
    open.ask("/v1/tags/ble:B");
    open.ask("/somewhere");
    open.api.respond_to_stream(get("/v1/events/stream"));

    const std::string text = open.ask("/metrics").body;

    EXPECT_THAT(text, HasSubstr("cairn_http_requests_total{route=\"/v1/tags/{id}\",status=\"404\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("cairn_http_requests_total{route=\"none\",status=\"404\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("cairn_http_requests_total{route=\"/v1/events/stream\",status=\"200\"} 1\n"));
}

TEST(Metrics, HaveHelpAndTypeForEveryFamily) {
    OpenApi open;

    const auto answer = open.ask("/metrics");

    EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(answer.body,
                HasSubstr("# HELP cairn_edges Edges that have a credential.\n# TYPE cairn_edges gauge\n"));
}

}  // namespace
}  // namespace cairn::cloud::test
