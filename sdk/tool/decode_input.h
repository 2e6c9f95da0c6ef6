// What one input to `cairn decode` says, whatever it is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "advertisement_input.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/decoder.h"
#include "cairn/decode/identities.h"
#include "cairn/decode/key_ring.h"
#include "cairn/ingest/adapter.h"
#include "cairn/model/record.h"

namespace cairn::tool {

/// An advertisement and what is in it; the report's views are of `bytes`, so it is moved, never copied.
struct DecodedPayload {
    std::vector<std::uint8_t> bytes;
    DecodeReport report;

    DecodedPayload() = default;
    DecodedPayload(DecodedPayload&&) = default;
    DecodedPayload& operator=(DecodedPayload&&) = default;
    DecodedPayload(const DecodedPayload&) = delete;
    DecodedPayload& operator=(const DecodedPayload&) = delete;
    ~DecodedPayload() = default;
};

struct OwnValue {
    Measurement measurement;
    std::string label;  // only with Quantity::custom
};

/// All that one message says of one tag at one time.
struct DecodedTag {
    std::string id;
    std::optional<MacAddress> identity;  // behind a private address, by the key file
    std::optional<int> rssi_dbm;
    std::optional<Timestamp> at;  // only when the gateway gave it
    DecodedPayload payload;
    std::vector<OwnValue> own_values;  // what the gateway itself had decoded
    std::vector<DecodedText> own_texts;
    std::optional<GeoPosition> geo;
};

struct DecodedGateway {
    std::string id;
    bool has_status = false;
    bool is_online = true;
    std::vector<OwnValue> values;
    std::vector<DecodedText> texts;
    std::optional<GeoPosition> geo;
    std::vector<DecodedTag> tags;
};

/// How an advertisement of a packet capture was heard.
struct DecodedHearing {
    std::optional<MacAddress> address;  // not with anonymous advertising
    std::optional<int> rssi_dbm;
    std::optional<Timestamp> at;
};

struct DecodedInput {
    std::string input;
    std::string id;     // JSON text of the input line's own `id`; "" without
    std::string topic;  // of a gateway's message, where there is one
    std::optional<DecodedPayload> advertisement;
    std::optional<MacAddress> identity;    // of the advertiser, by the key file
    std::optional<DecodedHearing> heard;   // of an advertisement in a packet capture
    std::optional<bool> resolves;          // whether the given key made the given private address
    std::vector<DecodedGateway> gateways;  // of a gateway's message
    std::vector<Error> errors;

    /// Neither it nor an advertisement in it has a defect.
    bool is_good() const noexcept;
};

/// What helps to decode; all of it may be left out, and outlives the decoder.
struct InputDecoderOptions {
    const FormatTable* definitions = nullptr;
    const KeyRing* keys = nullptr;
    Identities* identities = nullptr;
};

/// Why an input is none, as its error says.
inline constexpr const char* not_an_input = "input: neither hexadecimal nor JSON";

/// Decodes inputs, one after the other. No counter is remembered: the same input says the same again.
class InputDecoder {
public:
    explicit InputDecoder(Adapter& adapter, const InputDecoderOptions& options = {})
        : adapter_(adapter),
          options_(options),
          decoder_({.keys = options.keys,
                    .cipher = &cipher_,
                    .definitions = options.definitions,
                    .every_structure = true}) {}

    /// Hexadecimal text of an advertisement, or JSON of one (advertisement_input.h); or a gateway's message:
    /// JSON text, hexadecimal text of a binary one, the bytes of a binary one, or a line of a capture. With a
    /// topic it is a message in any case.
    DecodedInput decode(std::string_view input, std::string_view topic, Timestamp now);

    /// An advertisement of a packet capture; the packet's number is the `id`.
    DecodedInput decode_heard(std::uint64_t packet_number, const Advertisement& heard);

private:
    void decode_text(std::string_view text, std::string_view topic, Timestamp now, DecodedInput& out);
    void decode_json(std::string_view text, std::string_view topic, Timestamp now, DecodedInput& out);
    void decode_message(const Message& message, Timestamp now, DecodedInput& out);
    void decode_advertisement(const AdvertisementInput& input, Timestamp now, DecodedInput& out);
    void decode_with_key(const AdvertisementInput& input, const DecodeInput& advertisement,
                         DecodedInput& out);

    Adapter& adapter_;
    InputDecoderOptions options_;
    crypto::MbedtlsCipher cipher_;
    Decoder decoder_;
};

/// Without the byte order mark that may begin a file of text.
std::string_view without_mark(std::string_view text);

/// Whether a text that begins with this line holds an input a line, so that no line waits for the next.
bool begins_lines(std::string_view first_line);

/// The input in a line, if it is one: split_inputs().
std::optional<std::string> input_in_line(std::string_view line, bool every_line);

/// Cuts a file into inputs: a JSON document or a binary message is one, anything else one a line. Empty
/// lines and lines that start with '#' are none, unless all lines are asked for. A byte order mark is left
/// out.
std::vector<std::string> split_inputs(std::string_view text, bool every_line = false);

}  // namespace cairn::tool
