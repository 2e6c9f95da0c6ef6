// The state of a running edge on one screen.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "terminal.h"

namespace cairn::tool {

/// Several lines, of what the edge's /api/state says. What is not in it is shown as "-".
std::string top_text(const boost::json::value& state, const Paint& paint);

}  // namespace cairn::tool
