// The text format of Prometheus.
#include "cairn/net/metrics_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace cairn::net {
namespace {

TEST(MetricsText, WritesAFamilyAndItsSamples) {
    MetricsText out;
    out.family("requests_total", "counter", "Requests answered.");
    out.sample(3, {{"route", "/"}, {"status", "200"}});
    out.sample(UINT64_MAX, {{"route", "/x"}, {"status", "404"}});

    EXPECT_EQ(out.text(), "# HELP requests_total Requests answered.\n"
                          "# TYPE requests_total counter\n"
                          "requests_total{route=\"/\",status=\"200\"} 3\n"
                          "requests_total{route=\"/x\",status=\"404\"} 18446744073709551615\n");
}

TEST(MetricsText, WritesAMetricOfOneSample) {
    MetricsText out;
    out.counter("sent_total", "Sent.", 1);
    out.gauge("waiting", "Waits.", 0);

    EXPECT_EQ(out.text(), "# HELP sent_total Sent.\n# TYPE sent_total counter\nsent_total 1\n"
                          "# HELP waiting Waits.\n# TYPE waiting gauge\nwaiting 0\n");
}

TEST(MetricsText, WritesNumbersThatAreNotWhole) {
    MetricsText out;
    out.family("offset_db", "gauge", "By how much.");
    out.sample(-6.25, {{"gateway", "g"}});
    out.sample(std::numeric_limits<double>::quiet_NaN());

    EXPECT_EQ(out.text(), "# HELP offset_db By how much.\n# TYPE offset_db gauge\n"
                          "offset_db{gateway=\"g\"} -6.25\noffset_db NaN\n");
}

TEST(MetricsText, EscapesWhatWouldEndALabel) {
    MetricsText out;
    out.family("x", "gauge", "X.");
    out.sample(1, {{"reason", "a\\b\"c\nd"}});

    EXPECT_TRUE(out.text().ends_with("\nx{reason=\"a\\\\b\\\"c\\nd\"} 1\n")) << out.text();
}

}  // namespace
}  // namespace cairn::net
