// The answers of the local page.
#include "linux/local_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cairn::test {
namespace {

using edge::PageSources;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

PageSources sources() {
    PageSources sources;
    sources.state = [](std::size_t tags_max) { return "state " + std::to_string(tags_max); };
    sources.site = [] { return std::string("site"); };
    sources.metrics = [] { return std::string("metrics"); };
    sources.explain = [](const TagId& tag) -> edge::Explanation {
        using State = edge::Explanation::State;
        if (tag.view() == "ble:ready") return {State::ready, "why"};
        return {tag.view() == "ble:heard" ? State::asked : State::unknown_tag};
    };
    return sources;
}

net::HttpRequest get(const std::string& path) {
    net::HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.headers["host"] = "127.0.0.1:8090";
    return request;
}

net::HttpResponse answer_to(const net::HttpRequest& request) {
    return edge::answer(request, sources());
}

TEST(LocalPage, AnswersUnderEachPath) {
    EXPECT_EQ(answer_to(get("/api/state")).body, "state 500");
    EXPECT_EQ(answer_to(get("/api/site")).body, "site");
    EXPECT_EQ(answer_to(get("/metrics")).body, "metrics");
    EXPECT_THAT(answer_to(get("/metrics")).content_type, StartsWith("text/plain; version=0.0.4"));
    EXPECT_EQ(answer_to(get("/healthz")).status, 200);
    EXPECT_EQ(answer_to(get("/elsewhere")).status, 404);
}

TEST(LocalPage, ShowsAsManyTagsAsAskedWithinReason) {
    for (const auto& [asked, given] : {std::pair{"7", "state 7"}, {"999999", "state 10000"}}) {
        auto request = get("/api/state");
        request.query["limit"] = asked;
        EXPECT_EQ(answer_to(request).body, given);
    }
    for (const char* odd : {"x", "", "7x", "-1"}) {
        auto request = get("/api/state");
        request.query["limit"] = odd;
        EXPECT_EQ(answer_to(request).status, 400) << odd;
    }
}

TEST(LocalPage, ExplainsTheNextPositionOfATag) {
    auto request = get("/api/explain");
    for (const auto& [tag, status] :
         {std::pair{"ble:ready", 200}, {"ble:heard", 202}, {"ble:stranger", 404}, {"", 400}, {"x", 400}}) {
        request.query["tag"] = tag;
        EXPECT_EQ(answer_to(request).status, status) << tag;
    }
    EXPECT_EQ(answer_to(get("/api/explain")).status, 400);
    request.query["tag"] = "ble:ready";
    EXPECT_EQ(answer_to(request).body, "why");
    request.query["tag"] = "ble:heard";
    EXPECT_EQ(answer_to(request).body, R"({"status":"asked"})");
    EXPECT_EQ(answer_to(request).headers.at("Retry-After"), "1");
}

TEST(LocalPage, IsOneFileThatLoadsNothingFromElsewhere) {
    const auto page = answer_to(get("/"));

    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_THAT(page.body, StartsWith("<!doctype html>"));
    EXPECT_THAT(page.body, HasSubstr("</html>"));
    EXPECT_THAT(page.body, Not(HasSubstr("src=")));
    EXPECT_THAT(page.body, Not(HasSubstr("innerHTML")));
    EXPECT_THAT(page.headers.at("Content-Security-Policy"), HasSubstr("default-src 'none'"));
}

TEST(LocalPage, ChangesNothing) {
    auto request = get("/api/state");
    request.method = "POST";

    const auto answer = answer_to(request);

    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.headers.at("Allow"), "GET, HEAD");
    EXPECT_THAT(answer.body, HasSubstr(R"("title":"Method Not Allowed","status":405,"detail":"Only GET)"));
}

TEST(LocalPage, AnswersOnlyUnderNamesOfThisMachine) {
    for (const char* host : {"localhost", "localhost:8090", "127.0.0.1:8090", "[::1]:8090"}) {
        auto request = get("/healthz");
        request.headers["host"] = host;
        EXPECT_EQ(answer_to(request).status, 200) << host;
    }
    for (const char* host : {"evil.example", "evil.example:8090", "192.168.1.2:8090", ""}) {
        auto request = get("/healthz");
        request.headers["host"] = host;
        EXPECT_EQ(answer_to(request).status, 403) << host;
    }
}

}  // namespace
}  // namespace cairn::test
