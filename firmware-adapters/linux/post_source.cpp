#include "linux/post_source.h"

#include <string_view>

#include "cairn/net/base64.h"

namespace cairn::edge {
namespace {

// Takes as long for a wrong secret as for the right one of the same length.
bool equals(std::string_view given, std::string_view expected) noexcept {
    if (given.size() != expected.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
        difference |= static_cast<unsigned char>(given[i] ^ expected[i]);
    }
    return difference == 0;
}

bool may_post(const net::HttpRequest& request, const PostSourceOptions& options) {
    if (options.token.empty() && options.username.empty()) return true;
    const auto found = request.headers.find("authorization");
    const std::string_view given = found == request.headers.end() ? std::string_view{} : found->second;
    const std::string bearer = "Bearer " + options.token;
    const std::string basic = "Basic " + net::base64(as_bytes(options.username + ':' + options.password));
    const bool has_token = !options.token.empty() && equals(given, bearer);
    const bool has_password = !options.username.empty() && equals(given, basic);
    return has_token || has_password;
}

}  // namespace

std::optional<net::HttpResponse> refusal_of(const net::HttpRequest& request,
                                            const PostSourceOptions& options) {
    if (request.method != "POST" && request.method != "PUT") {
        auto refusal = net::problem(405, "Gateways post their messages here.");
        refusal.headers["Allow"] = "POST, PUT";
        return refusal;
    }
    if (!may_post(request, options)) {
        auto refusal = net::problem(401, "The token or the password is missing or wrong.");
        refusal.headers["WWW-Authenticate"] =
            options.username.empty() ? "Bearer" : "Basic realm=\"cairn-edge\"";
        return refusal;
    }
    if (request.body.empty()) return net::problem(400, "The request has no body.");
    return std::nullopt;
}

Message message_of(const net::HttpRequest& request) noexcept {
    return {request.path, as_bytes(request.body)};
}

net::HttpResponse answer_to_post(bool is_durable) {
    if (is_durable) return {200, "text/plain", "", {}};
    auto refusal = net::problem(503, "There is no room. Post it again later.");
    refusal.headers["Retry-After"] = "5";
    return refusal;
}

}  // namespace cairn::edge
