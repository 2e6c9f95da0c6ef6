#include "http/problem.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "json/json_text.h"

namespace cairn::cloud {
namespace {

namespace json = boost::json;

constexpr std::string_view problem_type = "application/problem+json";

json::object document(int status, std::string_view type, std::string_view title, std::string_view detail) {
    return {{"type", "urn:cairn:problem:" + std::string(type)},
            {"title", title},
            {"status", status},
            {"detail", detail}};
}

net::HttpResponse response_of(int status, const json::object& document) {
    net::HttpResponse response;
    response.status = status;
    response.content_type = problem_type;
    response.body = json_text(document);
    return response;
}

}  // namespace

net::HttpResponse problem(int status, std::string_view type, std::string_view title,
                          std::string_view detail) {
    return response_of(status, document(status, type, title, detail));
}

net::HttpResponse parameter_problem(const std::vector<ParameterDefect>& defects) {
    std::string detail;
    json::array errors;
    for (const ParameterDefect& defect : defects) {
        if (!detail.empty()) detail += "; ";
        detail += defect.name + ": " + defect.detail;
        errors.push_back(json::object{{"parameter", defect.name}, {"detail", defect.detail}});
    }
    json::object whole = document(400, "invalid-parameter", "A parameter cannot be taken", detail);
    whole["errors"] = std::move(errors);
    return response_of(400, whole);
}

net::HttpResponse store_problem(const Error& error) {
    return problem(503, "store", "The store does not answer",
                   std::string(name(error.code)) + ": " + error.where + " (" + std::to_string(error.detail) +
                       "). Try again later.");
}

void name_request(net::HttpResponse& response, std::string_view request_id) {
    if (response.content_type != problem_type) return;
    response.body.pop_back();
    response.body += ",\"requestId\":" + json_text(json::string(request_id)) + "}";
}

}  // namespace cairn::cloud
