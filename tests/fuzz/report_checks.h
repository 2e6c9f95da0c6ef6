// What must hold of every report, whatever the bytes are that it was made of.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "cairn/core/assert.h"
#include "cairn/core/utf8.h"
#include "cairn/decode/decoder.h"
#include "cairn/decode/report_json.h"

namespace cairn::fuzz {

/// They stand one behind the other, up to the end of what is significant.
inline void check_structures(Bytes payload, const DecodeReport& report) {
    std::size_t end = 0;
    for (const SeenStructure& structure : report.structures) {
        CAIRN_ASSERT(structure.offset == end && payload[end] == structure.value.size() + 1);
        CAIRN_ASSERT(payload[end + 1] == structure.type);
        CAIRN_ASSERT(structure.value.data() == payload.data() + end + 2);
        end += 2 + structure.value.size();
        CAIRN_ASSERT(end <= payload.size());
    }
    const bool is_whole = end == payload.size() || payload[end] == 0;
    CAIRN_ASSERT(is_whole || report.error);
}

inline void check_decoded(Bytes payload, const Decoded& decoded) {
    CAIRN_ASSERT(!decoded.format.empty());
    CAIRN_ASSERT(decoded.offset < payload.size());
    for (const DecodedValue& value : decoded.measurements) {
        CAIRN_ASSERT(value.quantity != Quantity::custom && !name(value.quantity).empty());
        CAIRN_ASSERT(std::isfinite(value.value));
        CAIRN_ASSERT(std::size_t{value.offset} + value.size_bytes <= payload.size());
    }
    for (const DecodedText& text : decoded.attributes) {
        CAIRN_ASSERT(!text.text.empty() && is_utf8(text.text) && !name(text.kind).empty());
        CAIRN_ASSERT(std::size_t{text.offset} + text.size_bytes <= payload.size());
    }
}

inline bool is_same(const DecodedValue& a, const DecodedValue& b) {
    return static_cast<const Measurement&>(a) == b && a.offset == b.offset && a.size_bytes == b.size_bytes;
}
inline bool is_same_text(const DecodedText& a, const DecodedText& b) {
    return a.kind == b.kind && a.text == b.text && a.offset == b.offset && a.size_bytes == b.size_bytes;
}
inline bool is_same_format(const Decoded& a, const Decoded& b) {
    return a.format == b.format && a.confidence == b.confidence && a.protection == b.protection &&
           a.device_class == b.device_class && a.offset == b.offset &&
           std::ranges::equal(a.measurements, b.measurements, is_same) &&
           std::ranges::equal(a.attributes, b.attributes, is_same_text);
}

/// Decodes `input` twice, checks what comes out, and answers it; it lives until the next call.
inline const DecodeReport& check_decode(const Decoder& decoder, const DecodeInput& input) {
    static DecodeReport report;  // reused, as callers are told to: what they held must not show
    static DecodeReport again;
    static std::array<char, std::size_t{256} * 1024> json;
    decoder.decode(input, report);
    check_structures(input.payload, report);
    for (const Decoded& decoded : report.formats) check_decoded(input.payload, decoded);
    if (report.error) CAIRN_ASSERT(report.error->where[0] != '\0');

    const auto written = write_formats_json(report, json);
    CAIRN_ASSERT(written && is_utf8({json.data(), *written}));

    decoder.decode(input, again);
    CAIRN_ASSERT(std::ranges::equal(report.formats, again.formats, is_same_format));
    CAIRN_ASSERT(report.error.has_value() == again.error.has_value());
    return report;
}

}  // namespace cairn::fuzz
