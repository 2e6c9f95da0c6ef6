#include "decode/formats/gap.h"

#include <algorithm>

#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// A list of UUIDs: Core Specification Supplement, part A 1.1 and 1.10.
struct ServiceList {
    std::uint8_t ad_type;
    std::uint8_t uuid_bytes;
    AttributeKind kind;
};
constexpr auto service_lists = std::array{
    ServiceList{ad_type::services_16_some, 2, AttributeKind::service},
    ServiceList{ad_type::services_16, 2, AttributeKind::service},
    ServiceList{ad_type::services_32_some, 4, AttributeKind::service},
    ServiceList{ad_type::services_32, 4, AttributeKind::service},
    ServiceList{ad_type::services_128_some, 16, AttributeKind::service},
    ServiceList{ad_type::services_128, 16, AttributeKind::service},
    ServiceList{0x14, 2, AttributeKind::solicited_service},
    ServiceList{0x15, 16, AttributeKind::solicited_service},
    ServiceList{0x1F, 4, AttributeKind::solicited_service},
};

/// One text for each `size_bytes` of the body, as long as there is room for it and a name.
void add_each(const ReadContext& context, Decoded& out, Text text, std::uint8_t size_bytes) noexcept {
    text.parts.front().size_bytes = size_bytes;
    for (Bytes left = context.body;
         left.size() >= size_bytes && out.attributes.size() + 1 < limits::decoded_attributes_max;
         left = left.subspan(size_bytes)) {
        add_text(context, out, text, left);
    }
}

}  // namespace

bool read_gap_services(ReadContext& context, Decoded& out) noexcept {
    const auto* const list = std::ranges::find(service_lists, context.carrier.ad_type, &ServiceList::ad_type);
    if (list == service_lists.end()) return false;
    const Text text{list->kind, {TextPart{Part::hex_reversed, 0}}};
    add_each(context, out, text, list->uuid_bytes);
    return true;
}

bool read_gap_service_data(ReadContext& context, Decoded& out) noexcept {
    const bool is_32 = context.carrier.ad_type == ad_type::service_data_32;
    const std::uint8_t uuid_bytes = is_32 ? 4 : 16;
    const Text uuid{AttributeKind::service, {TextPart{Part::hex_reversed, 0, uuid_bytes}}};
    if (out.attributes.full()) return true;
    add_text(context, out, uuid, context.body);
    context.body = context.body.subspan(uuid_bytes);
    return read_gap_bytes(context, out);
}

bool read_gap_targets(ReadContext& context, Decoded& out) noexcept {
    constexpr Text target{AttributeKind::target_address, {TextPart{Part::mac_reversed, 0}}};
    add_each(context, out, target, 6);
    return true;
}

bool read_gap_bytes(ReadContext& context, Decoded& out) noexcept {
    constexpr Text raw{AttributeKind::raw, {TextPart{Part::hex, 0}}};
    constexpr std::size_t bytes_max = decltype(DecodedText::text)::size_max() / 2;
    if (context.body.empty() || context.body.size() > bytes_max || out.attributes.full()) return true;
    add_text(context, out, raw, context.body);
    return true;
}

bool read_gap_encrypted(ReadContext& /*context*/, Decoded& out) noexcept {
    out.protection = Protection::no_key;
    return true;
}

}  // namespace cairn::formats
