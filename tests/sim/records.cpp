#include "sim/records.h"

#include <charconv>

#include "cairn/core/hex.h"

namespace cairn::sim {
namespace {

/// Facts that are told once are numbers below this, in every edge its own; what may be told again lies above.
constexpr std::uint64_t numbers_a_box = 1ULL << 32U;
constexpr Fact hearings_begin = 1ULL << 48U;
constexpr unsigned tags = 12;
constexpr std::uint64_t status_bit = 1ULL << 30U;  // keeps the kinds of facts apart
constexpr std::uint64_t raw_bit = 1ULL << 31U;

std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view mark) {
    const std::size_t at = text.rfind(mark);
    if (at == std::string_view::npos) return std::nullopt;
    std::uint64_t number = 0;
    const char* const begin = text.data() + at + mark.size();
    const auto read = std::from_chars(begin, text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<Fact> whole(double value) {
    if (!(value >= 0 && value < 9e15)) return std::nullopt;
    const auto number = static_cast<std::uint64_t>(value);
    if (static_cast<double>(number) != value) return std::nullopt;
    return number;
}

struct FactOf {
    std::optional<Fact> operator()(const Reading& reading) const {
        return reading.label.view() == "told 1" ? whole(reading.measurement.value) : std::nullopt;
    }
    std::optional<Fact> operator()(const Attribute& attribute) const {
        return number_behind(attribute.text.view(), "said ");
    }
    std::optional<Fact> operator()(const Sighting& sighting) const {
        const auto tag = number_behind(sighting.tag.view(), "-tag");
        const auto gateway = number_behind(sighting.gateway.view(), "-gw");
        if (!tag || !gateway) return std::nullopt;
        return hearings_begin | *gateway << 32U | *tag << 16U |
               static_cast<std::uint64_t>(-static_cast<int>(sighting.rssi_dbm));
    }
    std::optional<Fact> operator()(const GatewayStatus& status) const {
        if (status.measurements.empty()) return std::nullopt;
        return whole(status.measurements[0].value);
    }
    std::optional<Fact> operator()(const RawMessage& raw) const { return number_behind(raw.topic, "/"); }
    std::optional<Fact> operator()(const Position&) const { return std::nullopt; }
    std::optional<Fact> operator()(const GeoFix&) const { return std::nullopt; }
};

}  // namespace

std::optional<Fact> fact_of(const Record& record) {
    return std::visit(FactOf{}, record);
}

Fact Gateways::fresh() {
    return box_ * numbers_a_box + ++last_;
}

std::string Gateways::gateway() {
    return "e" + std::to_string(box_) + "-gw" + std::to_string(box_ * 100 + luck_.below(work_.gateways));
}

Published Gateways::next(std::int64_t wall_ms, std::map<Fact, Told>& told) {
    if (luck_.happens(work_.malformed)) return {"civic/x/up", R"({"cairn":"civic/1","gateway":)"};
    if (before_.topic.empty() || !luck_.happens(work_.same_again)) {
        facts_before_.clear();
        const std::uint64_t kind = luck_.below(10);
        const bool is_raw = work_.raw_bytes_max > 0 && luck_.once_in(work_.raw_bytes_max > 10'000 ? 10 : 3);
        before_ = is_raw      ? raw(facts_before_)
                  : kind == 9 ? about_gateway(facts_before_)
                              : about_tags(wall_ms, facts_before_);
    }
    for (const Fact fact : facts_before_) {
        Told& one = told[fact];
        ++one.times;
        one.edge = edge_;
    }
    return before_;
}

Published Gateways::about_tags(std::int64_t wall_ms, std::vector<Fact>& facts) {
    const std::string name = gateway();
    const std::uint64_t gateway_number = *number_behind(name, "-gw");
    std::string text = R"({"cairn":"civic/1","gateway":")" + name + "\"";
    if (!luck_.once_in(3))
        text += ",\"at\":" + std::to_string(wall_ms - static_cast<std::int64_t>(luck_.below(900)));
    text += ",\"tags\":[";
    const std::uint64_t count = luck_.between(1, work_.records_a_message_max);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t tag = box_ * 100 + luck_.below(tags);
        if (i > 0) text += ',';
        text += R"({"tag":"e-tag)" + std::to_string(tag) + "\"";
        const std::uint64_t kind = luck_.below(4);
        if (kind < 2) {
            const std::uint64_t rssi = luck_.between(40, 90);
            text += ",\"rssi\":-" + std::to_string(rssi) + "}";
            facts.push_back(hearings_begin | gateway_number << 32U | tag << 16U | rssi);
        } else {
            const Fact fact = fresh();
            facts.push_back(fact);
            text += R"(,"measurements":[)";
            text += kind == 2 ? R"({"type":"told","value":)" + std::to_string(fact) + R"(,"unit":"1"}]})"
                              : R"({"type":"name","value":"said )" + std::to_string(fact) + R"("}]})";
        }
    }
    return {"civic/" + name + "/up", text + "]}"};
}

Published Gateways::about_gateway(std::vector<Fact>& facts) {
    const std::string name = gateway();
    facts.push_back(fresh() | status_bit);
    return {"civic/" + name + "/up", R"({"cairn":"civic/1","gateway":")" + name +
                                         R"(","measurements":[{"type":"uptime","value":)" +
                                         std::to_string(facts.back()) + R"(,"unit":"s"}]})"};
}

/// What does not compress, so that buffers fill.
Published Gateways::raw(std::vector<Fact>& facts) {
    facts.push_back(fresh() | raw_bit);
    std::string payload(luck_.of_any_size(1, work_.raw_bytes_max), '\0');
    for (std::size_t i = 0; i < payload.size();) {
        std::uint64_t bits = luck_.next();
        for (int k = 0; k < 8 && i < payload.size(); ++k, bits >>= 8U) payload[i++] = static_cast<char>(bits);
    }
    payload[0] = '\x01';  // of no dialect
    return {"raw/" + gateway() + "/" + std::to_string(facts.back()), payload};
}

}  // namespace cairn::sim
