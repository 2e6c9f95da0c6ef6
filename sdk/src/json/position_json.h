// A position as JSON: docs/api.md, "Positions".
#pragma once

#include <boost/json/object.hpp>

#include "cairn/model/position.h"

namespace cairn {

boost::json::object to_json(const Position& position);

}  // namespace cairn
