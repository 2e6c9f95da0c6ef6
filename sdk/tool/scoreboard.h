// Keeps the score: positions that the cloud gives out against where the tags truly are.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cairn/core/result.h"
#include "truth.h"

namespace cairn::tool {

/// A position as GET /v1/positions/latest gives it.
struct GivenPosition {
    std::string tag;
    Timestamp at;
    std::string floor;
    Point place;
    double radius68_m = 0;
    std::string zone;  // empty: none
};

/// Reads one page; `next_cursor` becomes empty on the last. malformed: not such a page.
Result<std::vector<GivenPosition>> parse_positions(std::string_view json, std::string& next_cursor);

/// Namespaces of the gateways in a page of GET /v1/gateways that heard at least one tag.
Result<std::set<std::string>> parse_brands(std::string_view json, std::string& next_cursor);

class Scoreboard {
public:
    struct Row {
        GivenPosition given;
        Scored scored;
        std::string true_zone;
    };

    Truth& truth() noexcept { return truth_; }

    /// Takes a position in, once; ones that it has seen are left out. It is scored when the truth of its
    /// time is known, and dropped when that never is.
    void observe(const GivenPosition& position);
    /// Scores what waits and can be scored.
    void settle();

    /// The latest scored position of each tag.
    const std::map<std::string, Row>& rows() const noexcept { return rows_; }
    const std::vector<Scored>& scored() const noexcept { return scored_; }

private:
    Truth truth_;
    std::set<std::pair<std::string, std::int64_t>> seen_;
    std::vector<GivenPosition> waiting_;
    std::map<std::string, Row> rows_;
    std::vector<Scored> scored_;
};

/// "moko,minew,civic": known brands in this order, others behind.
std::string brands_text(const std::set<std::string>& brands);

/// "tags=.. brands=.. mean_m=.. p50_m=.. p90_m=.. inside68_pct=.. zone_pct=.. positions=..", with "-" for
/// numbers that there are none of.
std::string summary_line(const Scoreboard& board, const std::set<std::string>& brands);

}  // namespace cairn::tool
