#include "scoreboard.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>

#include "cairn/core/time_text.h"
#include "terminal.h"
#include "text.h"

namespace cairn::tool {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view key) {
    const auto* member = object.if_contains(json::string_view(key.data(), key.size()));
    return member != nullptr && member->is_string() ? std::string(view(member->get_string())) : std::string();
}

double number_of(const json::object& object, std::string_view key) {
    const auto* member = object.if_contains(json::string_view(key.data(), key.size()));
    if (member == nullptr) return 0;
    boost::system::error_code error;
    const auto number = member->to_number<double>(error);
    return error ? 0 : number;
}

Result<json::array> items_of(std::string_view text, std::string& next_cursor) {
    boost::system::error_code error;
    const json::value page = json::parse(json::string_view(text.data(), text.size()), error);
    const auto* object = error ? nullptr : page.if_object();
    const auto* items = object != nullptr ? object->if_contains("items") : nullptr;
    if (items == nullptr || !items->is_array()) return fail(Errc::malformed, "cloud: not a page of items");
    next_cursor = text_of(*object, "nextCursor");
    return items->get_array();
}

}  // namespace

Result<std::vector<GivenPosition>> parse_positions(std::string_view text, std::string& next_cursor) {
    CAIRN_TRY(const auto items, items_of(text, next_cursor));
    std::vector<GivenPosition> positions;
    for (const json::value& item : items) {
        const auto* object = item.if_object();
        const auto at = object != nullptr ? parse_time(text_of(*object, "at")) : std::nullopt;
        if (!at) return fail(Errc::malformed, "cloud: a position without a time");
        positions.push_back({text_of(*object, "tag"),
                             *at,
                             text_of(*object, "floor"),
                             {number_of(*object, "xM"), number_of(*object, "yM")},
                             number_of(*object, "radius68M"),
                             text_of(*object, "zone")});
    }
    return positions;
}

Result<std::set<std::string>> parse_brands(std::string_view text, std::string& next_cursor) {
    CAIRN_TRY(const auto items, items_of(text, next_cursor));
    std::set<std::string> brands;
    for (const json::value& item : items) {
        const auto* object = item.if_object();
        if (object == nullptr) return fail(Errc::malformed, "cloud: a gateway that is no object");
        const std::string id = text_of(*object, "id");
        if (number_of(*object, "sightingCount") > 0) brands.insert(id.substr(0, id.find(':')));
    }
    return brands;
}

void Scoreboard::observe(const GivenPosition& position) {
    if (seen_.emplace(position.tag, position.at.unix_ms).second) waiting_.push_back(position);
}

void Scoreboard::settle() {
    std::vector<GivenPosition> still_waiting;
    for (const GivenPosition& given : waiting_) {
        if (given.at > truth_.latest()) {
            still_waiting.push_back(given);
            continue;
        }
        const auto place = truth_.at(given.tag, given.at);
        if (!place) continue;
        Row row{given, {}, place->zone};
        row.scored.error_m = std::hypot(given.place.x_m - place->at.x_m, given.place.y_m - place->at.y_m);
        const bool is_right_floor = given.floor == place->floor;
        row.scored.is_inside68 = is_right_floor && row.scored.error_m <= given.radius68_m;
        row.scored.is_right_zone = is_right_floor && given.zone == place->zone;
        scored_.push_back(row.scored);
        const auto known = rows_.find(given.tag);
        if (known == rows_.end() || known->second.given.at <= given.at)
            rows_.insert_or_assign(given.tag, row);
    }
    waiting_ = std::move(still_waiting);
}

std::string brands_text(const std::set<std::string>& brands) {
    constexpr std::array known{"moko", "minew", "civic"};
    std::string text;
    const auto add = [&](const std::string& brand) { text += (text.empty() ? "" : ",") + brand; };
    for (const char* brand : known) {
        if (brands.contains(brand)) add(brand);
    }
    for (const std::string& brand : brands) {
        if (std::find(known.begin(), known.end(), brand) == known.end()) add(brand);
    }
    return text;
}

std::string summary_line(const Scoreboard& board, const std::set<std::string>& brands) {
    std::string line = "tags=" + std::to_string(board.rows().size()) + " brands=" + brands_text(brands);
    const auto count = board.scored().size();
    if (count == 0) return line + " mean_m=- p50_m=- p90_m=- inside68_pct=- zone_pct=- positions=0";
    const Summary summary = summary_of(board.scored());
    line += " mean_m=" + fixed(summary.mean_m, 2) + " p50_m=" + fixed(summary.p50_m, 2);
    line += " p90_m=" + fixed(summary.p90_m, 2) + " inside68_pct=" + fixed(summary.inside68_percent, 0);
    line += " zone_pct=" + fixed(summary.right_zone_percent, 0);
    return line + " positions=" + std::to_string(count);
}

}  // namespace cairn::tool
