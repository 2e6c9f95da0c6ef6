// A site as JSON: docs/api.md, GET /v1/site.
#pragma once

#include <boost/json/object.hpp>

#include "cairn/locate/site.h"

namespace cairn {

boost::json::object to_json(const Site& site);

}  // namespace cairn
