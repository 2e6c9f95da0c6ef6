// Why a position is where it is, as JSON: docs/guide-edge.md, "Why a tag is there".
#pragma once

#include <boost/json/object.hpp>

#include "cairn/locate/fix_record.h"

namespace cairn::edge {

/// All but the record's bytes. `site` is the one of the position.
boost::json::object to_json(const FixReasons& reasons, const Site& site);

}  // namespace cairn::edge
