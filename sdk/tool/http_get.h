// A GET over plain HTTP: enough to ask a cairn-cloud on this machine.
#pragma once

#include <string>
#include <string_view>

#include "cairn/core/result.h"
#include "cairn/net/endpoint.h"

namespace cairn::tool {

/// The parts of "http://127.0.0.1:8080", with or without a slash at the end. malformed: anything else.
Result<net::Endpoint> parse_http_address(const std::string& text);

/// The body of a whole answer. malformed: no HTTP. denied: a status other than 200, which is in `detail`.
Result<std::string> body_of_answer(std::string_view answer);

/// The body of the answer. Waits 10 s at most for each step.
/// closed: no server there, or it went away. Else as body_of_answer().
Result<std::string> http_get(const net::Endpoint& server, const std::string& target);

}  // namespace cairn::tool
