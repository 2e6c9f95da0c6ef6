// What GAP itself says, in AD structures of its own: docs/formats/adv-gap.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

constexpr Format gap_row(std::uint8_t type, Lengths lengths, std::span<const Field> fields,
                         std::span<const Text> texts = {}) noexcept {
    return {.name = "gap",
            .carrier = whole_structure(type),
            .lengths = lengths,
            .confidence = Confidence::identifier,
            .fields = fields,
            .texts = texts,
            .joins = true};
}
constexpr Format gap_reader(std::string_view name, std::uint8_t type, Lengths lengths,
                            OptionalReader read) noexcept {
    return {.name = name,
            .carrier = whole_structure(type),
            .lengths = lengths,
            .confidence = Confidence::identifier,
            .read = read,
            .joins = true};
}

inline constexpr auto gap_name_texts = std::array{Text{AttributeKind::name, {TextPart{Part::utf8, 0}}}};
inline constexpr auto gap_tx_power_fields = std::array{Field{Quantity::tx_power_dbm, 0, Wire::i8}};

/// What is read of every advertisement.
inline constexpr auto gap = std::array{
    gap_row(ad_type::name_short, at_least(0), {}, gap_name_texts),
    gap_row(ad_type::name_complete, at_least(0), {}, gap_name_texts),
    gap_row(ad_type::tx_power, exactly(1), gap_tx_power_fields),
};

inline constexpr auto gap_flags_fields = std::array{Field{Quantity::flags, 0, Wire::u8}};
inline constexpr auto gap_class_fields = std::array{Field{Quantity::class_of_device, 0, Wire::u24_le}};
/// Steps of 1.25 ms; 0xFFFF is no preference.
inline constexpr auto gap_connection_fields = std::array{
    Field{Quantity::interval_min_s, 0, Wire::u16_le, 0xFFFF, 1, 800},
    Field{Quantity::interval_max_s, 2, Wire::u16_le, 0xFFFF, 1, 800},
};
inline constexpr auto gap_appearance_fields = std::array{Field{Quantity::appearance, 0, Wire::u16_le}};
/// Steps of 0.625 ms.
inline constexpr auto gap_interval_fields = std::array{
    Field{Quantity::advertisement_interval_s, 0, Wire::u16_le, always, 1, 1'600},
};
inline constexpr auto gap_interval_24_fields = std::array{
    Field{Quantity::advertisement_interval_s, 0, Wire::u24_le, always, 1, 1'600},
};
inline constexpr auto gap_interval_32_fields = std::array{
    Field{Quantity::advertisement_interval_s, 0, Wire::u32_le, always, 1, 1'600},
};
inline constexpr auto gap_role_fields = std::array{Field{Quantity::le_role, 0, Wire::u8}};
inline constexpr auto gap_address_texts = std::array{
    Text{AttributeKind::device, {TextPart{Part::mac_reversed, 0, 6}}},
};
inline constexpr auto gap_uri_texts = std::array{Text{AttributeKind::url, {TextPart{Part::uri, 0}}}};
inline constexpr auto gap_set_texts =
    std::array{Text{AttributeKind::ephemeral_id, {TextPart{Part::hex_reversed, 0, 6}}}};

/// Lists of services, one text each; those for which there is no room beside a name are left out.
bool read_gap_services(ReadContext& context, Decoded& out) noexcept;
/// The UUID of service data that no other format reads, and its bytes.
bool read_gap_service_data(ReadContext& context, Decoded& out) noexcept;
/// The addresses that an advertisement is meant for.
bool read_gap_targets(ReadContext& context, Decoded& out) noexcept;
/// Bytes for programs: hashes, channel maps, timings. Those that are too long stay in the structure alone.
bool read_gap_bytes(ReadContext& context, Decoded& out) noexcept;
/// Encrypted Data: nobody but its receiver has the key.
bool read_gap_encrypted(ReadContext& context, Decoded& out) noexcept;

/// What is read only if it is asked for: DecoderOptions::every_structure.
inline constexpr auto gap_details = std::array{
    gap_row(ad_type::flags, at_least(0), gap_flags_fields),
    gap_reader("gap", ad_type::services_16_some, at_least(0), read_gap_services),
    gap_reader("gap", ad_type::services_16, at_least(0), read_gap_services),
    gap_reader("gap", ad_type::services_32_some, at_least(0), read_gap_services),
    gap_reader("gap", ad_type::services_32, at_least(0), read_gap_services),
    gap_reader("gap", ad_type::services_128_some, at_least(0), read_gap_services),
    gap_reader("gap", ad_type::services_128, at_least(0), read_gap_services),
    gap_row(0x0D, exactly(3), gap_class_fields),
    gap_reader("gap.pairing", 0x0E, exactly(16), read_gap_bytes),  // simple pairing hash C-192
    gap_reader("gap.pairing", 0x0F, exactly(16), read_gap_bytes),  // and randomizer R-192
    gap_reader("gap.device_id", 0x10, one_of(8, 16), read_gap_bytes),  // or the security manager's TK
    gap_reader("gap.pairing", 0x11, exactly(1), read_gap_bytes),  // the security manager's flags
    gap_row(0x12, exactly(4), gap_connection_fields),
    gap_reader("gap", 0x14, at_least(0), read_gap_services),
    gap_reader("gap", 0x15, at_least(0), read_gap_services),
    gap_reader("gap.targets", 0x17, at_least(6), read_gap_targets),
    gap_reader("gap.targets", 0x18, at_least(6), read_gap_targets),
    gap_row(0x19, exactly(2), gap_appearance_fields),
    gap_row(0x1A, exactly(2), gap_interval_fields),
    gap_row(0x1B, exactly(7), {}, gap_address_texts),
    gap_row(0x1C, exactly(1), gap_role_fields),
    gap_reader("gap.pairing", 0x1D, exactly(16), read_gap_bytes),  // simple pairing hash C-256
    gap_reader("gap.pairing", 0x1E, exactly(16), read_gap_bytes),  // and randomizer R-256
    gap_reader("gap", 0x1F, at_least(0), read_gap_services),
    gap_reader("gap.service_data", ad_type::service_data_32, at_least(4), read_gap_service_data),
    gap_reader("gap.service_data", ad_type::service_data_128, at_least(16), read_gap_service_data),
    gap_reader("gap.pairing", 0x22, exactly(16), read_gap_bytes),  // LE secure connections' confirmation
    gap_reader("gap.pairing", 0x23, exactly(16), read_gap_bytes),  // and random value
    gap_row(0x24, at_least(1), {}, gap_uri_texts),
    gap_reader("gap.indoor_positioning", 0x25, at_least(1), read_gap_bytes),
    gap_reader("gap.transport_discovery", 0x26, at_least(1), read_gap_bytes),
    gap_reader("gap.link_layer", 0x27, at_least(0), read_gap_bytes),  // the features of the link layer
    gap_reader("gap.link_layer", 0x28, exactly(7), read_gap_bytes),  // a new channel map
    gap_reader("gap.mesh", 0x29, at_least(1), read_gap_bytes),  // provisioning
    gap_reader("gap.mesh", 0x2A, at_least(1), read_gap_bytes),  // a message
    gap_reader("gap.mesh", 0x2B, at_least(1), read_gap_bytes),  // a beacon
    gap_reader("gap.broadcast", 0x2C, at_least(1), read_gap_bytes),  // BIGInfo
    gap_reader("gap.broadcast", 0x2D, at_least(1), read_gap_bytes),  // Broadcast_Code
    gap_row(0x2E, exactly(6), {}, gap_set_texts),  // the identifier of a coordinated set
    gap_row(0x2F, exactly(3), gap_interval_24_fields),
    gap_row(0x2F, exactly(4), gap_interval_32_fields),
    gap_row(0x30, at_least(1), {}, gap_name_texts),  // the name of a broadcast
    gap_reader("gap.encrypted", 0x31, at_least(9), read_gap_encrypted),
    gap_reader("gap.periodic", 0x32, exactly(8), read_gap_bytes),  // response timing
    gap_reader("gap.shelf_label", 0x34, at_least(1), read_gap_bytes),
    gap_reader("gap.3d", 0x3D, at_least(2), read_gap_bytes),
};

}  // namespace cairn::formats
