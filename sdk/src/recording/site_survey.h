// Walk tests, as `cairn survey` writes them, for a site as it is today.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cairn/locate/survey.h"

namespace cairn {

/// Reads folders of walk tests as one. What is wrong is in `errors`, with its file, and the answer is of no
/// use. Gateways that hang elsewhere by now, or nowhere, are left out, and named in `warnings`; where fewer
/// than three remain, the answer is empty, and a warning says so.
Survey read_site_survey(std::span<const std::string> folders, const Site& site,
                        std::vector<std::string>& errors, std::vector<std::string>& warnings);

}  // namespace cairn
