#include "decode_input.h"

#include <algorithm>
#include <boost/json.hpp>

#include "cairn/decode/resolver.h"
#include "capture.h"
#include "gatherer.h"
#include "net/hex_bytes.h"
#include "packets/packet_file.h"
#include "text.h"
#include "json/json_text.h"

namespace cairn::tool {
namespace {

/// Bytes that begin a gateway's binary message and neither text nor, as a length, an advertisement: Moko's
/// MKGW4, and Minew's.
bool starts_message(char first) {
    return first == '\xEF' || first == '\xBB';
}

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

Result<std::string> bytes_of(std::string_view text) {
    auto bytes = hex_bytes(text);
    if (!bytes) return fail(Errc::malformed, not_an_input);
    if (bytes->empty()) return fail(Errc::malformed, "input: empty");
    return *std::move(bytes);
}

/// Whether all brackets that are opened in a text of JSON are closed in it.
bool closes(std::string_view text) {
    int depth = 0;
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') is_quoted = !is_quoted;
        if (is_quoted && c == '\\') ++i;
        if (is_quoted) continue;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
    }
    return depth <= 0;
}

/// Whether the text is one JSON document in several lines. Only for this it is parsed whole: most files have
/// a document a line.
bool is_document_of_lines(std::string_view text) {
    if (!starts_json(text) || closes(text.substr(0, text.find('\n')))) return false;
    boost::system::error_code error;
    boost::json::parse(text, error);
    return !error;
}

/// Whether one of the key's byte orders made the address.
Result<bool> resolves(const AdvertisementInput& input, Cipher& cipher) {
    const auto irk = parse_key(input.irk);
    if (!irk) return fail(irk.error().code, "irk: neither 32 hexadecimal digits nor base64");
    if (!input.address) return fail(Errc::malformed, "irk: there is no mac to resolve");
    return settle_order(cipher, *irk, *input.address).has_value();
}

/// What a report lacks, as an error.
void note_defects(DecodedInput& out) {
    const DecodeReport& report = out.advertisement->report;
    if (report.error) out.errors.push_back(*report.error);
    const bool says_something = !report.formats.empty() || out.resolves;
    if (!says_something && out.errors.empty())
        out.errors.push_back({Errc::unsupported, 0, "advertisement: no known format"});
}

}  // namespace

void InputDecoder::decode_with_key(const AdvertisementInput& input, const DecodeInput& advertisement,
                                   DecodedInput& out) {
    const auto key = parse_bind_key(input.key);
    auto ring = KeyRing::create(1);
    if (!key || !ring) {
        out.errors.push_back({Errc::malformed, 0, "key: neither 24 or 32 hexadecimal digits nor base64"});
    } else if (!input.address) {
        out.errors.push_back({Errc::malformed, 0, "key: there is no mac that it belongs to"});
    } else {
        static_cast<void>(ring->add({*input.address, *key, std::nullopt, std::nullopt}));
    }
    const Decoder decoder(
        {.keys = &*ring, .cipher = &cipher_, .definitions = options_.definitions, .every_structure = true});
    decoder.decode(advertisement, out.advertisement->report);
}

void InputDecoder::decode_advertisement(const AdvertisementInput& input, Timestamp now, DecodedInput& out) {
    if (input.error) out.errors.push_back(*input.error);
    if (!input.irk.empty()) {
        const auto answer = resolves(input, cipher_);
        if (answer) out.resolves = *answer;
        if (!answer) out.errors.push_back(answer.error());
    }
    out.advertisement.emplace();
    DecodedPayload& payload = *out.advertisement;
    payload.bytes.assign(input.payload.begin(), input.payload.end());
    if (options_.identities != nullptr && input.address) {
        Advertisement heard;
        heard.tag = TagId::of("ble", *input.address);
        heard.heard_at = now;
        heard.payload = payload.bytes;
        out.identity = options_.identities->owner_of(heard);
    }
    if (input.key.empty()) {
        decoder_.decode({payload.bytes, out.identity ? out.identity : input.address, now}, payload.report);
    } else {
        decode_with_key(input, {payload.bytes, input.address, now}, out);
    }
    note_defects(out);
}

DecodedInput InputDecoder::decode_heard(std::uint64_t packet_number, const Advertisement& heard) {
    DecodedInput out;
    out.id = std::to_string(packet_number);
    DecodedHearing& hearing = out.heard.emplace();
    hearing.address = address_of(heard.tag);
    if (heard.rssi_dbm) hearing.rssi_dbm = *heard.rssi_dbm;
    if (heard.time_source == TimeSource::gateway) hearing.at = heard.heard_at;
    if (options_.identities != nullptr) out.identity = options_.identities->owner_of(heard);
    DecodedPayload& payload = out.advertisement.emplace();
    payload.bytes.assign(heard.payload.begin(), heard.payload.end());
    decoder_.decode({payload.bytes, out.identity ? out.identity : hearing.address, heard.heard_at},
                    payload.report);
    note_defects(out);
    return out;
}

bool DecodedInput::is_good() const noexcept {
    const auto is_broken = [](const DecodedTag& tag) { return tag.payload.report.error.has_value(); };
    return errors.empty() && std::ranges::none_of(gateways, [&](const DecodedGateway& gateway) {
               return std::ranges::any_of(gateway.tags, is_broken);
           });
}

void InputDecoder::decode_message(const Message& message, Timestamp now, DecodedInput& out) {
    Gatherer gatherer(decoder_, options_.identities, out);
    out.topic = message.topic;
    adapter_.feed(message, now, gatherer);
    if (out.gateways.empty() && out.errors.empty())
        out.errors.push_back({Errc::unsupported, 0, "message: nothing in it that is known"});
}

void InputDecoder::decode_json(std::string_view text, std::string_view topic, Timestamp now,
                               DecodedInput& out) {
    boost::system::error_code error;
    const boost::json::value document = boost::json::parse(text, error);
    const boost::json::object* line = error ? nullptr : document.if_object();
    if (line != nullptr && line->contains("id")) out.id = json_text(line->at("id"));
    if (line != nullptr && topic.empty() && is_advertisement_input(*line)) {
        return decode_advertisement(read_advertisement_input(*line), now, out);
    }
    if (line == nullptr || !is_capture(*line)) return decode_message({topic, as_bytes(text)}, now, out);
    const auto capture = read_capture(*line);
    if (!capture) {
        out.errors.push_back(capture.error());
    } else {
        decode_message({capture->topic, as_bytes(capture->payload)}, now, out);
    }
}

void InputDecoder::decode_text(std::string_view text, std::string_view topic, Timestamp now,
                               DecodedInput& out) {
    const auto bytes = bytes_of(text);
    if (!bytes && adapter_.recognises({topic, as_bytes(text)})) {
        decode_message({topic, as_bytes(text)}, now, out);  // a dialect of lines
    } else if (!bytes) {
        out.errors.push_back(bytes.error());
    } else if (!topic.empty() || starts_message(bytes->front())) {
        decode_message({topic, as_bytes(*bytes)}, now, out);
    } else {
        decode_advertisement({*bytes, std::nullopt, "", "", std::nullopt}, now, out);
    }
}

DecodedInput InputDecoder::decode(std::string_view input, std::string_view topic, Timestamp now) {
    DecodedInput out;
    const std::string_view text = trimmed(input);
    const bool is_binary = !input.empty() && starts_message(input.front());
    out.input = is_binary ? hex_text(input) : std::string(text);
    if (is_binary) {
        decode_message({topic, as_bytes(input)}, now, out);
    } else if (starts_json(text)) {
        decode_json(text, topic, now, out);
    } else {
        decode_text(text, topic, now, out);
    }
    return out;
}

std::string_view without_mark(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text;
}

bool begins_lines(std::string_view first_line) {
    const std::string_view text = without_mark(first_line);
    if (text.empty() || starts_message(text.front()) || is_packet_file(as_bytes(text))) return false;
    return !starts_json(trimmed(text)) || closes(text);
}

std::optional<std::string> input_in_line(std::string_view line, bool every_line) {
    const std::string_view text = trimmed(line);
    const bool is_one = every_line || (!text.empty() && text.front() != '#');
    return is_one ? std::optional(std::string(text)) : std::nullopt;
}

std::vector<std::string> split_inputs(std::string_view text, bool every_line) {
    text = without_mark(text);
    if (!text.empty() && starts_message(text.front())) return {std::string(text)};
    if (is_document_of_lines(trimmed(text))) return {std::string(text)};
    std::vector<std::string> inputs;
    std::size_t from = 0;
    while (from < text.size()) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        if (auto input = input_in_line(text.substr(from, end - from), every_line))
            inputs.push_back(*std::move(input));
        from = end + 1;
    }
    return inputs;
}

}  // namespace cairn::tool
