// What the API refuses, and how it says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sqlite3.h>

#include "http/host.h"
#include "unit/cloud/api_support.h"

namespace cairn::cloud::test {
namespace {

using testing::HasSubstr;

// The parameter that the problem names.
std::string refused_parameter(OpenApi& open, const std::string& path, Query query) {
    const auto response = open.ask(path, std::move(query));
    if (response.status != 400) return "status " + std::to_string(response.status);
    return std::string(json_of(response).at("errors").as_array().at(0).at("parameter").as_string());
}

TEST(Problem, IsADocumentWithTypeTitleStatusDetailAndRequestId) {
    OpenApi open;

    const auto response = open.ask("/nowhere", {}, {{"x-request-id", "r1"}});

    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.body, R"({"type":"urn:cairn:problem:not-found","title":"Not found","status":404,)"
                             R"("detail":"There is nothing at /nowhere.","requestId":"r1"})");
}

TEST(Parameters, MustBeKnown) {
    OpenApi open;

    EXPECT_EQ(refused_parameter(open, "/v1/tags", {{"pagesize", "5"}}), "pagesize");
    EXPECT_EQ(refused_parameter(open, "/v1/tags/ble:A", {{"x", ""}}), "x");
    EXPECT_EQ(refused_parameter(open, "/v1/edges", {{"limit", "5"}}), "limit");
    EXPECT_EQ(refused_parameter(open, "/v1/gaps", {{"limit", "5"}}), "limit");
    EXPECT_EQ(refused_parameter(open, "/v1/site", {{"floor", "1"}}), "floor");
    EXPECT_EQ(refused_parameter(open, "/v1/positions/latest", {{"search", "a"}}), "search");
}

TEST(Parameters, AreAllNamedThatAreWrong) {
    OpenApi open;

    const auto problem = json_of(open.ask("/v1/tags", {{"limit", "0"}, {"cursor", "?"}}));

    EXPECT_EQ(problem.at("errors").as_array().size(), 2U);
    EXPECT_THAT(std::string(problem.at("detail").as_string()),
                HasSubstr(R"(limit: expected 1 to 1000, found "0")"));
}

TEST(Limit, IsOneToAThousand) {
    OpenApi open;

    for (const std::string bad : {"0", "1001", "-1", "ten", "", "10 ", "1e2", "99999999999999999999999"}) {
        EXPECT_EQ(refused_parameter(open, "/v1/tags", {{"limit", bad}}), "limit") << bad;
    }
    EXPECT_EQ(open.ask("/v1/tags", {{"limit", "1"}}).status, 200);
    EXPECT_EQ(open.ask("/v1/tags", {{"limit", "1000"}}).status, 200);
}

TEST(Cursor, IsAnIdOfTheKindThatIsListed) {
    OpenApi open;

    EXPECT_EQ(refused_parameter(open, "/v1/tags", {{"cursor", "no id"}}), "cursor");
    EXPECT_EQ(refused_parameter(open, "/v1/gateways", {{"cursor", "no id"}}), "cursor");
    EXPECT_EQ(refused_parameter(open, "/v1/positions/latest", {{"cursor", "no id"}}), "cursor");
    EXPECT_EQ(open.ask("/v1/tags", {{"cursor", ""}}).status, 200);
}

TEST(Search, IsAtMostAHundredBytes) {
    OpenApi open;

    EXPECT_EQ(open.ask("/v1/tags", {{"search", std::string(100, 'a')}}).status, 200);
    EXPECT_EQ(refused_parameter(open, "/v1/tags", {{"search", std::string(101, 'a')}}), "search");
}

TEST(After, IsAWholeNumber) {
    OpenApi open;

    for (const std::string bad : {"-1", "x", "", "1.5", "18446744073709551616"}) {
        EXPECT_EQ(refused_parameter(open, "/v1/records", {{"after", bad}}), "after") << bad;
    }
    EXPECT_EQ(refused_parameter(open, "/v1/records", {{"tag", "x"}}), "tag");
}

TEST(Methods, OtherThanReadingAreRefused) {
    OpenApi open;
    auto request = get("/v1/tags");
    request.method = "POST";

    const auto response = open.api.respond(request);

    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.headers.at("Allow"), "GET, HEAD");
}

TEST(EventStreamRoute, WantsTheRightAcceptHeader) {
    OpenApi open;

    EXPECT_EQ(open.ask("/v1/events/stream").status, 406);
}

TEST(Hosts, AreAddressesLocalhostAndOwnNames) {
    const std::vector<std::string> names{"cloud.example"};

    for (const auto* own : {"", "127.0.0.1:8080", "192.168.1.5", "[::1]:8080", "localhost", "LocalHost:80",
                            "cloud.example:8080", "Cloud.Example"}) {
        EXPECT_TRUE(is_own_host(own, names)) << own;
    }
    for (const auto* foreign :
         {"evil.example", "127.0.0.1.evil.example:8080", "localhost.evil.example", ":80"}) {
        EXPECT_FALSE(is_own_host(foreign, names)) << foreign;
    }
}

TEST(Hosts, ThatAreNotOursGetNothing) {
    OpenApi open;

    EXPECT_EQ(open.ask("/v1/tags", {}, {{"host", "evil.example"}}).status, 421);
    EXPECT_EQ(open.api.respond_to_stream(get("/v1/events/stream", {}, {{"host", "evil.example"}}))->status,
              421);
    EXPECT_EQ(open.ask("/v1/tags", {}, {{"host", "cloud.example:8080"}}).status, 200);
}

TEST(AStoreThatFails, IsSaidWith503) {
    OpenApi open;
    // The tables go away under the server's feet.
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(open.open.path.c_str(), &database), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database,
                           "PRAGMA foreign_keys=OFF; DROP TABLE tag; DROP TABLE edge; DROP TABLE gateway",
                           nullptr, nullptr, nullptr),
              SQLITE_OK);
    sqlite3_close(database);

    EXPECT_EQ(open.ask("/v1/tags").status, 503);
    EXPECT_EQ(open.ask("/v1/tags/ble:A").status, 503);
    EXPECT_EQ(open.ask("/v1/gateways").status, 503);
    EXPECT_EQ(open.ask("/v1/edges").status, 503);
    EXPECT_EQ(open.ask("/metrics").status, 503);
}

void execute(const std::string& path, const char* sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
}

TEST(Readiness, EndsWithAWriteThatFailsAndComesBackWithOneThatDoesNot) {
    OpenApi open;
    ASSERT_EQ(open.ask("/readyz").status, 200);
    execute(open.open.path,
            "CREATE TRIGGER broken BEFORE INSERT ON block BEGIN SELECT RAISE(ABORT, 'no'); END");
    ASSERT_FALSE(open.open.store.accept({"dock", {{7}}}, {{block(1)}}, {}, now));

    const auto refused = open.ask("/readyz");

    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(std::string(json_of(refused).at("title").as_string()), "The store cannot write");
    EXPECT_THAT(refused.body, HasSubstr("io: sqlite: step"));
    execute(open.open.path, "DROP TRIGGER broken");
    open.bring({sighting("A")});
    EXPECT_EQ(open.ask("/readyz").status, 200);
}

TEST(Readiness, StandsTheDefectsOfABatch) {
    OpenApi open;
    Block damaged = block(1);
    damaged.body[5] ^= 1;
    ASSERT_EQ(defect(open.open.store.accept({"dock", {{7}}}, {{damaged}}, {}, now)), Errc::corrupt);
    ASSERT_FALSE(open.open.store.accept({"nobody", {{7}}}, {{block(1)}}, {}, now)) << "no such edge";

    EXPECT_EQ(open.ask("/readyz").status, 200);
}

}  // namespace
}  // namespace cairn::cloud::test
