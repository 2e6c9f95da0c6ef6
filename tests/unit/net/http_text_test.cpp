// The text parts of HTTP/1.1.
#include "net/http_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cairn::test {
namespace {

using net::BodyFraming;
using net::HttpResponse;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(HttpTarget, IsTakenApartAndDecoded) {
    const auto target = net::parse_target("/v1/tags/ble%3AAC233FA03208?limit=5&search=a+b%26c");

    ASSERT_TRUE(target);
    EXPECT_EQ(target->path, "/v1/tags/ble:AC233FA03208");
    EXPECT_THAT(target->query, ElementsAre(Pair("limit", "5"), Pair("search", "a b&c")));
}

TEST(HttpTarget, KeepsAPlusInThePath) {
    EXPECT_EQ(net::parse_target("/a+b")->path, "/a+b");
}

TEST(HttpTarget, TakesTheLastOfEqualNames) {
    EXPECT_EQ(net::parse_target("/?a=1&a=2&&b")->query.at("a"), "2");
}

TEST(HttpTarget, MayBeAWholeAddress) {
    EXPECT_EQ(net::parse_target("http://host:80/path?x=1")->path, "/path");
    EXPECT_EQ(net::parse_target("http://host")->path, "/");
}

TEST(HttpTarget, RefusesWhatIsNoPathOrNotEncoded) {
    for (const char* text : {"", "path", "?x", "/%", "/%4", "/%zz", "/?a=%4"})
        EXPECT_FALSE(net::parse_target(text)) << text;
}

TEST(HttpAccept, WantsTheTypeItself) {
    EXPECT_TRUE(net::accepts("text/event-stream", "text/event-stream"));
    EXPECT_TRUE(net::accepts("text/html, Text/Event-Stream;q=0.9", "text/event-stream"));
    EXPECT_FALSE(net::accepts("*/*", "text/event-stream"));
    EXPECT_FALSE(net::accepts("", "text/event-stream"));
}

TEST(HttpDate, IsWrittenForTheHeader) {
    EXPECT_EQ(net::http_date(Timestamp{1'769'860'800'000}), "Sat, 31 Jan 2026 12:00:00 GMT");
}

TEST(HttpResponseHead, HasLengthTypeAndConnection) {
    HttpResponse response;
    response.body = "{}";
    const std::string head = net::response_head(response, BodyFraming::sized, true, Timestamp{});

    EXPECT_THAT(head, testing::StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Type: application/json\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Length: 2\r\n"));
    EXPECT_THAT(head, testing::EndsWith("Connection: keep-alive\r\n\r\n"));
}

TEST(HttpResponseHead, HasNoLengthWhereNoBodyMayBe) {
    HttpResponse response;
    response.status = 204;

    EXPECT_THAT(net::response_head(response, BodyFraming::sized, true, Timestamp{}),
                Not(HasSubstr("Content-")));
}

TEST(HttpResponseHead, LetsNoValueForgeAField) {
    HttpResponse response;
    response.headers["Location"] = "/a\r\nSet-Cookie: b";

    EXPECT_THAT(net::response_head(response, BodyFraming::sized, true, Timestamp{}),
                HasSubstr("Location: /a  Set-Cookie: b\r\n"));
}

TEST(EventText, HasIdEventAndOneDataLineALine) {
    EXPECT_EQ(net::event_text("7", "position", "a\nb"), "id: 7\nevent: position\ndata: a\ndata: b\n\n");
    EXPECT_EQ(net::event_text("", "", ""), "data: \n\n");
    EXPECT_EQ(net::event_text("1\n2", "", "x"), "id: 12\ndata: x\n\n");
}

TEST(Chunk, CarriesItsSizeInHexadecimal) {
    EXPECT_EQ(net::chunk("0123456789"), "a\r\n0123456789\r\n");
}

}  // namespace
}  // namespace cairn::test
