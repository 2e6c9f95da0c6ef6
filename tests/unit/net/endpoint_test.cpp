// "host:port" as people write it.
#include "cairn/net/endpoint.h"

#include <gtest/gtest.h>

namespace cairn::test {
namespace {

using net::Endpoint;

TEST(Endpoint, ParsesAnAddressAndAPort) {
    const auto endpoint = Endpoint::parse("127.0.0.1:8080");

    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->host, "127.0.0.1");
    EXPECT_EQ(endpoint->port, 8080);
}

TEST(Endpoint, ParsesANameAndAPort) {
    const auto endpoint = Endpoint::parse("cloud.example:7443");

    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->host, "cloud.example");
    EXPECT_EQ(endpoint->port, 7443);
}

TEST(Endpoint, TakesTheBracketsOffAnIpv6Address) {
    const auto endpoint = Endpoint::parse("[::1]:8080");

    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->host, "::1");
    EXPECT_EQ(endpoint->text(), "[::1]:8080");
}

TEST(Endpoint, IsWrittenAsItWasRead) {
    for (const char* text : {"127.0.0.1:8080", "cloud.example:7443", "[fe80::1]:1", "localhost:0"}) {
        const auto endpoint = Endpoint::parse(text);
        ASSERT_TRUE(endpoint) << text;
        EXPECT_EQ(endpoint->text(), text);
    }
}

TEST(Endpoint, RefusesAnythingElse) {
    for (const char* text :
         {"", ":", "host", "host:", ":80", "host:65536", "host:-1", "host:+1", "host:80 ", "host:8o",
          "::1:80", "[::1]", "[::1:80", "[host]:80", "[]:80", "a b:80", "http://host:80"}) {
        const auto endpoint = Endpoint::parse(text);
        ASSERT_FALSE(endpoint) << text;
        EXPECT_EQ(endpoint.error().code, Errc::malformed) << text;
    }
}

TEST(Endpoint, KnowsLoopback) {
    for (const char* host : {"127.0.0.1", "127.255.0.9", "::1", "localhost"})
        EXPECT_TRUE((Endpoint{host, 1}.is_loopback())) << host;
    for (const char* host : {"128.0.0.1", "0.0.0.0", "::", "localhost.example", "127.0.0.1.example"})
        EXPECT_FALSE((Endpoint{host, 1}.is_loopback())) << host;
}

}  // namespace
}  // namespace cairn::test
