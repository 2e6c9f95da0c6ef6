#include "decode/interpreter.h"

#include <algorithm>
#include <array>
#include <optional>

#include "decode/text.h"

namespace cairn {
namespace {

/// `size_bytes` bytes as one number; nothing if `body` ends before.
std::optional<std::uint32_t> read_pattern(Bytes body, std::size_t offset, const WireLayout& layout) noexcept {
    if (offset + layout.size_bytes > body.size()) return std::nullopt;
    const Bytes bytes = body.subspan(offset, layout.size_bytes);
    std::uint32_t pattern = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        pattern = pattern << 8 | bytes[layout.is_little_endian ? bytes.size() - 1 - i : i];
    }
    return pattern;
}

/// The lowest `bit_count` bits of `pattern` as a number in two's complement.
std::int64_t with_sign(std::uint32_t pattern, unsigned bit_count) noexcept {
    const std::int64_t sign = std::int64_t{1} << (bit_count - 1);
    return (std::int64_t{pattern} ^ sign) - sign;
}

bool is_present(const Presence& when, Bytes body) noexcept {
    if (when.mask == 0) return true;
    return when.offset < body.size() && (body[when.offset] & when.mask) != 0;
}

/// The milligravities of one step at the full scale whose code stands in `body`.
std::optional<double> lis3dh_step(Bytes body, std::size_t code_offset) noexcept {
    constexpr std::array<double, 4> steps_mg{1, 2, 4, 12};
    if (code_offset >= body.size() || body[code_offset] >= steps_mg.size()) return std::nullopt;
    return steps_mg[body[code_offset]];
}

/// The value of `field`; nothing if it is not there or says that there is none.
/// malformed: a code that the wire type does not have.
Result<std::optional<double>> read_field(const Field& field, Bytes body) noexcept {
    constexpr std::optional<double> nothing;
    if (!is_present(field.when, body)) return nothing;
    const WireLayout layout = layout_of(field.wire);
    const auto pattern = read_pattern(body, field.offset, layout);
    if (!pattern) return nothing;

    const Bits bits = field.wire == Wire::lis3dh_be ? Bits{4, 12} : field.bits;
    const unsigned bit_count = bits.count != 0 ? bits.count : 8U * layout.size_bytes;
    const std::uint32_t mask = UINT32_MAX >> (32 - bit_count);
    const std::uint32_t part = *pattern >> bits.shift & mask;
    if (part == field.no_value) return nothing;

    auto number = static_cast<double>(layout.is_signed ? with_sign(part, bit_count) : std::int64_t{part});
    if (field.wire == Wire::lis3dh_be) {
        const auto step = lis3dh_step(body, field.code_offset);
        if (!step) return fail(Errc::malformed, "acceleration: unknown full scale");
        number *= *step;
    }
    return std::optional<double>((number * field.scale + field.bias) / field.per);
}

void note(std::optional<Error>& first, Errc code, const char* where) noexcept {
    if (!first) first = Error{code, 0, where};
}

const char* where_of(const Format& format) noexcept {
    return format.name.data();  // NOLINT(bugprone-suspicious-stringview-data-usage): Format asks for the zero
}

struct Match {
    const Format* format = nullptr;
    const Format* wrong_length = nullptr;  // it begins like this one, but has no such length
};

Match find_format(const FormatIndex& index, const Carrier& carrier, Bytes body) noexcept {
    const std::uint32_t key = key_of(carrier);
    Match match;
    for (const auto& [entry_key, entry_format] : index.bucket(key)) {
        const Format& format = *entry_format;
        if (entry_key != key || !format.magic.begins(body)) continue;
        if (format.lengths.allow(body.size())) return {&format, nullptr};
        if (match.wrong_length == nullptr) match.wrong_length = &format;
    }
    return match;
}

/// The place for what `format` says; nullptr if there is none left.
Decoded* place_for(const Format& format, DecodeReport& report) noexcept {
    if (format.joins) {
        auto* const joined = std::ranges::find(report.formats, format.name, &Decoded::format);
        if (joined != report.formats.end()) return joined;
    }
    Decoded* const placed = report.formats.grow();
    if (placed == nullptr) return nullptr;
    placed->format = format.name;
    placed->measurements.clear();
    placed->attributes.clear();
    return placed;
}

void decode_structure(const FormatIndex& index, const AdStructure& structure, DecodeReport& report) noexcept {
    Carrier carrier{structure.type};
    Bytes body = structure.value;
    if (begins_with_id(structure.type)) {
        ByteReader reader(body);
        const auto id = reader.take_u16_le();
        if (!id)
            return note(report.error, Errc::malformed, "advertisement: a structure without its 16-bit id");
        carrier.id = *id;
        body = reader.rest();
    }
    Match match = find_format(index, carrier, body);
    if (match.format == nullptr && begins_with_id(structure.type)) {
        const Match of_anyone = find_format(index, {structure.type, 0, true}, body);
        match.format = of_anyone.format;
        if (match.wrong_length == nullptr) match.wrong_length = of_anyone.wrong_length;
    }
    if (match.format == nullptr) {
        if (match.wrong_length != nullptr) note(report.error, Errc::malformed, where_of(*match.wrong_length));
        return;
    }
    Decoded* const decoded = place_for(*match.format, report);
    if (decoded == nullptr) return note(report.error, Errc::full, "advertisement: more formats than fit");
    if (const auto read = interpret(*match.format, body, *decoded); !read) {
        note(report.error, read.error().code, where_of(*match.format));
    }
}

}  // namespace

Result<void> interpret(const Format& format, Bytes body, Decoded& out) noexcept {
    std::optional<Error> first;
    for (const Field& field : format.fields) {
        const auto value = read_field(field, body);
        if (!value) {
            note(first, value.error().code, value.error().where);
        } else if (*value && !out.measurements.push_back({field.quantity, field.channel, **value})) {
            note(first, Errc::full, "more measurements than fit");
        }
    }
    for (const Text& text : format.texts) {
        if (const auto added = add_text(text, body, out); !added) {
            note(first, added.error().code, added.error().where);
        }
    }
    if (first) return fail(*first);
    return {};
}

void decode_with(const FormatIndex& index, Bytes payload, DecodeReport& report) noexcept {
    report.formats.clear();
    report.error.reset();
    AdWalker walker(payload);
    while (const auto structure = walker.next()) decode_structure(index, *structure, report);
    if (walker.truncated()) {
        note(report.error, Errc::truncated, "advertisement: a structure runs past the end");
    }
}

}  // namespace cairn
