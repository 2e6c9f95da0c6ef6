#include "decode_input.h"

#include <algorithm>
#include <boost/json.hpp>

#include "cairn/core/hex.h"
#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/key_ring.h"
#include "cairn/decode/resolver.h"
#include "capture.h"
#include "gatherer.h"
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

/// Whether one of the key's byte orders made the address.
Result<bool> resolves(const AdvertisementInput& input) {
    const auto irk = parse_key(input.irk);
    if (!irk) return fail(irk.error().code, "irk: neither 32 hexadecimal digits nor base64");
    if (!input.address) return fail(Errc::malformed, "irk: there is no mac to resolve");
    crypto::MbedtlsCipher cipher;
    return settle_order(cipher, *irk, *input.address).has_value();
}

void decode_with_key(const AdvertisementInput& input, const DecodeInput& advertisement,
                     const FormatTable* definitions, DecodedInput& out) {
    const auto key = parse_bind_key(input.key);
    auto ring = KeyRing::create(1);
    if (!key || !ring) {
        out.errors.push_back({Errc::malformed, 0, "key: neither 24 or 32 hexadecimal digits nor base64"});
    } else if (!input.address) {
        out.errors.push_back({Errc::malformed, 0, "key: there is no mac that it belongs to"});
    } else {
        static_cast<void>(ring->add({*input.address, *key, std::nullopt, std::nullopt}));
    }
    crypto::MbedtlsCipher cipher;
    const Decoder decoder(
        {.keys = &*ring, .cipher = &cipher, .definitions = definitions, .every_structure = true});
    decoder.decode(advertisement, out.advertisement->report);
}

}  // namespace

void InputDecoder::decode_advertisement(AdvertisementInput input, Timestamp now, DecodedInput& out) {
    if (input.error) out.errors.push_back(*input.error);
    if (!input.irk.empty()) {
        const auto answer = resolves(input);
        if (answer) out.resolves = *answer;
        if (!answer) out.errors.push_back(answer.error());
    }
    out.advertisement.emplace();
    DecodedPayload& payload = *out.advertisement;
    payload.bytes.assign(input.payload.begin(), input.payload.end());
    const DecodeInput advertisement{payload.bytes, input.address, now};
    if (input.key.empty()) {
        decoder_.decode(advertisement, payload.report);
    } else {
        decode_with_key(input, advertisement, definitions_, out);
    }
    if (payload.report.error) out.errors.push_back(*payload.report.error);
    const bool says_something = !payload.report.formats.empty() || out.resolves;
    if (!says_something && out.errors.empty())
        out.errors.push_back({Errc::unsupported, 0, "advertisement: no known format"});
}

void InputDecoder::decode_message(const Message& message, Timestamp now, DecodedInput& out) {
    Gatherer gatherer(decoder_, out);
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
    const auto capture =
        looks_like_capture(text) ? parse_capture(text) : Capture{std::string(topic), std::string(text), 0};
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

std::vector<std::string> split_inputs(const std::string& text, bool every_line) {
    if (!text.empty() && starts_message(text.front())) return {text};
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
        if (every_line || (!line.empty() && line.front() != '#')) inputs.emplace_back(line);
        from = end + 1;
    }
    return inputs;
}

}  // namespace cairn::tool
