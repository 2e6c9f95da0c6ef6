// Govee thermometers and event sensors: docs/formats/govee.md. Company ids of meat thermometers are a part
// of their address, so it is the name or the listed service that tells them.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

/// Temperature and humidity in one number of 24 bits, a battery with the error flag in bit 7 behind it.
template <std::size_t offset>
bool read_govee_climate(ReadContext& context, Decoded& out) noexcept;
/// The same of a model in the name that sends it so behind two bytes.
bool read_govee_h5100(ReadContext& context, Decoded& out) noexcept;
/// The same in 32 bits, with the fine dust at the end: H5106.
bool read_govee_dust(ReadContext& context, Decoded& out) noexcept;
/// The same with carbon dioxide in place of the battery: H5140.
bool read_govee_co2(ReadContext& context, Decoded& out) noexcept;
/// A refrigerator's two probes, one an advertisement: H5112.
bool read_govee_probe(ReadContext& context, Decoded& out) noexcept;
/// The six probes of an H5055, two an advertisement.
bool read_govee_h5055(ReadContext& context, Decoded& out) noexcept;
/// Motion, windows, buttons: 16 bytes of AES-128 whose key stands beside them, and a CRC.
bool read_govee_event(ReadContext& context, Decoded& out) noexcept;

/// INTELLI_ROCKS: an iBeacon of 25 bytes is at times glued to the end.
constexpr Lengths govee_size(std::uint16_t size_bytes) noexcept {
    return one_of(size_bytes, size_bytes + 25);
}

inline constexpr auto govee_climate_fields = std::array{
    Field{Quantity::temperature_c, 1, Wire::i16_le, always, 1, 100},
    Field{Quantity::humidity_pct, 3, Wire::u16_le, always, 1, 100},
    Field{Quantity::battery_pct, 5, Wire::u8},
};
inline constexpr auto govee_h5179_fields = std::array{
    Field{Quantity::temperature_c, 4, Wire::i16_le, always, 1, 100},
    Field{Quantity::humidity_pct, 6, Wire::u16_le, always, 1, 100},
    Field{Quantity::battery_pct, 8, Wire::u8},
};
inline constexpr auto govee_h5127_fields = std::array{
    Field{.quantity = Quantity::occupancy_present, .offset = 4, .wire = Wire::u8, .bits = {0, 1}},
    Field{.quantity = Quantity::motion_present, .offset = 5, .wire = Wire::u8, .bits = {4, 1}},
};

constexpr Field govee_degrees(Quantity quantity, std::uint8_t offset, std::uint8_t channel) noexcept {
    return {quantity, offset, Wire::i16_be, 0xFFFF, 1, 100, 0, channel};
}
inline constexpr auto govee_one_probe_fields = std::array{
    govee_degrees(Quantity::temperature_c, 8, 0),
    govee_degrees(Quantity::alarm_high_c, 10, 0),
};
/// Two probes of `size_bytes` each, from `first` on.
template <std::uint8_t first>
inline constexpr auto govee_two_probes_fields = std::array{
    govee_degrees(Quantity::temperature_c, 8, first),
    govee_degrees(Quantity::alarm_high_c, 10, first),
    govee_degrees(Quantity::temperature_c, 13, first + 1),
    govee_degrees(Quantity::alarm_high_c, 15, first + 1),
};
template <std::uint8_t first>
inline constexpr auto govee_two_ranges_fields = std::array{
    govee_degrees(Quantity::temperature_c, 8, first),
    govee_degrees(Quantity::alarm_high_c, 10, first),
    govee_degrees(Quantity::alarm_low_c, 12, first),
    govee_degrees(Quantity::temperature_c, 14, first + 1),
    govee_degrees(Quantity::alarm_high_c, 16, first + 1),
    govee_degrees(Quantity::alarm_low_c, 18, first + 1),
};
inline constexpr auto govee_identity_texts =
    std::array{Text{AttributeKind::device, {TextPart{Part::mac, 4, 6}}}};

// Company 0x0001 is not Govee's: a model's name must stand beside it, or for layouts that only one model has
// the service.
// Conditions and no magic: another length is no broken one, it is somebody else.
inline constexpr auto govee_begins_01_01 = std::array{byte_is(0, 0x01), byte_is(1, 0x01)};
inline constexpr auto govee_h5108_named =
    std::array{byte_is(6, 0x00), byte_is(7, 0x00), name_contains("5108")};
inline constexpr auto govee_h5108_listed =
    std::array{byte_is(6, 0x00), byte_is(7, 0x00), lists_service(0xEC88)};
inline constexpr auto govee_h5178_listed = std::array{lists_service(0xEC88)};
inline constexpr auto govee_h5178_named = std::array{name_contains("5178")};
inline constexpr auto govee_h5127_named = std::array{name_contains("H5127")};

constexpr Format govee_row(std::string_view name, std::uint16_t company, Magic magic, Lengths lengths,
                           OptionalReader read, std::span<const Condition> conditions = {},
                           std::span<const Field> fields = {}) noexcept {
    return {.name = name,
            .carrier = manufacturer_data(company),
            .magic = magic,
            .lengths = lengths,
            .fields = fields,
            .conditions = conditions,
            .read = read};
}

inline constexpr auto govee = std::array{
    Format{.name = "govee.h5075",
           .carrier = manufacturer_data(0xEC88),
           .lengths = govee_size(6),
           .read = read_govee_climate<1>},
    Format{.name = "govee.h5074",
           .carrier = manufacturer_data(0xEC88),
           .lengths = govee_size(7),
           .fields = govee_climate_fields},
    Format{.name = "govee.h5051",
           .carrier = manufacturer_data(0xEC88),
           .lengths = govee_size(9),
           .fields = govee_climate_fields},
    Format{.name = "govee.identity",
           .carrier = manufacturer_data(0xEC88),
           .magic = begins_with(0x01),
           .lengths = exactly(12),
           .texts = govee_identity_texts},
    govee_row("govee.h5106", 0x0001, {}, govee_size(6), read_govee_dust, govee_begins_01_01),
    govee_row("govee.h5100", 0x0001, {}, govee_size(6), read_govee_h5100, govee_begins_01_01),
    govee_row("govee.h5112", 0x0001, {}, govee_size(8), read_govee_probe, govee_begins_01_01),
    govee_row("govee.h5140", 0x0001, {}, govee_size(8), read_govee_co2, govee_begins_01_01),
    govee_row("govee.h5108", 0x0001, begins_with(0x01, 0x01), govee_size(8), read_govee_climate<2>,
              govee_h5108_listed),
    govee_row("govee.h5108", 0x0001, begins_with(0x01, 0x01), govee_size(8), read_govee_climate<2>,
              govee_h5108_named),
    govee_row("govee.h5178", 0x0001, begins_with(0x01, 0x01), govee_size(9), read_govee_climate<3>,
              govee_h5178_listed),
    govee_row("govee.h5178", 0x0001, begins_with(0x01, 0x01), govee_size(9), read_govee_climate<3>,
              govee_h5178_named),
    govee_row("govee.h5179", 0x8801, begins_with(0xEC, 0x00), govee_size(9), nullptr, {}, govee_h5179_fields),
    govee_row("govee.h5127", 0x8803, begins_with(0xEC, 0x00), exactly(6), nullptr, govee_h5127_named,
              govee_h5127_fields),
    govee_row("govee.h5127", 0x8843, begins_with(0xEC, 0x00), exactly(6), nullptr, govee_h5127_named,
              govee_h5127_fields),
    Format{.name = "govee.event",
           .carrier = manufacturer_data(0xEF88),
           .lengths = exactly(24),
           .read = read_govee_event},
};

// Meat thermometers begin with the last octet of the address, then 01 00 01 01 and a battery. Byte 6 says in
// its low bits which two of four probes follow.
template <std::uint16_t service>
inline constexpr auto govee_listed_at =
    std::array{byte_is(1, 0x01), byte_is(2, 0x00), byte_is(3, 0x01), lists_service(service)};
template <std::uint16_t service, std::uint8_t pair>
inline constexpr auto govee_listed_pair = std::array{byte_is(1, 0x01), byte_is(2, 0x00), byte_is(3, 0x01),
                                                     byte_is(6, pair, 0x3F), lists_service(service)};
inline constexpr auto govee_h5055_listed = std::array{byte_is(1, 0x00), lists_service(0x5550)};

constexpr Condition govee_probe_shape[]{byte_is(1, 0x01), byte_is(2, 0x00), byte_is(3, 0x01)};
constexpr auto govee_named_probe(std::string_view model) noexcept {
    return std::array{govee_probe_shape[0], govee_probe_shape[1], govee_probe_shape[2], name_contains(model)};
}
constexpr auto govee_named_pair(std::string_view model, std::uint8_t pair) noexcept {
    return std::array{govee_probe_shape[0], govee_probe_shape[1], govee_probe_shape[2],
                      byte_is(6, pair, 0x3F), name_contains(model)};
}
inline constexpr auto govee_h5055_named = std::array{name_contains("H5055")};
inline constexpr auto govee_h5181_named = govee_named_probe("H5181");
inline constexpr auto govee_h5182_named = govee_named_probe("H5182");
inline constexpr auto govee_h5183_named = govee_named_probe("H5183");
inline constexpr auto govee_h5184_named_1 = govee_named_pair("H5184", 1);
inline constexpr auto govee_h5184_named_2 = govee_named_pair("H5184", 2);
inline constexpr auto govee_h5185_named = govee_named_probe("H5185");
inline constexpr auto govee_h5191_named = govee_named_probe("H5191");
inline constexpr auto govee_h5198_named_1 = govee_named_pair("H5198", 1);
inline constexpr auto govee_h5198_named_2 = govee_named_pair("H5198", 2);

constexpr Format govee_probes(std::string_view name, Scope scope, std::uint16_t size_bytes,
                              std::span<const Field> fields, std::span<const Condition> conditions) noexcept {
    return {.name = name,
            .carrier = {ad_type::manufacturer_data, 0, scope},
            .lengths = govee_size(size_bytes),
            .fields = fields,
            .conditions = conditions};
}
constexpr Format govee_h5055(Scope scope, std::span<const Condition> conditions) noexcept {
    return {.name = "govee.h5055",
            .carrier = {ad_type::manufacturer_data, 0, scope},
            .lengths = {18, 20},
            .conditions = conditions,
            .read = read_govee_h5055};
}

inline constexpr auto govee_meat = std::array{
    govee_h5055(Scope::anyone_named, govee_h5055_named),
    govee_probes("govee.h5181", Scope::anyone_named, 14, govee_one_probe_fields, govee_h5181_named),
    govee_probes("govee.h5183", Scope::anyone_named, 14, govee_one_probe_fields, govee_h5183_named),
    govee_probes("govee.h5182", Scope::anyone_named, 17, govee_two_probes_fields<0>, govee_h5182_named),
    govee_probes("govee.h5184", Scope::anyone_named, 17, govee_two_probes_fields<0>, govee_h5184_named_1),
    govee_probes("govee.h5184", Scope::anyone_named, 17, govee_two_probes_fields<2>, govee_h5184_named_2),
    govee_probes("govee.h5185", Scope::anyone_named, 20, govee_two_ranges_fields<0>, govee_h5185_named),
    govee_probes("govee.h5191", Scope::anyone_named, 20, govee_two_ranges_fields<0>, govee_h5191_named),
    govee_probes("govee.h5198", Scope::anyone_named, 20, govee_two_ranges_fields<0>, govee_h5198_named_1),
    govee_probes("govee.h5198", Scope::anyone_named, 20, govee_two_ranges_fields<2>, govee_h5198_named_2),
    govee_h5055(Scope::anyone, govee_h5055_listed),
    govee_probes("govee.h5181", Scope::anyone, 14, govee_one_probe_fields, govee_listed_at<0x8151>),
    govee_probes("govee.h5183", Scope::anyone, 14, govee_one_probe_fields, govee_listed_at<0x8351>),
    govee_probes("govee.h5182", Scope::anyone, 17, govee_two_probes_fields<0>, govee_listed_at<0x8251>),
    govee_probes("govee.h5184", Scope::anyone, 17, govee_two_probes_fields<0>, govee_listed_pair<0x8451, 1>),
    govee_probes("govee.h5184", Scope::anyone, 17, govee_two_probes_fields<2>, govee_listed_pair<0x8451, 2>),
    govee_probes("govee.h5185", Scope::anyone, 20, govee_two_ranges_fields<0>, govee_listed_at<0x8551>),
    govee_probes("govee.h5191", Scope::anyone, 20, govee_two_ranges_fields<0>, govee_listed_at<0x9151>),
    govee_probes("govee.h5198", Scope::anyone, 20, govee_two_ranges_fields<0>, govee_listed_pair<0x9851, 1>),
    govee_probes("govee.h5198", Scope::anyone, 20, govee_two_ranges_fields<2>, govee_listed_pair<0x9851, 2>),
};

}  // namespace cairn::formats
