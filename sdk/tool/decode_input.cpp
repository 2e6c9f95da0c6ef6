#include "decode_input.h"

#include <algorithm>
#include <boost/json.hpp>

#include "cairn/core/hex.h"
#include "capture.h"
#include "text.h"

namespace cairn::tool {
namespace {

constexpr char mkgw4_start = '\xEF';

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool starts_json(std::string_view text) {
    return !text.empty() && (text.front() == '{' || text.front() == '[');
}

/// Hexadecimal text as people copy it: with blanks, colons or dashes between the bytes.
Result<std::string> bytes_of(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (!is_blank(c) && c != ':' && c != '-') digits += c;
    }
    std::string bytes(digits.size() / 2 + 1, '\0');
    const auto size = parse_hex(digits, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    if (!size) return fail(Errc::malformed, "input: neither hexadecimal nor JSON");
    bytes.resize(*size);
    if (bytes.empty()) return fail(Errc::malformed, "input: empty");
    return bytes;
}

std::vector<DecodedFormat> formats_of(const DecodeReport& report) {
    std::vector<DecodedFormat> all;
    for (const Decoded& decoded : report.formats) {
        DecodedFormat format{std::string(decoded.format), {}, {}};
        for (const Measurement& measurement : decoded.measurements)
            format.values.push_back({measurement, ""});
        format.texts.assign(decoded.attributes.begin(), decoded.attributes.end());
        all.push_back(std::move(format));
    }
    return all;
}

/// Gathers a message's frames into gateways and their tags.
class Gatherer final : public IngestSink {
public:
    explicit Gatherer(DecodedInput& out) : out_(out) {}

    void frame(const Frame& frame) override {
        for (const Advertisement& advertisement : frame.advertisements) add(frame.gateway, advertisement);
        for (const Record& record : frame.records) {
            std::visit([&](const auto& what) { add(frame.gateway, what); }, record);
        }
    }
    void rejected(const Error& error) override { out_.errors.push_back(error); }

private:
    DecodedGateway& gateway(const GatewayId& id) {
        const auto found = std::find_if(out_.gateways.begin(), out_.gateways.end(),
                                        [&](const DecodedGateway& known) { return known.id == id.view(); });
        if (found != out_.gateways.end()) return *found;
        DecodedGateway fresh;
        fresh.id = id.view();
        return out_.gateways.emplace_back(std::move(fresh));
    }

    /// The tag's last hearing: records belong to the one before them.
    DecodedTag& tag(const GatewayId& gateway_id, const TagId& id) {
        std::vector<DecodedTag>& tags = gateway(gateway_id).tags;
        const auto found = std::find_if(tags.rbegin(), tags.rend(),
                                        [&](const DecodedTag& known) { return known.id == id.view(); });
        if (found != tags.rend()) return *found;
        DecodedTag fresh;
        fresh.id = id.view();
        return tags.emplace_back(std::move(fresh));
    }
    static DecodedFormat& own_format(DecodedTag& tag) {
        if (tag.formats.empty() || tag.formats.back().name != "gateway")
            tag.formats.push_back({"gateway", {}, {}});
        return tag.formats.back();
    }

    void add(const GatewayId& gateway_id, const Advertisement& advertisement) {
        DecodedTag heard;
        heard.id = advertisement.tag.view();
        if (advertisement.rssi_dbm) heard.rssi_dbm = *advertisement.rssi_dbm;
        if (advertisement.time_source == TimeSource::gateway) heard.at = advertisement.heard_at;
        heard.payload_hex = hex_text(as_text(advertisement.payload));
        decode(advertisement.payload, report_);
        heard.formats = formats_of(report_);
        heard.error = report_.error;
        gateway(gateway_id).tags.push_back(std::move(heard));
    }
    void add(const GatewayId& gateway_id, const Reading& reading) {
        own_format(tag(gateway_id, reading.tag))
            .values.push_back({reading.measurement, std::string(reading.label.view())});
    }
    void add(const GatewayId& gateway_id, const Attribute& attribute) {
        std::vector<DecodedText>& texts = attribute.tag.empty()
                                              ? gateway(gateway_id).texts
                                              : own_format(tag(gateway_id, attribute.tag)).texts;
        texts.push_back({attribute.kind, attribute.text});
    }
    void add(const GatewayId& gateway_id, const GeoFix& fix) {
        (fix.tag.empty() ? gateway(gateway_id).geo : tag(gateway_id, fix.tag).geo) = fix.position;
    }
    void add(const GatewayId& gateway_id, const GatewayStatus& status) {
        DecodedGateway& known = gateway(gateway_id);
        known.has_status = true;
        known.is_online = status.online;
        for (const Measurement& measurement : status.measurements) known.values.push_back({measurement, ""});
    }
    void add(const GatewayId& gateway_id, const Sighting& sighting) {
        DecodedTag heard;
        heard.id = sighting.tag.view();
        heard.rssi_dbm = sighting.rssi_dbm;
        if (sighting.time_source == TimeSource::gateway) heard.at = sighting.at;
        gateway(gateway_id).tags.push_back(std::move(heard));
    }
    /// Positions are made further on, and pass-through is not asked for: adapters hand over neither here.
    void add(const GatewayId&, const Position&) {}
    void add(const GatewayId&, const RawMessage&) {}

    DecodedInput& out_;
    DecodeReport report_;
};

void decode_message(const Message& message, Adapter& adapter, Timestamp now, DecodedInput& out) {
    Gatherer gatherer(out);
    out.topic = message.topic;
    adapter.feed(message, now, gatherer);
    if (out.gateways.empty() && out.errors.empty()) {
        out.errors.push_back({Errc::unsupported, 0, "message: nothing in it that is known"});
    }
}

void decode_advertisement(std::string_view bytes, DecodedInput& out) {
    out.is_advertisement = true;
    DecodeReport report;
    decode(as_bytes(bytes), report);
    out.formats = formats_of(report);
    if (report.error) out.errors.push_back(*report.error);
    if (out.formats.empty() && !report.error) {
        out.errors.push_back({Errc::unsupported, 0, "advertisement: no known format"});
    }
}

}  // namespace

DecodedInput decode_input(std::string_view input, std::string_view topic, Adapter& adapter, Timestamp now) {
    DecodedInput out;
    const std::string_view text = trimmed(input);
    const bool is_binary = !input.empty() && input.front() == mkgw4_start;
    out.input = is_binary ? hex_text(input) : std::string(text);
    if (is_binary) {
        decode_message({topic, as_bytes(input)}, adapter, now, out);
        return out;
    }
    if (starts_json(text)) {
        const auto capture = looks_like_capture(text) ? parse_capture(text)
                                                      : Capture{std::string(topic), std::string(text), 0};
        if (!capture) {
            out.errors.push_back(capture.error());
        } else {
            decode_message({capture->topic, as_bytes(capture->payload)}, adapter, now, out);
        }
        return out;
    }
    const auto bytes = bytes_of(text);
    if (!bytes) {
        out.errors.push_back(bytes.error());
    } else if (!topic.empty() || bytes->front() == mkgw4_start) {
        decode_message({topic, as_bytes(*bytes)}, adapter, now, out);
    } else {
        decode_advertisement(*bytes, out);
    }
    return out;
}

std::vector<std::string> split_inputs(const std::string& text) {
    if (!text.empty() && text.front() == mkgw4_start) return {text};
    if (starts_json(trimmed(text))) {
        boost::system::error_code error;
        boost::json::parse(text, error);
        if (!error) return {text};
    }
    std::vector<std::string> inputs;
    std::size_t from = 0;
    while (from < text.size()) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        const std::string_view line = trimmed(std::string_view(text).substr(from, end - from));
        if (!line.empty() && line.front() != '#') inputs.emplace_back(line);
        from = end + 1;
    }
    return inputs;
}

}  // namespace cairn::tool
