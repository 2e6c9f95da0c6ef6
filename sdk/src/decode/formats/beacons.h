// Beacons of public specifications: docs/formats/adv-beacons.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

inline constexpr auto ibeacon_fields = std::array{Field{Quantity::measured_power_dbm, 22, Wire::i8}};
inline constexpr auto ibeacon_texts = std::array{
    Text{
        AttributeKind::ibeacon,
        {TextPart{Part::hex, 2, 16}, TextPart{Part::u16_be, 18, 2, '/'}, TextPart{Part::u16_be, 20, 2, '/'}}},
};

inline constexpr auto altbeacon_fields = std::array{Field{Quantity::measured_power_dbm, 22, Wire::i8}};
inline constexpr auto altbeacon_texts =
    std::array{Text{AttributeKind::altbeacon, {TextPart{Part::hex, 2, 20}}}};

inline constexpr auto eddystone_power_fields = std::array{Field{Quantity::tx_power_dbm, 1, Wire::i8}};
inline constexpr auto eddystone_uid_texts = std::array{
    Text{AttributeKind::eddystone_uid, {TextPart{Part::hex, 2, 10}, TextPart{Part::hex, 12, 6, '/'}}},
};
inline constexpr auto eddystone_url_texts =
    std::array{Text{AttributeKind::url, {TextPart{Part::eddystone_url, 2}}}};
inline constexpr auto eddystone_tlm_fields = std::array{
    Field{Quantity::voltage_v, 2, Wire::u16_be, 0, 1, 1'000},
    Field{Quantity::temperature_c, 4, Wire::i16_be, 0x8000, 1, 256},
    Field{Quantity::advertisement_count, 6, Wire::u32_be},
    Field{Quantity::uptime_s, 10, Wire::u32_be, always, 1, 10},
};
inline constexpr auto eddystone_eid_texts =
    std::array{Text{AttributeKind::ephemeral_id, {TextPart{Part::hex, 2, 8}}}};

/// An Eddystone lists its service, or no service at all: who lists others only is none.
bool read_eddystone(ReadContext& context, Decoded& out) noexcept;
/// Opens telemetry to the plain frame of it, which the fields are read of; without the beacon's key, or the
/// time at which it was heard, nothing is read.
bool read_eddystone_etlm(ReadContext& context, Decoded& out) noexcept;

/// The BM2 battery monitor puts its battery where an iBeacon has its power.
inline constexpr auto bm2_conditions = std::array{
    bytes_are(2, "\x65\x5F\x83\xCA\xAE\x16\xA1\x0A\x70\x2E\x31\xF3\x0D\x58\xDD\x82"),
};
inline constexpr auto bm2_fields = std::array{Field{Quantity::battery_pct, 22, Wire::u8}};

/// The BM6 has it in its major number, behind 0x11.
inline constexpr auto bm6_conditions = std::array{
    bytes_are(2, "\x3B\xA2\x9C\xD9\xA4\x2C\x89\x48\x56\xBA\xDA\xF2\x60\x6E\xF7\x77"),
};
inline constexpr auto bm6_fields = std::array{Field{Quantity::battery_pct, 19, Wire::u8}};

/// Cypress solar beacons send a Silicon Labs Si7020's codes, without their lower bytes, as the minor number:
/// 125 / 256 * code - 6 % and 175.72 / 256 * code - 46.85 degrees.
inline constexpr auto cypress_conditions = std::array{
    bytes_are(2, std::string_view("\x00\x05\x00\x01\x00\x00\x10\x00\x80\x00\x00\x80\x5F\x9B\x01\x31", 16)),
};
inline constexpr auto cypress_fields = std::array{
    Field{Quantity::humidity_pct, 20, Wire::u8, always, 125, 256, -6 * 256},
    Field{Quantity::temperature_c, 21, Wire::u8, always, 17'572, 25'600, -4'685 * 256},
};

inline constexpr auto wiliot_texts = std::array{Text{AttributeKind::raw, {TextPart{Part::hex, 0}}}};
constexpr Format wiliot_row(Carrier carrier) noexcept {
    return {.name = "wiliot.tag",
            .carrier = carrier,
            .lengths = exactly(27),
            .confidence = Confidence::identifier,
            .texts = wiliot_texts};
}

/// A program's own JSON, which need not be complete.
inline constexpr auto espruino_texts = std::array{Text{AttributeKind::text, {TextPart{Part::utf8, 0}}}};
inline constexpr auto espruino_conditions = std::array{byte_is(-1, '}')};

inline constexpr auto beacons = std::array{
    Format{.name = "ibeacon",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x02, 0x15),
           .lengths = at_least(23),
           .fields = ibeacon_fields,
           .texts = ibeacon_texts},
    Format{.name = "bm2",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x02, 0x15),
           .lengths = exactly(23),
           .fields = bm2_fields,
           .conditions = bm2_conditions,
           .also = true},
    Format{.name = "bm6",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x02, 0x15),
           .lengths = exactly(23),
           .fields = bm6_fields,
           .conditions = bm6_conditions,
           .also = true},
    Format{.name = "cypress.solar",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x02, 0x15),
           .lengths = exactly(23),
           .fields = cypress_fields,
           .conditions = cypress_conditions,
           .also = true},
    // Radius Networks' own beacons before the code became public.
    Format{.name = "altbeacon",
           .carrier = manufacturer_data(0x0118),
           .magic = begins_with(0xAA, 0xBB),
           .lengths = one_of(23, 24),
           .fields = altbeacon_fields,
           .texts = altbeacon_texts},
    // The last byte is the manufacturer's own; some devices leave it off.
    Format{.name = "altbeacon",
           .carrier = manufacturer_data_of_anyone(),
           .magic = begins_with(0xBE, 0xAC),
           .lengths = one_of(23, 24),
           .fields = altbeacon_fields,
           .texts = altbeacon_texts},
    // Two reserved bytes follow the instance; most devices leave them off.
    Format{.name = "eddystone.uid",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x00),
           .lengths = {18, 20},
           .fields = eddystone_power_fields,
           .texts = eddystone_uid_texts,
           .read = read_eddystone},
    Format{.name = "eddystone.url",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x10),
           .lengths = at_least(4),
           .fields = eddystone_power_fields,
           .texts = eddystone_url_texts,
           .read = read_eddystone},
    Format{.name = "eddystone.tlm",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x20, 0x00),
           .lengths = exactly(14),
           .fields = eddystone_tlm_fields,
           .read = read_eddystone},
    Format{.name = "eddystone.etlm",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x20, 0x01),
           .lengths = exactly(18),
           .fields = eddystone_tlm_fields,
           .read = read_eddystone_etlm},
    Format{.name = "eddystone.eid",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x30),
           .lengths = exactly(10),
           .fields = eddystone_power_fields,
           .texts = eddystone_eid_texts,
           .read = read_eddystone},
    // A battery-free tag; what it says is for its maker's cloud only.
    wiliot_row(manufacturer_data(0x0500)),
    wiliot_row(service_data(0xFDAF)),
    Format{.name = "espruino.json",
           .carrier = manufacturer_data(0x0590),
           .magic = begins_with('{'),
           .lengths = at_least(2),
           .texts = espruino_texts,
           .conditions = espruino_conditions},
    // What Eddystone-URL was before it was called so.
    Format{.name = "uribeacon",
           .carrier = service_data(0xFED8),
           .magic = begins_with(0x00),
           .lengths = at_least(4),
           .fields = eddystone_power_fields,
           .texts = eddystone_url_texts},
};

}  // namespace cairn::formats
