// Beacons of public specifications, and what GAP itself says: docs/formats/advertisements.md.
#pragma once

#include <array>

#include "decode/format.h"

namespace cairn::formats {

inline constexpr std::array gap_name_texts{Text{AttributeKind::name, {TextPart{Part::utf8, 0}}}};
inline constexpr std::array gap_tx_power_fields{Field{Quantity::tx_power_dbm, 0, Wire::i8}};

inline constexpr std::array ibeacon_fields{Field{Quantity::measured_power_dbm, 22, Wire::i8}};
inline constexpr std::array ibeacon_texts{
    Text{
        AttributeKind::ibeacon,
        {TextPart{Part::hex, 2, 16}, TextPart{Part::u16_be, 18, 2, '/'}, TextPart{Part::u16_be, 20, 2, '/'}}},
};

inline constexpr std::array altbeacon_fields{Field{Quantity::measured_power_dbm, 22, Wire::i8}};
inline constexpr std::array altbeacon_texts{Text{AttributeKind::altbeacon, {TextPart{Part::hex, 2, 20}}}};

inline constexpr std::array eddystone_power_fields{Field{Quantity::tx_power_dbm, 1, Wire::i8}};
inline constexpr std::array eddystone_uid_texts{
    Text{AttributeKind::eddystone_uid, {TextPart{Part::hex, 2, 10}, TextPart{Part::hex, 12, 6, '/'}}},
};
inline constexpr std::array eddystone_url_texts{Text{AttributeKind::url, {TextPart{Part::eddystone_url, 2}}}};
inline constexpr std::array eddystone_tlm_fields{
    Field{Quantity::voltage_v, 2, Wire::u16_be, 0, 1, 1'000},
    Field{Quantity::temperature_c, 4, Wire::i16_be, 0x8000, 1, 256},
    Field{Quantity::advertisement_count, 6, Wire::u32_be},
    Field{Quantity::uptime_s, 10, Wire::u32_be, always, 1, 10},
};

inline constexpr std::array beacons{
    Format{.name = "gap",
           .carrier = whole_structure(ad_type::name_short),
           .lengths = at_least(0),
           .texts = gap_name_texts,
           .joins = true},
    Format{.name = "gap",
           .carrier = whole_structure(ad_type::name_complete),
           .lengths = at_least(0),
           .texts = gap_name_texts,
           .joins = true},
    Format{.name = "gap",
           .carrier = whole_structure(ad_type::tx_power),
           .lengths = exactly(1),
           .fields = gap_tx_power_fields,
           .joins = true},
    // Some tags append a battery byte, which has no published meaning.
    Format{.name = "ibeacon",
           .carrier = manufacturer_data(0x004C),
           .magic = begins_with(0x02, 0x15),
           .lengths = at_least(23),
           .fields = ibeacon_fields,
           .texts = ibeacon_texts},
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
           .lengths = at_least(18),
           .fields = eddystone_power_fields,
           .texts = eddystone_uid_texts},
    Format{.name = "eddystone.url",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x10),
           .lengths = at_least(4),
           .fields = eddystone_power_fields,
           .texts = eddystone_url_texts},
    Format{.name = "eddystone.tlm",
           .carrier = service_data(0xFEAA),
           .magic = begins_with(0x20, 0x00),
           .lengths = exactly(14),
           .fields = eddystone_tlm_fields},
};

}  // namespace cairn::formats
