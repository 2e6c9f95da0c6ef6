// Who may post, and what of a request is the message.
#include "linux/post_source.h"

#include <gtest/gtest.h>

namespace cairn::test {
namespace {

using edge::PostSourceOptions;

net::HttpRequest post(const std::string& authorization = {}) {
    net::HttpRequest request;
    request.method = "POST";
    request.path = "/gw/ac233fc001ea/status";
    request.body = "[]";
    if (!authorization.empty()) request.headers["authorization"] = authorization;
    return request;
}

int status_of(const net::HttpRequest& request, const PostSourceOptions& options) {
    const auto refusal = edge::refusal_of(request, options);
    return refusal ? refusal->status : 200;
}

PostSourceOptions with_token() {
    PostSourceOptions options;
    options.token = "open sesame";
    return options;
}

PostSourceOptions with_password() {
    PostSourceOptions options;
    options.username = "Aladdin";
    options.password = "open sesame";
    return options;
}

TEST(PostSource, TakesPostsOnly) {
    auto request = post();
    EXPECT_EQ(status_of(request, {}), 200);
    request.method = "PUT";
    EXPECT_EQ(status_of(request, {}), 200);
    for (const char* method : {"GET", "DELETE", "OPTIONS"}) {
        request.method = method;
        EXPECT_EQ(status_of(request, {}), 405) << method;
    }
}

TEST(PostSource, AsksForItsToken) {
    EXPECT_EQ(status_of(post("Bearer open sesame"), with_token()), 200);
    for (const char* other : {"", "open sesame", "Bearer ", "Bearer open sesamf", "Bearer open sesame ",
                              "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}) {
        EXPECT_EQ(status_of(post(other), with_token()), 401) << other;
    }
}

TEST(PostSource, AsksForItsPassword) {
    // RFC 7617 section 2 has this user and password.
    EXPECT_EQ(status_of(post("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), with_password()), 200);
    EXPECT_EQ(status_of(post("Basic QWxhZGRpbjpvcGVuIHNlc2FtZg=="), with_password()), 401);
    EXPECT_EQ(status_of(post(), with_password()), 401);
}

TEST(PostSource, TakesEitherWhereBothAreSet) {
    auto options = with_password();
    options.token = "t";
    EXPECT_EQ(status_of(post("Bearer t"), options), 200);
    EXPECT_EQ(status_of(post("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), options), 200);
    EXPECT_EQ(status_of(post("Bearer "), options), 401);
}

TEST(PostSource, RefusesARequestWithoutABody) {
    auto request = post();
    request.body.clear();
    EXPECT_EQ(status_of(request, {}), 400);
}

TEST(PostSource, MakesATopicOfThePath) {
    const auto request = post();
    EXPECT_EQ(edge::message_of(request).topic, "/gw/ac233fc001ea/status");
    EXPECT_EQ(as_text(edge::message_of(request).payload), "[]");
}

TEST(PostSource, AsksToPostAgainWhatIsNotDurable) {
    EXPECT_EQ(edge::answer_to_post(true).status, 200);
    EXPECT_EQ(edge::answer_to_post(false).status, 503);
    EXPECT_TRUE(edge::answer_to_post(false).headers.contains("Retry-After"));
}

}  // namespace
}  // namespace cairn::test
