#include "top_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "cairn/core/time_text.h"
#include "text.h"

namespace cairn::tool {
namespace {

constexpr std::size_t label_width = 10;
constexpr std::size_t stream_width = 12;
constexpr std::size_t column_width = 13;
/// What one block of these columns shows of each stream, in this order.
constexpr std::array<std::string_view, 6> columns{"records", "blocks", "bytes", "kept", "lost", "oldest"};
constexpr auto unknown = "-";

/// Looks things up by their place, such as "/sync/sentBytes".
class State {
public:
    explicit State(const boost::json::value& state) : state_(state) {}

    std::optional<double> number(const std::string& place) const {
        const boost::json::value* const found = at(place);
        if (found == nullptr || !found->is_number()) return std::nullopt;
        const double number = found->to_number<double>();
        // Neither is any figure negative nor has it so many digits.
        return number >= 0 && number < 1e18 ? std::optional(number) : std::nullopt;
    }
    /// Fit to be shown; empty: none.
    std::string text(const std::string& place) const {
        const boost::json::value* const found = at(place);
        return found != nullptr && found->is_string() ? printable(view(found->get_string())) : "";
    }
    bool is_true(const std::string& place) const {
        const boost::json::value* const found = at(place);
        return found != nullptr && found->is_bool() && found->get_bool();
    }
    std::optional<Timestamp> time(const std::string& place) const { return parse_time(text(place)); }

private:
    const boost::json::value* at(const std::string& place) const {
        boost::system::error_code missing;
        return state_.find_pointer(place, missing);
    }

    const boost::json::value& state_;
};

/// "1,234,567".
std::string count_text(std::optional<double> count) {
    if (!count) return unknown;
    std::string digits = fixed(*count, 0);
    for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, ",");
    return digits;
}

/// "3.2 MiB".
std::string bytes_text(std::optional<double> bytes) {
    if (!bytes) return unknown;
    constexpr std::array<const char*, 5> units{" B", " KiB", " MiB", " GiB", " TiB"};
    std::size_t unit = 0;
    for (; *bytes >= 1024 && unit + 1 < units.size(); ++unit) *bytes /= 1024;
    return fixed(*bytes, unit > 0 && *bytes < 10 ? 1 : 0) + units[unit];
}

/// "4 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
std::string duration_text(double seconds) {
    constexpr std::array<std::pair<double, const char*>, 4> units{
        {{86'400, " d"}, {3'600, " h"}, {60, " min"}, {1, " s"}}};
    double left = std::max(0.0, std::floor(seconds));
    for (std::size_t i = 0; i + 1 < units.size(); ++i) {
        if (left < units[i].first) continue;
        const double whole = std::floor(left / units[i].first);
        const double rest = std::floor((left - whole * units[i].first) / units[i + 1].first);
        return fixed(whole, 0) + units[i].second + ' ' + fixed(rest, 0) + units[i + 1].second;
    }
    return fixed(left, 0) + " s";
}

std::string age_text(const State& state, const std::string& place) {
    const auto now = state.time("/now");
    const auto then = state.time(place);
    if (!now || !then) return unknown;
    return duration_text(static_cast<double>((*now - *then).count()) / 1000);
}

std::optional<double> sum(std::optional<double> a, std::optional<double> b) {
    if (!a || !b) return std::nullopt;
    return *a + *b;
}

std::string right(const std::string& text, std::size_t width) {
    return (text.size() < width ? std::string(width - text.size(), ' ') : "") + text;
}

std::string line(std::string_view label, const std::string& text) {
    return padded(label, label_width) + text + '\n';
}

std::string cloud_text(const State& state, const Paint& paint) {
    const std::string word = state.text("/sync/state");
    if (word.empty()) return unknown;
    const bool is_well = word == "online" || word == "off";
    std::string text = word == "online" ? paint.green(word) : is_well ? word : paint.yellow(word);
    if (word == "off") return text + ", everything stays on this machine";
    return text + ", " + state.text("/sync/cloud") + ", acknowledged " +
           (state.time("/sync/lastAcknowledgedAt") ? age_text(state, "/sync/lastAcknowledgedAt") + " ago"
                                                   : "never");
}

/// What is wrong now, of every part.
std::string error_text(const State& state, const Paint& paint) {
    std::string text;
    const auto add = [&text](std::string_view part, const std::string& what) {
        if (!what.empty()) text.append(text.empty() ? "" : "; ").append(part).append(": ").append(what);
    };
    if (state.text("/acceptance") == "broker") add("mqtt", state.text("/mqtt/lastError"));
    add("spool", state.text("/spool/lastError"));
    add("buffer", state.text("/buffer/lastError"));
    add("sync", state.text("/sync/lastError"));
    add("cloud", state.text("/sync/refusal"));
    return text.empty() ? "none" : paint.red(text);
}

std::string link_text(const State& state, const Paint& paint) {
    const auto max = state.number("/sync/budget/monthBytesMax");
    if (!max) return "no budget";
    std::string text =
        bytes_text(state.number("/sync/budget/spentBytes")) + " of " + bytes_text(max) + " this month";
    if (const auto end = state.time("/sync/budget/endsAt"))
        text += ", spent by " + std::string(time_text(*end).view());
    return state.is_true("/sync/budget/scarce") ? paint.yellow(text + ", hearings wait") : text;
}

std::string records_text(const State& state, const Paint& paint) {
    const auto lost = sum(state.number("/buffer/droppedRecords"), state.number("/buffer/expiredRecords"));
    const std::string lost_text = "lost " + count_text(lost);
    return "accepted " + count_text(state.number("/pipeline/records")) + "   durable " +
           count_text(state.number("/pipeline/durableRecords")) + "   waiting " +
           count_text(state.number("/buffer/records")) + "   acknowledged " +
           count_text(state.number("/sync/acknowledgedRecords")) + "   " +
           (lost.value_or(0) > 0 ? paint.yellow(lost_text) : lost_text);
}

std::string sent_text(const State& state) {
    const auto per_record = state.number("/sync/sentBytesPerRecord");
    return count_text(state.number("/sync/sentBlocks")) + " blocks, " +
           count_text(state.number("/sync/sentGaps")) + " gaps, " +
           bytes_text(state.number("/sync/sentBytes")) + ", " +
           (per_record ? fixed(*per_record, 2) : unknown) + " bytes a record";
}

std::string drain_text(const State& state) {
    if (state.number("/buffer/records") == 0) return "nothing waits";
    const auto seconds = state.number("/sync/drainSeconds");
    return seconds ? "in " + duration_text(*seconds) : "not known";
}

std::string streams_text(const State& state, const Paint& paint) {
    std::string head = padded("stream", stream_width);
    for (const std::string_view column : columns) head += right(std::string(column), column_width);
    std::string text = paint.bold(head) + '\n';
    for (const char* const stream : {"status", "positions", "hearings"}) {
        const std::string of = std::string("/buffer/streams/") + stream + '/';
        text += padded(stream, stream_width);
        for (const std::string& cell :
             {count_text(state.number(of + "records")), count_text(state.number(of + "blocks")),
              bytes_text(state.number(of + "bodyBytes")), bytes_text(state.number(of + "keptBytes")),
              count_text(sum(state.number(of + "droppedRecords"), state.number(of + "expiredRecords"))),
              age_text(state, of + "oldestAt")})
            text += right(cell, column_width);
        text += '\n';
    }
    return text;
}

}  // namespace

std::string top_text(const boost::json::value& json, const Paint& paint) {
    const State state(json);
    const auto pace = state.number("/mqtt/messagesPerSecond");
    const std::string edge = state.text("/edge");
    return paint.bold("cairn-edge " + state.text("/version") + (edge.empty() ? "" : ", " + edge)) + ", up " +
           age_text(state, "/startedAt") + ", " + state.text("/now") + '\n' +
           line("cloud", cloud_text(state, paint)) + line("link", link_text(state, paint)) +
           line("error", error_text(state, paint)) +
           line("messages", (pace ? fixed(*pace, 1) : unknown) + " a second, " +
                                count_text(state.number("/pipeline/messages")) + " in all, acceptance " +
                                state.text("/acceptance")) +
           line("records", records_text(state, paint)) + line("sent", sent_text(state)) +
           line("disk", bytes_text(state.number("/buffer/bodyBytes")) + " wait, of at most " +
                            bytes_text(state.number("/buffer/bytesMax")) + "; the files take " +
                            bytes_text(state.number("/buffer/fileBytes"))) +
           line("drain", drain_text(state)) + '\n' + streams_text(state, paint);
}

}  // namespace cairn::tool
