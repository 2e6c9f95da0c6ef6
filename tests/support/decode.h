// The language of the decoder's tests: bytes in, what they say out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/decode/ad_structures.h"
#include "cairn/decode/decoder.h"
#include "support/hex.h"

namespace cairn::test {

inline DecodeReport decode_bytes(Bytes payload) {
    DecodeReport report;
    decode(payload, report);
    return report;
}
inline DecodeReport decode_from(const std::optional<MacAddress>& address, Bytes payload) {
    static const Decoder decoder;
    DecodeReport report;
    decoder.decode({payload, address}, report);
    return report;
}
inline DecodeReport decode_hex(std::string_view payload) {
    return decode_bytes(from_hex(payload));
}

/// One AD structure around `value`; its length byte is right.
inline std::vector<std::uint8_t> ad_structure(std::uint8_t type, const std::vector<std::uint8_t>& value) {
    std::vector<std::uint8_t> bytes(2 + value.size());
    bytes[0] = static_cast<std::uint8_t>(value.size() + 1);
    bytes[1] = type;
    std::ranges::copy(value, bytes.begin() + 2);
    return bytes;
}

/// An advertisement of one structure whose value is `id`, little-endian, and `body`.
inline std::vector<std::uint8_t> with_id(std::uint8_t type, std::uint16_t id, Bytes body) {
    std::vector<std::uint8_t> value(2 + body.size());
    value[0] = static_cast<std::uint8_t>(id);
    value[1] = static_cast<std::uint8_t>(id >> 8);
    std::ranges::copy(body, value.begin() + 2);
    return ad_structure(type, value);
}
inline std::vector<std::uint8_t> service_data_of(std::uint16_t uuid, Bytes body) {
    return with_id(ad_type::service_data_16, uuid, body);
}
inline std::vector<std::uint8_t> manufacturer_data_of(std::uint16_t company, Bytes body) {
    return with_id(ad_type::manufacturer_data, company, body);
}

inline std::vector<std::string> formats_in(const DecodeReport& report) {
    std::vector<std::string> names;
    for (const Decoded& decoded : report.formats) names.emplace_back(decoded.format);
    return names;
}

inline const Decoded* find_format(const DecodeReport& report, std::string_view name) {
    const auto* const found = std::ranges::find(report.formats, name, &Decoded::format);
    return found != report.formats.end() ? found : nullptr;
}

inline std::optional<double> value_of(const DecodeReport& report, Quantity quantity) {
    for (const Decoded& decoded : report.formats) {
        for (const Measurement& measurement : decoded.measurements) {
            if (measurement.quantity == quantity) return measurement.value;
        }
    }
    return std::nullopt;
}
inline bool has(const DecodeReport& report, Quantity quantity) {
    return value_of(report, quantity).has_value();
}

/// The first text of this kind, "" if there is none.
inline std::string text_of(const DecodeReport& report, AttributeKind kind) {
    for (const Decoded& decoded : report.formats) {
        for (const DecodedText& attribute : decoded.attributes) {
            if (attribute.kind == kind) return std::string(attribute.text.view());
        }
    }
    return "";
}

inline std::optional<Errc> error_of(const DecodeReport& report) {
    if (!report.error) return std::nullopt;
    return report.error->code;
}

}  // namespace cairn::test
