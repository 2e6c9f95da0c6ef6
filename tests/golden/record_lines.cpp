#include "golden/record_lines.h"

#include <chrono>
#include <cstdio>
#include <variant>

#include "cairn/core/hex.h"

namespace cairn::test {
namespace {

std::string number_text(double number) {
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", number);
    return text;
}

std::string measurement_text(const Measurement& measurement) {
    std::string text(name(measurement.quantity));
    if (measurement.channel != 0) text += '[' + std::to_string(measurement.channel) + ']';
    return text + '=' + number_text(measurement.value);
}

std::string at_text(Timestamp at) {
    return " at=" + time_text(at);
}

std::string address_text(AddressType type) {
    switch (type) {
        case AddressType::unknown: break;
        case AddressType::public_device: return " address=public";
        case AddressType::random_static: return " address=static";
        case AddressType::resolvable: return " address=resolvable";
        case AddressType::non_resolvable: return " address=non-resolvable";
        case AddressType::random: return " address=random";
    }
    return {};
}

struct Lines {
    std::string operator()(const Sighting& sighting) const {
        return "sighting " + std::string(sighting.tag.view()) + at_text(sighting.at);
    }
    std::string operator()(const Reading& reading) const {
        std::string text = "reading " + std::string(reading.tag.view()) + ' ';
        text += reading.measurement.quantity == Quantity::custom
                    ? '"' + std::string(reading.label.view()) + "\"=" + number_text(reading.measurement.value)
                    : measurement_text(reading.measurement);
        return text + at_text(reading.at);
    }
    std::string operator()(const Attribute& attribute) const {
        const std::string who(attribute.tag.empty() ? attribute.gateway.view() : attribute.tag.view());
        return "attribute " + who + ' ' + std::string(name(attribute.kind)) + "=\"" +
               std::string(attribute.text.view()) + '"' + at_text(attribute.at);
    }
    std::string operator()(const Position& position) const {
        return "position " + std::string(position.tag.view()) + at_text(position.at);
    }
    std::string operator()(const GeoFix& fix) const {
        const std::string who(fix.tag.empty() ? fix.gateway.view() : fix.tag.view());
        return "geo " + who + " latitude=" + number_text(fix.position.latitude_deg) +
               " longitude=" + number_text(fix.position.longitude_deg) +
               " accuracy=" + number_text(fix.position.accuracy_m) + at_text(fix.at);
    }
    std::string operator()(const GatewayStatus& status) const {
        std::string text = "status " + std::string(status.gateway.view());
        text += status.online ? " online" : " offline";
        for (const Measurement& measurement : status.measurements)
            text += ' ' + measurement_text(measurement);
        return text + at_text(status.at);
    }
    std::string operator()(const RawMessage& message) const {
        return "raw " + std::string(message.gateway.view()) + " topic=" + std::string(message.topic) +
               " bytes=" + std::to_string(message.payload.size()) + at_text(message.at);
    }
};

}  // namespace

std::string time_text(Timestamp at) {
    using namespace std::chrono;
    const sys_time<milliseconds> whole{milliseconds{at.unix_ms}};
    const auto day = floor<days>(whole);
    const year_month_day date{day};
    const hh_mm_ss time{whole - day};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text;
}

std::string line_of(const Record& record) {
    return std::visit(Lines{}, record);
}

std::string line_of(const Advertisement& heard) {
    std::string text = "heard " + std::string(heard.tag.view()) + " rssi=";
    text += heard.rssi_dbm ? std::to_string(*heard.rssi_dbm) : "none";
    text += at_text(heard.heard_at);
    text += heard.time_source == TimeSource::gateway ? " by gateway" : " by receipt";
    InlineString<254> payload;
    append_hex(payload, heard.payload);
    text += " payload=" + std::string(payload.view());
    return heard.address_type == AddressType::unknown ? text : text + address_text(heard.address_type);
}

void LineSink::frame(const Frame& frame) {
    ++frames;
    lines.push_back("frame " + std::string(frame.gateway.view()));
    for (const Advertisement& heard : frame.advertisements) lines.push_back(line_of(heard));
    for (const Record& record : frame.records) lines.push_back(line_of(record));
}

void LineSink::rejected(const Error& error) {
    refusals.push_back(error);
    lines.push_back("refused " + std::string(name(error.code)) + " \"" + error.where + '"');
}

}  // namespace cairn::test
