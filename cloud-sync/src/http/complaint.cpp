#include "http/complaint.h"

#include <system_error>

#include "cairn/net/log.h"

namespace cairn::cloud {

void complain(std::string_view what, const Error& error, std::string_view way_out) {
    std::string line(what);
    line += ": ";
    line += error.where;
    if (error.code == Errc::io && error.detail > 0) {
        line += " (" + std::generic_category().message(error.detail) + ')';
    }
    line += ". ";
    line += way_out;
    net::log(net::LogLevel::error, "cloud", line);
}

}  // namespace cairn::cloud
