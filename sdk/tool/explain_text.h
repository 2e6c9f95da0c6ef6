// A position's reasons in words.
#pragma once

#include <string>

#include "cairn/locate/fix_record.h"

namespace cairn::tool {

/// Several lines. `site` is the one of the position.
std::string explain_text(const FixReasons& reasons, const Site& site);

/// "recomputed: the same", or what differs, one line each.
std::string comparison_text(const RecomputedFix& fix, const Site& site);

}  // namespace cairn::tool
