#include "decode_json.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>

#include "cairn/core/time_text.h"
#include "cairn/decode/report_json.h"
#include "text.h"
#include "json/json_text.h"

namespace cairn::tool {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t format_json_bytes_max = 8192;

/// GAP's structures may come twice, but a member of an object comes once: again is one channel up.
Decoded numbered(const Decoded& decoded) {
    Decoded out = decoded;
    for (std::size_t i = 0; i < out.measurements.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const bool is_again = out.measurements[j].quantity == out.measurements[i].quantity &&
                                  out.measurements[j].channel == out.measurements[i].channel;
            if (is_again) ++out.measurements[i].channel;
        }
    }
    return out;
}

std::string json_of(const Decoded& decoded) {
    std::string text(format_json_bytes_max, '\0');
    const auto size = write_format_json(decoded.format == "gap" ? numbered(decoded) : decoded, text);
    text.resize(size ? *size : 0);
    return text;
}

std::string hex_of(const DecodedPayload& payload, std::size_t offset, std::size_t size) {
    return hex_text(as_text(Bytes(payload.bytes).subspan(offset, size)));
}

/// [{"reading":"temperature_c","offset":8,"bytes":"12fc"}]
std::string explained(const Decoded& decoded, const DecodedPayload& payload) {
    array all;
    const auto add = [&](std::string_view reading, std::size_t offset, std::size_t size) {
        object item{{"reading", reading}};
        if (size != 0) item["offset"] = offset;
        item["bytes"] = size == 0 ? value("encrypted") : value(hex_of(payload, offset, size));
        all.push_back(std::move(item));
    };
    for (const DecodedValue& read : decoded.measurements)
        add(name(read.quantity), read.offset, read.size_bytes);
    for (const DecodedText& read : decoded.attributes) add(name(read.kind), read.offset, read.size_bytes);
    return json_text(all);
}

/// The names, flags and services of GAP say something of every device, so they are a result only where an
/// advertisement has nothing else; elsewhere they stand beside the results.
bool is_beside(Quantity quantity) {
    return quantity == Quantity::flags;
}
bool is_beside(AttributeKind kind) {
    return kind == AttributeKind::name || kind == AttributeKind::service;
}

struct GapParts {
    Decoded beside;
    Decoded result;
};

GapParts split_gap(const Decoded& gap) {
    GapParts parts;
    parts.beside.format = parts.result.format = gap.format;
    for (const DecodedValue& read : gap.measurements) {
        static_cast<void>(
            (is_beside(read.quantity) ? parts.beside : parts.result).measurements.push_back(read));
    }
    for (const DecodedText& read : gap.attributes) {
        static_cast<void>((is_beside(read.kind) ? parts.beside : parts.result).attributes.push_back(read));
    }
    return parts;
}

bool is_empty(const Decoded& decoded) {
    return decoded.measurements.empty() && decoded.attributes.empty();
}

bool carries_only_gap(const DecodeReport& report) {
    return std::ranges::none_of(report.structures, [](const SeenStructure& structure) {
        return structure.type == ad_type::manufacturer_data || structure.type == ad_type::service_data_16 ||
               structure.type == ad_type::service_data_32 || structure.type == ad_type::service_data_128;
    });
}

/// The list under "results".
class Results {
public:
    explicit Results(bool explain) : explain_(explain) {}

    /// `origin` is put in front of each result: members of the gateway and the tag, each with its comma.
    void add(const DecodedPayload& payload, const std::string& origin) {
        const bool only_gap = carries_only_gap(payload.report);
        for (const Decoded& decoded : payload.report.formats) {
            if (decoded.format != "gap" || only_gap) {
                add(decoded, payload, origin);
            } else if (const Decoded result = split_gap(decoded).result; !is_empty(result)) {
                add(result, payload, origin);
            }
        }
    }
    void add(const std::string& result) {
        if (!list_.empty()) list_ += ',';
        list_ += result;
    }

    bool empty() const { return list_.empty(); }
    std::size_t size_bytes() const { return list_.size(); }
    std::string list() const { return "[" + list_ + "]"; }

private:
    void add(const Decoded& decoded, const DecodedPayload& payload, const std::string& origin) {
        std::string text = "{" + origin + json_of(decoded).substr(1);
        if (explain_) text.insert(text.size() - 1, ",\"explained\":" + explained(decoded, payload));
        add(text);
    }

    bool explain_;
    std::string list_;
};

/// What GAP says beside the results of an advertisement: {"name":...}, or "".
std::string gap_beside(const DecodeReport& report) {
    constexpr std::string_view before = R"("readings":)";
    if (carries_only_gap(report)) return "";
    for (const Decoded& decoded : report.formats) {
        if (decoded.format != "gap") continue;
        const Decoded beside = split_gap(decoded).beside;
        if (is_empty(beside)) return "";
        const std::string text = json_of(beside);
        const std::size_t at = text.find(before) + before.size();
        return text.substr(at, text.size() - at - 1);
    }
    return "";
}

/// A property is "name=value".
void add_text(const DecodedText& text, object& readings) {
    const std::string_view whole = text.text.view();
    const std::size_t equals = whole.find('=');
    if (text.kind == AttributeKind::property && equals != std::string_view::npos) {
        readings[whole.substr(0, equals)] = whole.substr(equals + 1);
    } else {
        readings[name(text.kind)] = whole;
    }
}

object own_readings(const std::vector<OwnValue>& values, const std::vector<DecodedText>& texts) {
    object readings;
    for (const OwnValue& own : values) {
        const bool is_custom = own.measurement.quantity == Quantity::custom;
        std::string key = is_custom ? own.label : std::string(name(own.measurement.quantity));
        if (own.measurement.channel != 0) key += "_" + std::to_string(own.measurement.channel + 1);
        readings[key] = own.measurement.value;
    }
    for (const DecodedText& text : texts) add_text(text, readings);
    return readings;
}

void add_geo(const GeoPosition& geo, object& readings) {
    readings["latitude_deg"] = geo.latitude_deg;
    readings["longitude_deg"] = geo.longitude_deg;
    if (geo.accuracy_m != 0) readings["accuracy_m"] = geo.accuracy_m;
}

/// The members of an object, each with a comma behind it.
std::string members_of(const object& members) {
    const std::string text = json_text(members);
    return members.empty() ? "" : text.substr(1, text.size() - 2) + ",";
}

void add_tag(const DecodedTag& tag, const std::string& gateway, Results& results) {
    object origin{{"gateway", gateway}, {"tag", tag.id}};
    if (tag.identity) origin["identity"] = address_text(*tag.identity);
    if (tag.rssi_dbm) origin["rssi_dbm"] = *tag.rssi_dbm;
    if (tag.at) origin["at"] = time_text(*tag.at).view();
    const DecodeReport& report = tag.payload.report;
    if (!tag.payload.bytes.empty()) origin["payload"] = hex_text(as_text(tag.payload.bytes));
    if (report.error) origin["error"] = error_text(*report.error);
    const std::string gap = gap_beside(report);
    const std::string members = members_of(origin) + (gap.empty() ? "" : "\"gap\":" + gap + ",");
    const std::size_t size_before = results.size_bytes();
    results.add(tag.payload, members);

    object own = own_readings(tag.own_values, tag.own_texts);
    if (tag.geo) add_geo(*tag.geo, own);
    const bool says_nothing_else = results.size_bytes() == size_before;
    if (own.empty() && !says_nothing_else) return;
    object last{{"format", own.empty() ? "sighting" : "gateway"}};
    if (says_nothing_else && !tag.payload.bytes.empty()) last["unknown"] = unknown_reason(report);
    last["readings"] = std::move(own);
    results.add("{" + members + json_text(last).substr(1));
}

void add_gateway(const DecodedGateway& gateway, Results& results) {
    if (gateway.has_status || gateway.geo || !gateway.texts.empty()) {
        object readings = own_readings(gateway.values, gateway.texts);
        if (gateway.has_status) readings["online"] = gateway.is_online;
        if (gateway.geo) add_geo(*gateway.geo, readings);
        results.add(json_text(object{
            {"gateway", gateway.id}, {"format", "gateway_status"}, {"readings", std::move(readings)}}));
    }
    for (const DecodedTag& tag : gateway.tags) add_tag(tag, gateway.id, results);
}

std::string id_text(const char* kind, Bytes value) {
    std::array<char, 32> text{};
    const int size = value.size() < 2
                         ? std::snprintf(text.data(), text.size(), "%s without id", kind)
                         : std::snprintf(text.data(), text.size(), "%s 0x%02X%02X", kind, value[1], value[0]);
    return {text.data(), static_cast<std::size_t>(size)};
}

/// What is known of an advertisement beside what it says.
std::string hearing_members(const DecodedInput& decoded) {
    object members;
    if (decoded.heard) {
        const DecodedHearing& heard = *decoded.heard;
        if (heard.at) members["at"] = time_text(*heard.at).view();
        if (heard.address) members["mac"] = address_text(*heard.address);
        if (heard.rssi_dbm) members["rssi_dbm"] = *heard.rssi_dbm;
        members["adv_hex"] = hex_text(as_text(decoded.advertisement->bytes));
    }
    if (decoded.identity) members["identity"] = address_text(*decoded.identity);
    return members_of(members);
}

}  // namespace

std::string error_text(const Error& error) {
    return std::string(name(error.code)) + ": " + error.where;
}

std::string unknown_reason(const DecodeReport& report) {
    std::string reason;
    const auto add = [&reason](const std::string& what) { reason += (reason.empty() ? "" : ", ") + what; };
    for (const SeenStructure& structure : report.structures) {
        if (structure.is_known) continue;
        if (structure.type == ad_type::manufacturer_data) add(id_text("company", structure.value));
        if (structure.type == ad_type::service_data_16) add(id_text("service", structure.value));
        if (structure.type == ad_type::service_data_32) add("a service of 32 bits");
        if (structure.type == ad_type::service_data_128) add("a service of 128 bits");
    }
    return reason.empty() ? "nothing that says what device it is" : "not known: " + reason;
}

std::string decoded_json(const DecodedInput& decoded, bool explain) {
    Results results(explain);
    if (decoded.advertisement) results.add(*decoded.advertisement, "");
    if (decoded.resolves.value_or(false))
        results.add(R"({"format":"resolvable_private_address","readings":{"resolves":true}})");
    for (const DecodedGateway& gateway : decoded.gateways) add_gateway(gateway, results);

    std::string line = "{";
    if (!decoded.id.empty()) line += "\"id\":" + decoded.id + ",";
    line += hearing_members(decoded) + "\"results\":" + results.list();
    const std::string gap = decoded.advertisement ? gap_beside(decoded.advertisement->report) : "";
    if (!gap.empty()) line += ",\"gap\":" + gap;
    if (decoded.resolves) line += decoded.resolves.value() ? ",\"resolves\":true" : ",\"resolves\":false";
    const bool is_only_unknown = decoded.errors.size() == 1 && decoded.errors[0].code == Errc::unsupported;
    if (decoded.errors.empty() || is_only_unknown) {
        if (results.empty() && decoded.resolves) {
            line += R"(,"unknown":"the key did not make this address")";
        } else if (results.empty() && decoded.advertisement) {
            line += ",\"unknown\":" + json_text(value(unknown_reason(decoded.advertisement->report)));
        } else if (is_only_unknown) {
            line += ",\"unknown\":" + json_text(value(decoded.errors[0].where));
        }
    } else {
        line += ",\"error\":" + json_text(value(error_text(decoded.errors[0])));
    }
    return line + "}";
}

}  // namespace cairn::tool
