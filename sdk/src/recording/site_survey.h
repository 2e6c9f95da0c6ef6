// Walk tests, as `cairn survey` writes them, for a site as it is today.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cairn/locate/survey.h"

namespace cairn {

/// Reads folders of walk tests as one. What is wrong is in `errors`, with its file, and the answer is of no
/// use. Gateways that hang elsewhere by now, or nowhere, are left out, and named in `warnings`; where fewer
/// than three remain, the answer is empty, and a warning says so. Of a site of rooms it is what was heard in
/// its rooms, by as few gateways as there are; warnings name rooms that were not walked, and rooms of the
/// walk that are none of the site's.
Survey read_site_survey(std::span<const std::string> folders, const Site& site,
                        std::vector<std::string>& errors, std::vector<std::string>& warnings);

}  // namespace cairn
