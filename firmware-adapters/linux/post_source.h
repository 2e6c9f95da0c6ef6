// Gateways that post to a URL: who may, and what of a request is the message.
#pragma once

#include <optional>
#include <string>

#include "cairn/ingest/adapter.h"
#include "cairn/net/endpoint.h"
#include "cairn/net/http_server.h"

namespace cairn::edge {

struct PostSourceOptions {
    net::Endpoint listen;
    std::string token;  // empty: none is asked for. The same goes for the user name.
    std::string username;
    std::string password;
};

/// A refusal: 405 for what is no POST or PUT, 401 without the token or the password, 400 without a body.
/// Nothing: the body is a message, and the path its topic.
std::optional<net::HttpResponse> refusal_of(const net::HttpRequest& request,
                                            const PostSourceOptions& options);

/// A view of the request. The label of the content is not looked at: gateways get it wrong.
Message message_of(const net::HttpRequest& request) noexcept;

/// 200: it is on disk. 503: there is no room, the gateway is to post it again.
net::HttpResponse answer_to_post(bool is_durable);

}  // namespace cairn::edge
