// Civic: Cairn's own contract, and other layouts by mapping. docs/formats/civic.md defines both.
#pragma once

#include <memory>
#include <vector>

#include "cairn/adapters/adapters.h"
#include "dialect/scratch.h"

namespace cairn::adapters::civic {

/// malformed: a mapping with a bad topic filter, without a tag path or a gateway, or with a
/// measurement that lacks its path or type.
Result<void> check(const CivicMapping& mapping) noexcept;

/// `scratch` outlives the adapter; the mappings have been checked.
std::unique_ptr<Adapter> make_civic(Scratch& scratch, std::vector<CivicMapping> mappings);

}  // namespace cairn::adapters::civic
