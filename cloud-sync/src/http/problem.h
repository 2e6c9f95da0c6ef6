// Errors as RFC 9457 problem documents.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/net/http_server.h"

namespace cairn::cloud {

/// A query parameter or header that cannot be taken as it is.
struct ParameterDefect {
    std::string name;
    std::string detail;  // what was expected and what was found
};

/// `type` is stable: "urn:cairn:problem:" and a short name, "not-found".
net::HttpResponse problem(int status, std::string_view type, std::string_view title, std::string_view detail);
/// 400 that names each defect.
net::HttpResponse parameter_problem(const std::vector<ParameterDefect>& defects);
/// 503: the store failed with `error`.
net::HttpResponse store_problem(const Error& error);
/// Writes `request_id` into a problem document; any other response is left as it is.
void name_request(net::HttpResponse& response, std::string_view request_id);

}  // namespace cairn::cloud
