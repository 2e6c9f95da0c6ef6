// Keeping the score: truth between its lines, errors against hand-worked numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "http_get.h"
#include "scoreboard.h"

namespace cairn::tool::test {
namespace {

using testing::ElementsAre;

constexpr auto truth_lines = "t_ms,tag,floor,x_m,y_m,zone\n"
                             "1000,ble:A,ground,0.000,0.000,dock\n"
                             "2000,ble:A,ground,2.000,4.000,dock\n";

GivenPosition given(std::int64_t at_ms, Point place, double radius68_m) {
    return {"ble:A", {at_ms}, "ground", place, radius68_m, "dock"};
}

TEST(Truth, GoesStraightFromLineToLine) {
    Truth truth;
    ASSERT_TRUE(truth.feed(truth_lines));

    const auto place = truth.at("ble:A", {1250});

    ASSERT_TRUE(place);
    EXPECT_DOUBLE_EQ(place->at.x_m, 0.5);
    EXPECT_DOUBLE_EQ(place->at.y_m, 1.0);
    EXPECT_EQ(place->zone, "dock");
}

TEST(Truth, KnowsNothingFarFromItsLines) {
    Truth truth;
    ASSERT_TRUE(truth.feed(truth_lines));

    EXPECT_TRUE(truth.at("ble:A", {4000}));
    EXPECT_FALSE(truth.at("ble:A", {4001}));
    EXPECT_FALSE(truth.at("ble:B", {1500}));
}

TEST(Truth, WaitsForTheEndOfALine) {
    Truth truth;
    const std::string text = truth_lines;

    for (const char c : text) ASSERT_TRUE(truth.feed({&c, 1}));

    EXPECT_EQ(truth.latest(), (Timestamp{2000}));
}

TEST(Truth, SaysWhichLineIsNone) {
    Truth truth;
    ASSERT_TRUE(truth.feed(truth_lines));

    const auto fed = truth.feed("3000,ble:A,ground,0,0,dock\njunk\nmore junk\n");

    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error().detail, 5);
    EXPECT_EQ(truth.latest(), (Timestamp{3000}));
}

TEST(Truth, RefusesLinesThatAreNone) {
    Truth truth;

    EXPECT_STREQ(truth.feed("1,ble:A,ground,0,0\n").error().where,
                 "not the six columns that `cairn sim --truth` writes");
    EXPECT_STREQ(truth.feed("1,ble:A,ground,0,0,dock,x\n").error().where,
                 "not the six columns that `cairn sim --truth` writes");
    EXPECT_STREQ(truth.feed("1,ble:A,ground,a,0,dock\n").error().where, "t_ms, x_m or y_m is not a number");
}

TEST(Scoreboard, ScoresEachPositionOnce) {
    Scoreboard board;
    ASSERT_TRUE(board.truth().feed(truth_lines));

    board.observe(given(2000, {5, 8}, 5.5));
    board.observe(given(2000, {5, 8}, 5.5));
    board.settle();

    ASSERT_EQ(board.scored().size(), 1U);
    EXPECT_DOUBLE_EQ(board.scored()[0].error_m, 5);
    EXPECT_TRUE(board.scored()[0].is_inside68);
    EXPECT_TRUE(board.scored()[0].is_right_zone);
}

TEST(Scoreboard, WaitsForTheTruth) {
    Scoreboard board;
    ASSERT_TRUE(board.truth().feed(truth_lines));
    board.observe(given(2500, {2, 4}, 1));
    board.settle();
    EXPECT_TRUE(board.scored().empty());

    ASSERT_TRUE(board.truth().feed("3000,ble:A,ground,2.000,6.000,hall\n"));
    board.settle();

    ASSERT_EQ(board.scored().size(), 1U);
    EXPECT_DOUBLE_EQ(board.scored()[0].error_m, 1);
    EXPECT_FALSE(board.scored()[0].is_right_zone);
}

TEST(Scoreboard, LeavesOutTagsThatAreNotSimulated) {
    Scoreboard board;
    ASSERT_TRUE(board.truth().feed(truth_lines));
    GivenPosition other = given(2000, {0, 0}, 1);
    other.tag = "ble:B";

    board.observe(other);
    board.settle();

    EXPECT_EQ(summary_line(board, {}),
              "tags=0 brands= mean_m=- p50_m=- p90_m=- inside68_pct=- zone_pct=- positions=0");
}

TEST(Scoreboard, SumsUp) {
    Scoreboard board;
    ASSERT_TRUE(board.truth().feed(truth_lines));
    // Errors of 1, 2, 3 and 10 m.
    board.observe(given(1000, {1, 0}, 1.5));
    board.observe(given(1001, {2.002, 0.004}, 1.5));
    board.observe(given(2000, {5, 4}, 1.5));
    board.observe(given(1999, {11.998, 3.996}, 1.5));
    board.settle();

    EXPECT_EQ(summary_line(board, {"civic", "acme", "moko"}),
              "tags=1 brands=moko,civic,acme mean_m=4.00 p50_m=2.00 p90_m=10.00 inside68_pct=25 zone_pct=100 "
              "positions=4");
}

TEST(Scoreboard, ReadsThePagesOfTheCloud) {
    std::string cursor;

    const auto positions = parse_positions(
        R"({"items":[{"tag":"ble:A","at":"2027-01-15T08:00:00.123Z","floor":"ground","xM":1.5,"yM":2,)"
        R"("radius68M":3,"zone":null}],"nextCursor":"ble:A"})",
        cursor);
    ASSERT_TRUE(positions);
    ASSERT_EQ(positions->size(), 1U);
    EXPECT_EQ((*positions)[0].at, (Timestamp{1'800'000'000'123}));
    EXPECT_EQ((*positions)[0].place.y_m, 2.0);
    EXPECT_EQ((*positions)[0].zone, "");
    EXPECT_EQ(cursor, "ble:A");

    const auto brands = parse_brands(
        R"({"items":[{"id":"moko:A","sightingCount":2},{"id":"civic:B","sightingCount":0}],"nextCursor":null})",
        cursor);
    ASSERT_TRUE(brands);
    EXPECT_THAT(*brands, ElementsAre("moko"));
    EXPECT_EQ(cursor, "");
    EXPECT_FALSE(parse_positions("<html>", cursor));
    EXPECT_FALSE(parse_brands("{}", cursor));
}

TEST(HttpAddress, IsAnHttpSchemeWithHostAndPort) {
    EXPECT_EQ(parse_http_address("http://127.0.0.1:8080/")->port, 8080);
    EXPECT_FALSE(parse_http_address("https://127.0.0.1:8080"));
    EXPECT_FALSE(parse_http_address("127.0.0.1:8080"));
    EXPECT_FALSE(parse_http_address("http://127.0.0.1:8080/v1"));
}

TEST(HttpAnswer, IsItsBodyOrAnError) {
    EXPECT_EQ(*body_of_answer("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody"), "body");
    EXPECT_EQ(body_of_answer("HTTP/1.1 404 Not Found\r\n\r\n").error().detail, 404);
    for (const char* wrong :
         {"", "HTTP/1.\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 \r\n\r\n", "HTTP/1.1 200 OK"})
        EXPECT_EQ(body_of_answer(wrong).error().code, Errc::malformed) << wrong;
}

TEST(HttpGet, SaysThatNobodyIsThere) {
    EXPECT_EQ(http_get({"127.0.0.1", 1}, "/").error().code, Errc::closed);
}

}  // namespace
}  // namespace cairn::tool::test
