// BTHome, service data 0xFCD2 (version 2), 0x181C and 0x181E (version 1): docs/formats/bthome.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Objects that follow each other, each with its id.
bool read_bthome_2(ReadContext& context, Decoded& out) noexcept;
bool read_bthome_1(ReadContext& context, Decoded& out) noexcept;
/// False without a key for the sender: the UUID is another service's, and nothing else tells what it is.
bool read_bthome_1_sealed(ReadContext& context, Decoded& out) noexcept;

// What Shelly's devices say beside: blocks of flags, model and address, always in this order.
// shelly-api-docs.shelly.cloud, "BLE", manufacturer data.
inline constexpr auto shelly_fields = std::array{Field{Quantity::device_type, 4, Wire::u16_le}};
inline constexpr auto shelly_texts =
    std::array{Text{AttributeKind::device, {TextPart{Part::mac_reversed, 7, 6}}}};
inline constexpr auto shelly_blocks = std::array{byte_is(3, 0x0B), byte_is(6, 0x0A)};

inline constexpr auto bthome = std::array{
    Format{
        .name = "bthome.2", .carrier = service_data(0xFCD2), .lengths = at_least(2), .read = read_bthome_2},
    Format{
        .name = "bthome.1", .carrier = service_data(0x181C), .lengths = at_least(3), .read = read_bthome_1},
    // The UUIDs of version 1 are those of services that have other uses.
    Format{.name = "bthome.1",
           .carrier = service_data(0x181E),
           .lengths = at_least(12),
           .confidence = Confidence::identifier,
           .read = read_bthome_1_sealed},
    Format{.name = "shelly.identity",
           .carrier = manufacturer_data(0x0BA9),
           .magic = begins_with(0x01),
           .lengths = exactly(13),
           .fields = shelly_fields,
           .texts = shelly_texts,
           .conditions = shelly_blocks},
};

}  // namespace cairn::formats
