#include "store/text_lists.h"

#include <array>
#include <charconv>
#include <optional>

namespace cairn::cloud {
namespace {

/// The shortest digits that lead back to the same number, whatever the locale.
template <typename Number>
void append_number(std::string& to, Number number) {
    std::array<char, 32> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    to.append(digits.data(), written.ptr);
}

/// The text up to `end`, which is taken off the front of `text` with it.
std::string_view take_until(std::string_view& text, char end) {
    const std::size_t place = text.find(end);
    const std::string_view taken = text.substr(0, place);
    text.remove_prefix(place == std::string_view::npos ? text.size() : place + 1);
    return taken;
}

template <typename Number>
std::optional<Number> take_number(std::string_view& line) {
    const std::string_view digits = take_until(line, ' ');
    Number number{};
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
    return number;
}

}  // namespace

std::string encode_evidence(const EvidenceList& evidence) {
    std::string text;
    for (const Evidence& part : evidence) {
        text.append(part.gateway.view()).push_back(' ');
        append_number(text, part.rssi_dbm);
        text.push_back(' ');
        append_number(text, part.heard_count);
        text.push_back(' ');
        append_number(text, part.expected_dbm);
        text.push_back(' ');
        append_number(text, part.distance_m);
        text.push_back('\n');
    }
    return text;
}

EvidenceList parse_evidence(std::string_view text) {
    EvidenceList evidence;
    while (!text.empty()) {
        std::string_view line = take_until(text, '\n');
        const auto gateway = GatewayId::parse(take_until(line, ' '));
        const auto rssi_dbm = take_number<float>(line);
        const auto heard_count = take_number<std::uint16_t>(line);
        const auto expected_dbm = take_number<float>(line);
        const auto distance_m = take_number<float>(line);
        if (gateway && rssi_dbm && heard_count) {
            evidence.push_back(
                {*gateway, *rssi_dbm, *heard_count, expected_dbm.value_or(0), distance_m.value_or(0)});
        }
    }
    return evidence;
}

std::string encode_measurements(const MeasurementList& measurements) {
    std::string text;
    for (const Measurement& measurement : measurements) {
        append_number(text, static_cast<std::uint16_t>(measurement.quantity));
        text.push_back(' ');
        append_number(text, measurement.channel);
        text.push_back(' ');
        append_number(text, measurement.value);
        text.push_back('\n');
    }
    return text;
}

std::vector<Measurement> parse_measurements(std::string_view text) {
    std::vector<Measurement> measurements;
    while (!text.empty()) {
        std::string_view line = take_until(text, '\n');
        const auto quantity = take_number<std::uint16_t>(line);
        const auto channel = take_number<std::uint8_t>(line);
        const auto value = take_number<double>(line);
        if (quantity && channel && value) {
            measurements.push_back({static_cast<Quantity>(*quantity), *channel, *value});
        }
    }
    return measurements;
}

}  // namespace cairn::cloud
