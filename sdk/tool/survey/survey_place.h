// Where a person stands during a walk test.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/locate/site.h"

namespace cairn::tool {

struct SurveyPlace {
    std::size_t floor = 0;  // of the site's
    Point at;               // in the floor's axes; means nothing in a site of rooms
    std::string zone;       // the first around it; "" where none is
};

/// "12.5 3", "12.5 3 ground", or the name of a zone, which means its middle. The floor may be left out where
/// there is only one. In a site of rooms only the name of a room. What is wrong is in `complaint`, for
/// people, and the answer is of no use.
SurveyPlace parse_place(const Site& site, std::string_view text, std::string& complaint);

/// A place a line; empty lines and lines that start with '#' are none. The complaint begins with the line's
/// number.
std::vector<SurveyPlace> parse_places(const Site& site, std::string_view text, std::string& complaint);

/// "(12.5, 3.0) ground", or the name of the room.
std::string place_text(const Site& site, const SurveyPlace& place);

}  // namespace cairn::tool
