// Where tags truly were, and how far from it they were said to be.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/locate/site.h"

namespace cairn::tool {

/// The ground truth of `cairn sim`, which may still be growing.
class Truth {
public:
    /// Adds lines of the file; a last line without its end waits for the rest. malformed: a line that is
    /// none, `detail` is its number from 1; the sound ones count all the same.
    Result<void> feed(std::string_view text);

    struct Place {
        std::string floor;
        Point at;
        std::string zone;
    };
    /// Between two known places, on the straight line. Nothing: the tag is not known, or no place is known
    /// within 2 s of `at`.
    std::optional<Place> at(const std::string& tag, Timestamp at) const;

    bool is_empty() const noexcept { return tags_.empty(); }
    /// Of the line furthest in time; 0 before the first.
    Timestamp latest() const noexcept { return latest_; }

private:
    Result<void> add_line(std::string_view line);

    std::map<std::string, std::map<std::int64_t, Place>, std::less<>> tags_;
    std::string rest_;
    std::int32_t lines_ = 0;
    Timestamp latest_;
};

/// One position that was given out, with its error.
struct Scored {
    double error_m = 0;
    bool is_inside68 = false;
    bool is_right_zone = false;
};

struct Summary {
    double mean_m = 0;
    double p50_m = 0;
    double p90_m = 0;
    double inside68_percent = 0;
    double right_zone_percent = 0;
};

/// Of at least one.
Summary summary_of(const std::vector<Scored>& scored);

}  // namespace cairn::tool
