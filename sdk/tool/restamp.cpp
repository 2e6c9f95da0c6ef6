#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/time_text.h"
#include "capture.h"
#include "text.h"
#include "json/json_text.h"

namespace cairn::tool {
namespace {

/// Smaller numbers of seconds since 1970 are uptimes of gateways whose clock is not set.
constexpr std::int64_t unix_s_min = 978'307'200;  // 2001-01-01
constexpr double unix_s_max = 1e11;               // larger numbers are milliseconds

/// Called with each time; what it answers replaces it.
using TimeVisitor = std::function<Timestamp(Timestamp)>;

bool is_time_key(std::string_view key) {
    return key == "timestamp" || key == "at" || key == "time";
}

void visit_time(boost::json::value& value, const TimeVisitor& visit) {
    if (value.is_string()) {
        const std::string text(view(value.get_string()));
        const auto at = parse_time(text);
        if (!at || at->unix_ms < unix_s_min * 1000) return;
        std::string moved(time_text(visit(*at)).view());
        if (moved.empty()) return;
        // Old firmware writes whole seconds.
        if (text.find('.') == text.npos) moved = moved.substr(0, moved.size() - 5) + "Z";
        value = moved;
    } else if (value.is_int64() || value.is_uint64() || value.is_double()) {
        boost::system::error_code error;
        const auto number = value.to_number<double>(error);
        if (error || number < static_cast<double>(unix_s_min)) return;
        const bool in_seconds = number < unix_s_max;
        const auto at_ms = static_cast<std::int64_t>(in_seconds ? number * 1000 : std::min(number, 1e15));
        const Timestamp moved = visit({at_ms});
        value = in_seconds ? moved.unix_ms / 1000 : moved.unix_ms;
    }
}

void visit_json(boost::json::value& value, const TimeVisitor& visit) {
    if (auto* array = value.if_array()) {
        for (auto& item : *array) visit_json(item, visit);
    } else if (auto* object = value.if_object()) {
        for (auto& member : *object) {
            const boost::json::string_view key = member.key();
            if (is_time_key({key.data(), key.size()})) visit_time(member.value(), visit);
            visit_json(member.value(), visit);
        }
    }
}

/// MKGW4: scans carry their times in field 3, all other messages in field 0.
void visit_mkgw4(std::string& frame, const TimeVisitor& visit) {
    constexpr std::size_t header_bytes = 11;
    constexpr std::size_t field_head_bytes = 3;
    const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(frame[at]); };
    const int id = octet(1) << 8 | octet(2);
    const int time_tag = id == 0x30A0 || id == 0x30B2 ? 3 : 0;
    std::size_t at = header_bytes;
    while (at + field_head_bytes <= frame.size()) {
        const std::size_t size = static_cast<std::size_t>(octet(at + 1) << 8 | octet(at + 2));
        const std::size_t value_at = at + field_head_bytes;
        if (octet(at) == time_tag && size >= 4 && value_at + 4 <= frame.size()) {
            std::int64_t seconds = 0;
            for (std::size_t i = 0; i < 4; ++i) seconds = seconds << 8 | octet(value_at + i);
            if (seconds >= unix_s_min) {
                const std::int64_t moved_s = visit({seconds * 1000}).unix_ms / 1000;
                for (std::size_t i = 0; i < 4; ++i) {
                    frame[value_at + i] = static_cast<char>(moved_s >> (24 - 8 * i) & 0xFF);
                }
            }
        }
        at = value_at + size;
    }
}

/// Visits twice: to find the latest time, then to move them all.
void move_times(const std::function<void(const TimeVisitor&)>& visit_all, Timestamp now) {
    std::optional<Timestamp> latest;
    visit_all([&](Timestamp at) { return latest = std::max(latest.value_or(at), at), at; });
    if (!latest) return;
    const Millis distance = now - *latest;
    visit_all([&](Timestamp at) { return at + distance; });
}

}  // namespace

std::string restamped(const std::string& payload, Timestamp now) {
    if (payload.size() > 11 && payload.front() == '\xEF') {
        std::string frame = payload;
        move_times([&](const TimeVisitor& visit) { visit_mkgw4(frame, visit); }, now);
        return frame;
    }
    boost::system::error_code error;
    boost::json::value document = boost::json::parse(payload, error);
    if (error || (!document.is_object() && !document.is_array())) return payload;
    move_times([&](const TimeVisitor& visit) { visit_json(document, visit); }, now);
    return json_text(document);
}

}  // namespace cairn::tool
