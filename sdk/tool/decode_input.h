// What one input to `cairn decode` says, whatever it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/decode/decoder.h"
#include "cairn/ingest/adapter.h"
#include "cairn/model/record.h"

namespace cairn::tool {

struct DecodedValue {
    Measurement measurement;
    std::string label;  // only with Quantity::custom
};

struct DecodedFormat {
    std::string name;  // "gateway" for what the gateway itself had decoded
    std::vector<DecodedValue> values;
    std::vector<DecodedText> texts;
};

/// All that one message says of one tag at one time.
struct DecodedTag {
    std::string id;
    std::optional<int> rssi_dbm;
    std::optional<Timestamp> at;  // only when the gateway gave it
    std::string payload_hex;
    std::vector<DecodedFormat> formats;
    std::optional<GeoPosition> geo;
    std::optional<Error> error;
};

struct DecodedGateway {
    std::string id;
    bool has_status = false;
    bool is_online = true;
    std::vector<DecodedValue> values;
    std::vector<DecodedText> texts;
    std::optional<GeoPosition> geo;
    std::vector<DecodedTag> tags;
};

struct DecodedInput {
    std::string input;
    std::string topic;  // of a gateway's message, where there is one
    bool is_advertisement = false;
    std::vector<DecodedFormat> formats;    // of an advertisement
    std::vector<DecodedGateway> gateways;  // of a gateway's message
    std::vector<Error> errors;

    bool is_good() const noexcept { return errors.empty(); }
};

/// Decodes hexadecimal text of an advertisement, or a gateway's message: JSON text, hexadecimal text of a
/// binary one, the bytes of a binary one, or a line of a capture. With a topic it is a message in any case.
DecodedInput decode_input(std::string_view input, std::string_view topic, Adapter& adapter, Timestamp now);

/// Cuts a file into inputs: a JSON document or a binary message is one, anything else one a line. Empty
/// lines and lines that start with '#' are none.
std::vector<std::string> split_inputs(const std::string& text);

}  // namespace cairn::tool
