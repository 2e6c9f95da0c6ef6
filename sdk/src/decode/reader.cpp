#include "decode/reader.h"

#include <algorithm>

#include "decode/interpreter.h"
#include "decode/octets.h"
#include "decode/text.h"

namespace cairn {
namespace {

std::optional<Bytes> body_of(std::span<const SeenStructure> structures, std::uint8_t type,
                             std::uint16_t id) noexcept {
    for (const SeenStructure& structure : structures) {
        if (structure.type == type && structure.value.size() >= 2 &&
            number_le(structure.value.first(2)) == id)
            return structure.value.subspan(2);
    }
    return std::nullopt;
}

}  // namespace

bool WalkedAdvertisement::lists_service(std::uint16_t uuid) const noexcept {
    for (const SeenStructure& structure : structures) {
        if (structure.type != ad_type::services_16 && structure.type != ad_type::services_16_some) continue;
        for (Bytes left = structure.value; left.size() >= 2; left = left.subspan(2)) {
            if (number_le(left.first(2)) == uuid) return true;
        }
    }
    return false;
}

std::optional<Bytes> WalkedAdvertisement::service_data(std::uint16_t uuid) const noexcept {
    return body_of(structures, ad_type::service_data_16, uuid);
}

std::optional<Bytes> WalkedAdvertisement::manufacturer_data(std::uint16_t company) const noexcept {
    return body_of(structures, ad_type::manufacturer_data, company);
}

void ReadContext::note(Errc code) const noexcept {
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): a format's name ends with a zero
    if (!*error) *error = Error{code, 0, name.data()};
}

void add_value(const ReadContext& context, Decoded& out, Quantity quantity, double value, Bytes from,
               std::uint8_t channel) noexcept {
    DecodedValue* const added = out.measurements.grow();
    if (added == nullptr) return context.note(Errc::full);
    added->quantity = quantity;
    added->channel = channel;
    added->value = value;
    offset_in(context.advertisement.payload, from).note(0, from.size(), *added);
}

std::uint8_t next_channel(const Decoded& out, Quantity quantity) noexcept {
    return static_cast<std::uint8_t>(std::ranges::count(out.measurements, quantity, &DecodedValue::quantity));
}

void add_field(const ReadContext& context, Decoded& out, const Field& field, Bytes body) noexcept {
    const auto defect = read_field(field, body, offset_in(context.advertisement.payload, body), out);
    if (defect) context.note(*defect);
}

void add_fields(const ReadContext& context, Decoded& out, const PackedValues& fields, Bytes body) noexcept {
    const auto defect = interpret(fields, body, offset_in(context.advertisement.payload, body), out);
    if (defect) context.note(*defect);
}

void add_text(const ReadContext& context, Decoded& out, const Text& text, Bytes body) noexcept {
    const auto defect = add_text(text, body, offset_in(context.advertisement.payload, body), out);
    if (defect) context.note(*defect);
}

void add_text(const ReadContext& context, Decoded& out, AttributeKind kind, std::string_view text,
              Bytes from) noexcept {
    DecodedText* const added = out.attributes.grow();
    if (added == nullptr) return context.note(Errc::full);
    added->kind = kind;
    added->text = text;
    offset_in(context.advertisement.payload, from).note(0, from.size(), *added);
}

}  // namespace cairn
