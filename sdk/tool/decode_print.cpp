#include "decode_print.h"

#include <array>
#include <cstdio>

#include "cairn/core/time_text.h"
#include "decode_json.h"
#include "text.h"

namespace cairn::tool {
namespace {

constexpr std::size_t format_width = 28;
constexpr std::size_t quantity_width = 26;
constexpr std::size_t value_width = 12;
constexpr std::size_t explained_width = 84;
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

std::string quantity_text(const Measurement& measurement, const std::string& label) {
    if (measurement.quantity == Quantity::custom) return printable(label);
    std::string text(name(measurement.quantity));
    if (measurement.channel > 0) text += "[" + std::to_string(measurement.channel) + "]";
    return text;
}

std::string row(std::string_view indent, std::string_view first, const std::string& quantity,
                const std::string& value, std::string_view unit, const std::string& bytes = "") {
    std::string line(indent);
    line += padded(first, format_width) + " " + padded(quantity, quantity_width) + " ";
    line += unit.empty() && bytes.empty() ? value : padded(value, value_width) + " " + std::string(unit);
    if (!bytes.empty()) line = padded(line, explained_width) + " " + bytes;
    return line + "\n";
}

/// The lines of a table; what stands in the first column stands there once.
class Rows {
public:
    Rows(std::string_view indent, std::string_view first) : indent_(indent), first_(first) {}

    void add(const std::string& quantity, const std::string& value, std::string_view unit,
             const std::string& bytes = "") {
        text_ += row(indent_, first_, quantity, value, unit, bytes);
        first_ = "";
    }
    void add(const std::vector<OwnValue>& values) {
        for (const OwnValue& own : values) {
            add(quantity_text(own.measurement, own.label), value_text(own.measurement.value),
                unit_of(own.measurement.quantity));
        }
    }
    void add(const std::vector<DecodedText>& texts) {
        for (const DecodedText& text : texts)
            add(std::string(name(text.kind)), printable(text.text.view()), "");
    }
    void add(const GeoPosition& geo) {
        add("latitude, longitude", fixed(geo.latitude_deg, 6) + ", " + fixed(geo.longitude_deg, 6), "");
    }
    /// A line of its own for what has no values.
    std::string text() const {
        return text_.empty() ? std::string(indent_) + std::string(first_) + "\n" : text_;
    }
    bool empty() const { return text_.empty(); }

private:
    std::string_view indent_;
    std::string_view first_;
    std::string text_;
};

std::string bytes_text(const DecodedPayload& payload, std::size_t offset, std::size_t size) {
    if (size == 0) return "encrypted";
    return "bytes " + std::to_string(offset) + ": " +
           hex_text(as_text(Bytes(payload.bytes).subspan(offset, size)));
}

std::string title_of(const Decoded& decoded) {
    std::string title(decoded.format);
    if (decoded.protection != Protection::none)
        title.append(" (").append(name(decoded.protection)).append(")");
    return title;
}

std::string payload_rows(std::string_view indent, const DecodedPayload& payload, bool explain) {
    std::string rows;
    for (const Decoded& decoded : payload.report.formats) {
        const std::string title = title_of(decoded);
        Rows lines(indent, title);
        for (const DecodedValue& read : decoded.measurements) {
            lines.add(quantity_text(read, ""), value_text(read.value), unit_of(read.quantity),
                      explain ? bytes_text(payload, read.offset, read.size_bytes) : "");
        }
        for (const DecodedText& read : decoded.attributes) {
            lines.add(std::string(name(read.kind)), printable(read.text.view()), "",
                      explain ? bytes_text(payload, read.offset, read.size_bytes) : "");
        }
        rows += lines.text();
    }
    return rows;
}

/// Every structure with its bytes, and whether a format knows it.
std::string structure_rows(const DecodedPayload& payload, const Paint& paint) {
    std::string rows;
    for (const SeenStructure& structure : payload.report.structures) {
        std::array<char, 48> head{};
        const int size = std::snprintf(head.data(), head.size(), "  byte %3u  AD type 0x%02X  ",
                                       unsigned{structure.offset}, unsigned{structure.type});
        rows += paint.faint(std::string(head.data(), static_cast<std::size_t>(size)) +
                            hex_text(as_text(structure.value)) + (structure.is_known ? "" : "  not known")) +
                "\n";
    }
    return rows;
}

std::string tag_rows(const DecodedTag& tag, const Paint& paint, bool explain) {
    std::string rows = "  " + paint.bold(tag.id);
    if (tag.identity) rows += " = " + address_text(*tag.identity);
    if (tag.rssi_dbm) rows += "  " + std::to_string(*tag.rssi_dbm) + " dBm";
    if (tag.at) rows.append("  ").append(time_text(*tag.at).view());
    rows += "\n" + payload_rows("    ", tag.payload, explain);
    const bool is_unknown = tag.payload.report.formats.empty() && !tag.payload.bytes.empty();
    if (is_unknown) rows += "    " + paint.faint(unknown_reason(tag.payload.report)) + "\n";
    Rows own("    ", "gateway");
    own.add(tag.own_values);
    own.add(tag.own_texts);
    if (tag.geo) own.add(*tag.geo);
    if (!own.empty()) rows += own.text();
    if (tag.payload.report.error) rows += "    " + paint.yellow(error_text(*tag.payload.report.error)) + "\n";
    return rows;
}

std::string gateway_rows(const DecodedGateway& gateway, const Paint& paint, bool explain) {
    std::string rows = "gateway " + paint.bold(gateway.id);
    if (gateway.has_status) rows += gateway.is_online ? "  online" : "  offline";
    rows += "\n";
    Rows status("  ", "status");
    status.add(gateway.values);
    status.add(gateway.texts);
    if (gateway.geo) status.add(*gateway.geo);
    if (!status.empty()) rows += status.text();
    for (const DecodedTag& tag : gateway.tags) rows += tag_rows(tag, paint, explain);
    return rows;
}

std::string head_row(const DecodedInput& decoded, const Paint& paint) {
    if (decoded.heard) {
        const DecodedHearing& heard = *decoded.heard;
        std::string row = "packet " + decoded.id + "  ";
        row += paint.bold(heard.address ? address_text(*heard.address) : "anonymous");
        if (decoded.identity) row += " = " + address_text(*decoded.identity);
        if (heard.rssi_dbm) row += "  " + std::to_string(*heard.rssi_dbm) + " dBm";
        if (heard.at) row.append("  ").append(time_text(*heard.at).view());
        return row + "\n";
    }
    const std::string& title = decoded.topic.empty() ? decoded.input : decoded.topic;
    std::string head = printable(title.substr(0, input_chars_max));
    if (title.size() > input_chars_max) head += "...";
    return paint.faint(head) + "\n" +
           (decoded.identity ? "  identity " + address_text(*decoded.identity) + "\n" : "");
}

}  // namespace

std::string_view unit_of(Quantity quantity) {
    const std::string_view whole = name(quantity);
    for (const Unit& unit : units) {
        if (whole.ends_with(unit.suffix)) return unit.text;
    }
    return "";
}

std::string decoded_table(const DecodedInput& decoded, const Paint& paint, bool explain) {
    std::string table = head_row(decoded, paint);
    if (decoded.advertisement) {
        if (explain) table += structure_rows(*decoded.advertisement, paint);
        table += payload_rows("  ", *decoded.advertisement, explain);
    }
    if (decoded.heard && decoded.advertisement->report.formats.empty())
        table += "  " + paint.faint(unknown_reason(decoded.advertisement->report)) + "\n";
    if (decoded.resolves) {
        table +=
            *decoded.resolves ? "  the key made this address\n" : "  the key did not make this address\n";
    }
    for (const DecodedGateway& gateway : decoded.gateways) table += gateway_rows(gateway, paint, explain);
    for (const Error& error : decoded.errors) {
        const bool is_said = decoded.heard && error.code == Errc::unsupported;
        if (!is_said) table += paint.red(error_text(error)) + "\n";
    }
    return table;
}

}  // namespace cairn::tool
