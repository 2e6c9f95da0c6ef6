#include "decode_print.h"

#include <array>
#include <boost/json.hpp>
#include <cstdio>

#include "cairn/core/time_text.h"

namespace cairn::tool {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t format_width = 28;
constexpr std::size_t quantity_width = 26;
constexpr std::size_t value_width = 12;
constexpr std::size_t input_chars_max = 100;

struct Unit {
    std::string_view suffix;
    std::string_view text;
};
constexpr std::array units{
    Unit{"_c", "\u00B0C"},
    Unit{"_pct", "%"},
    Unit{"_hpa", "hPa"},
    Unit{"_g", "g"},
    Unit{"_v", "V"},
    Unit{"_dbm", "dBm"},
    Unit{"_s", "s"},
    Unit{"_lux", "lx"},
    Unit{"_m", "m"},
    Unit{"_ppm", "ppm"},
    Unit{"_ppb", "ppb"},
    Unit{"_ugm3", "\u00B5g/m\u00B3"},
    Unit{"_mgm3", "mg/m\u00B3"},
    Unit{"_kg", "kg"},
    Unit{"_lb", "lb"},
    Unit{"_kwh", "kWh"},
    Unit{"_w", "W"},
    Unit{"_a", "A"},
    Unit{"_m3", "m\u00B3"},
    Unit{"_m3h", "m\u00B3/h"},
    Unit{"_l", "l"},
    Unit{"_mm", "mm"},
    Unit{"_uscm", "\u00B5S/cm"},
    Unit{"_mps", "m/s"},
    Unit{"_mps2", "m/s\u00B2"},
    Unit{"_dps", "\u00B0/s"},
    Unit{"_ut", "\u00B5T"},
    Unit{"_rpm", "rpm"},
    Unit{"_bpm", "/min"},
    Unit{"_ohm", "\u03A9"},
    Unit{"_hz", "Hz"},
    Unit{"_usvh", "\u00B5Sv/h"},
    Unit{"_bqm3", "Bq/m\u00B3"},
    Unit{"_db", "dB"},
    Unit{"_deg", "\u00B0"},
};

/// As many digits as the sensors that exist are worth.
std::string value_text(double number) {
    std::array<char, 32> text{};
    const int size = std::snprintf(text.data(), text.size(), "%.7g", number);
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string quantity_text(const DecodedValue& decoded) {
    if (decoded.measurement.quantity == Quantity::custom) return printable(decoded.label);
    std::string text(name(decoded.measurement.quantity));
    if (decoded.measurement.channel > 0) text += "[" + std::to_string(decoded.measurement.channel) + "]";
    return text;
}

std::string error_text(const Error& error) {
    return std::string(name(error.code)) + ": " + error.where;
}

std::string row(std::string_view indent, std::string_view first, const std::string& quantity,
                const std::string& value, std::string_view unit) {
    std::string line(indent);
    line += padded(first, format_width) + " " + padded(quantity, quantity_width) + " ";
    line += unit.empty() ? value : padded(value, value_width) + " " + std::string(unit);
    return line + "\n";
}

std::string value_rows(std::string_view indent, std::string_view first,
                       const std::vector<DecodedValue>& values) {
    std::string rows;
    for (const DecodedValue& decoded : values) {
        rows += row(indent, first, quantity_text(decoded), value_text(decoded.measurement.value),
                    unit_of(decoded.measurement.quantity));
        first = "";
    }
    return rows;
}

std::string text_rows(std::string_view indent, std::string_view first,
                      const std::vector<DecodedText>& texts) {
    std::string rows;
    for (const DecodedText& text : texts) {
        rows += row(indent, first, std::string(name(text.kind)), printable(text.text.view()), "");
        first = "";
    }
    return rows;
}

std::string format_rows(std::string_view indent, const std::vector<DecodedFormat>& formats) {
    std::string rows;
    for (const DecodedFormat& format : formats) {
        std::string_view first = format.name;
        if (format.values.empty() && format.texts.empty()) rows += std::string(indent) + format.name + "\n";
        rows += value_rows(indent, first, format.values);
        if (!format.values.empty()) first = "";
        rows += text_rows(indent, first, format.texts);
    }
    return rows;
}

std::string geo_text(const GeoPosition& geo) {
    return fixed(geo.latitude_deg, 6) + ", " + fixed(geo.longitude_deg, 6);
}

std::string tag_rows(const DecodedTag& tag, const Paint& paint) {
    std::string rows = "  " + paint.bold(tag.id);
    if (tag.rssi_dbm) rows += "  " + std::to_string(*tag.rssi_dbm) + " dBm";
    if (tag.at) rows.append("  ").append(time_text(*tag.at).view());
    rows += "\n" + format_rows("    ", tag.formats);
    if (tag.formats.empty() && !tag.payload_hex.empty()) {
        rows += "    " + paint.faint("no known format: " + tag.payload_hex) + "\n";
    }
    if (tag.geo) rows += row("    ", "gateway", "latitude, longitude", geo_text(*tag.geo), "");
    if (tag.error) rows += "    " + paint.yellow(error_text(*tag.error)) + "\n";
    return rows;
}

std::string gateway_rows(const DecodedGateway& gateway, const Paint& paint) {
    std::string rows = "gateway " + paint.bold(gateway.id);
    if (gateway.has_status) rows += gateway.is_online ? "  online" : "  offline";
    rows += "\n" + value_rows("  ", "status", gateway.values);
    rows += text_rows("  ", gateway.values.empty() ? "status" : "", gateway.texts);
    if (gateway.geo) rows += row("  ", "status", "latitude, longitude", geo_text(*gateway.geo), "");
    for (const DecodedTag& tag : gateway.tags) rows += tag_rows(tag, paint);
    return rows;
}

value time_value(const std::optional<Timestamp>& at) {
    return at ? value(time_text(*at).view()) : value(nullptr);
}

array values_json(const std::vector<DecodedValue>& values) {
    array all;
    for (const DecodedValue& decoded : values) {
        const Measurement& measurement = decoded.measurement;
        object item{{"quantity", std::string(name(measurement.quantity))},
                    {"channel", measurement.channel},
                    {"value", measurement.value},
                    {"unit", std::string(unit_of(measurement.quantity))}};
        if (!decoded.label.empty()) item["label"] = decoded.label;
        all.push_back(std::move(item));
    }
    return all;
}

array texts_json(const std::vector<DecodedText>& texts) {
    array all;
    for (const DecodedText& text : texts) {
        all.push_back(object{{"kind", std::string(name(text.kind))}, {"text", text.text.view()}});
    }
    return all;
}

array formats_json(const std::vector<DecodedFormat>& formats) {
    array all;
    for (const DecodedFormat& format : formats) {
        all.push_back(object{{"format", format.name},
                             {"values", values_json(format.values)},
                             {"texts", texts_json(format.texts)}});
    }
    return all;
}

object error_json(const Error& error) {
    return {{"code", name(error.code)}, {"where", error.where}};
}

object geo_json(const GeoPosition& geo) {
    return {{"latitudeDeg", geo.latitude_deg},
            {"longitudeDeg", geo.longitude_deg},
            {"accuracyM", geo.accuracy_m}};
}

object tag_json(const DecodedTag& tag) {
    object item{{"tag", tag.id},
                {"rssiDbm", tag.rssi_dbm ? value(*tag.rssi_dbm) : value(nullptr)},
                {"at", time_value(tag.at)},
                {"payload", tag.payload_hex},
                {"formats", formats_json(tag.formats)}};
    if (tag.geo) item["geo"] = geo_json(*tag.geo);
    if (tag.error) item["error"] = error_json(*tag.error);
    return item;
}

object gateway_json(const DecodedGateway& gateway) {
    array tags;
    for (const DecodedTag& tag : gateway.tags) tags.push_back(tag_json(tag));
    object item{{"gateway", gateway.id}, {"tags", std::move(tags)}};
    if (gateway.has_status)
        item["status"] = object{{"online", gateway.is_online}, {"values", values_json(gateway.values)}};
    if (!gateway.texts.empty()) item["texts"] = texts_json(gateway.texts);
    if (gateway.geo) item["geo"] = geo_json(*gateway.geo);
    return item;
}

}  // namespace

std::string_view unit_of(Quantity quantity) {
    const std::string_view whole = name(quantity);
    for (const Unit& unit : units) {
        if (whole.ends_with(unit.suffix)) return unit.text;
    }
    return "";
}

std::string decoded_table(const DecodedInput& decoded, const Paint& paint) {
    const std::string& title = decoded.topic.empty() ? decoded.input : decoded.topic;
    std::string head = printable(title.substr(0, input_chars_max));
    if (title.size() > input_chars_max) head += "...";
    std::string table = paint.faint(head) + "\n" + format_rows("  ", decoded.formats);
    for (const DecodedGateway& gateway : decoded.gateways) table += gateway_rows(gateway, paint);
    for (const Error& error : decoded.errors) table += paint.red(error_text(error)) + "\n";
    return table;
}

object decoded_json(const DecodedInput& decoded) {
    object item{{"input", decoded.input}};
    if (!decoded.topic.empty()) item["topic"] = decoded.topic;
    if (decoded.is_advertisement) item["formats"] = formats_json(decoded.formats);
    array gateways;
    for (const DecodedGateway& gateway : decoded.gateways) gateways.push_back(gateway_json(gateway));
    if (!gateways.empty()) item["gateways"] = std::move(gateways);
    array errors;
    for (const Error& error : decoded.errors) errors.push_back(error_json(error));
    item["errors"] = std::move(errors);
    return item;
}

}  // namespace cairn::tool
