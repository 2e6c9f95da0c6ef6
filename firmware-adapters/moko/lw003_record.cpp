#include "moko/lw003_record.h"

#include <algorithm>
#include <array>
#include <span>

#include "moko/mkgw4_record.h"
#include "moko/mkgw4_values.h"
#include "moko/version_text.h"

namespace cairn::adapters::moko {
namespace {

// The LW003-B decodes tags as the MKGW4 does and sends the same values, without their tags. So a record is
// taken apart into the fields of an MKGW4's, and those are read.

constexpr std::uint8_t counted = 0;      // a size that stands in a byte of its own
constexpr std::uint8_t left_out = 0xFF;  // a tag that no record keeps: the value has no meaning that is known

// Core Specification Supplement: AD types.
constexpr std::uint8_t flags_type = 0x01;
constexpr std::uint8_t service_data_type = 0x16;

// What the MKGW4 does not send; its own types leave these tags free.
constexpr std::uint8_t url_code = 0x0C;
constexpr std::uint8_t own_text = 0x17;  // type 4: the firmware in two bytes; type 11: the name
constexpr std::uint8_t ibeacon_power = 0x0E;
constexpr std::uint8_t ibeacon_interval = 0x0F;

struct Part {
    std::uint8_t tag;
    std::uint8_t size_bytes;
    bool of_response = false;  // absent when there was no scan response
};

constexpr std::array ibeacon{Part{0x0A, 16}, Part{0x0B, 2}, Part{0x0C, 2}, Part{0x0D, 1}};
constexpr std::array uid{Part{0x0B, 1}, Part{0x0A, 10}, Part{0x0C, 6}};
constexpr std::array url{Part{0x0B, 1}, Part{url_code, counted}};
constexpr std::array tlm{Part{0x0A, 1}, Part{0x0B, 2}, Part{0x0C, 2}, Part{0x0D, 4}, Part{0x0E, 4}};
constexpr std::array device{Part{0x0A, 1}, Part{0x0B, 1}, Part{0x0C, 1},     Part{0x0D, 2},
                            Part{0x0E, 1}, Part{0x0F, 1}, Part{own_text, 2}, Part{0x11, counted, true}};
constexpr std::array acceleration{Part{0x0A, 1}, Part{0x0B, 1}, Part{0x0C, 1}, Part{0x11, 2},
                                  Part{0x0D, 1}, Part{0x0E, 1}, Part{0x0F, 1}, Part{0x10, 6}};
constexpr std::array climate{Part{0x0A, 1}, Part{0x0B, 1}, Part{0x0C, 1},
                             Part{0x0F, 2}, Part{0x0D, 2}, Part{0x0E, 2}};
constexpr std::array button{
    Part{0x0A, 1},       Part{0x0B, 1},       Part{0x0C, 2},       Part{0x0D, counted}, Part{0x0E, 1},
    Part{0x0F, counted}, Part{0x10, 1, true}, Part{0x11, 2, true}, Part{0x12, 6, true}, Part{0x13, 2, true},
    Part{0x14, 1, true}, Part{0x15, 2, true}, Part{0x16, 1, true}};
constexpr std::array tag_3{Part{0x0A, 1},
                           Part{0x0B, 2},
                           Part{0x0C, 2},
                           Part{0x0D, 6},
                           Part{0x0E, 2},
                           Part{0x0F, counted},
                           Part{0x10, counted, true}};
constexpr std::array sensor{Part{0x0A, 1}, Part{0x0B, 2},       Part{0x0C, 2},
                            Part{0x0D, 6}, Part{0x11, 2},       Part{0x12, 2},
                            Part{0x0E, 2}, Part{0x0F, counted}, Part{0x10, counted, true}};
constexpr std::array pir{Part{0x0A, 1}, Part{0x0B, 1}, Part{0x0C, 1},
                         Part{0x0D, 1}, Part{0x0E, 2}, Part{0x0F, 2},
                         Part{0x10, 2}, Part{0x11, 1}, Part{0x13, counted, true}};
constexpr std::array distance{Part{0x0A, 2},
                              Part{left_out, 2},
                              Part{0x0B, 2},
                              Part{0x0D, 2},
                              Part{left_out, 2},
                              Part{left_out, 1},
                              Part{own_text, counted, true}};
constexpr std::array response_ibeacon{Part{0x0A, 16, true},         Part{0x0B, 2, true},
                                      Part{0x0C, 2, true},          Part{0x0D, 1, true},
                                      Part{ibeacon_power, 1, true}, Part{ibeacon_interval, 1, true}};
constexpr std::array nano{Part{0x0B, 2, true}, Part{0x0C, 1, true}, Part{0x0D, 1, true},
                          Part{0x0E, 2, true}, Part{0x0F, 4, true}, Part{0x10, 1, true}};

/// A type: its number in a record of the MKGW4, and its parts in order.
struct Layout {
    std::uint8_t type;
    std::span<const Part> parts;
};
constexpr std::uint8_t type_url = 2;
constexpr std::uint8_t type_device = 4;
constexpr std::uint8_t type_other = 10;
constexpr std::uint8_t type_distance = 11;

constexpr std::array v3_layouts{
    Layout{0, ibeacon},          Layout{1, uid},    Layout{type_url, url},   Layout{3, tlm},
    Layout{0, response_ibeacon}, Layout{4, device}, Layout{5, acceleration}, Layout{6, climate},
    Layout{7, button},           Layout{8, tag_3},  Layout{type_other, {}},
};
constexpr std::array pro_layouts{
    Layout{type_other, {}},      Layout{0, ibeacon}, Layout{1, uid},
    Layout{type_url, url},       Layout{3, tlm},     Layout{5, acceleration},
    Layout{6, climate},          Layout{12, sensor}, Layout{4, device},
    Layout{7, button},           Layout{9, pir},     Layout{type_distance, distance},
    Layout{0, response_ibeacon}, Layout{13, nano},
};

const Layout* layout_of(std::uint8_t type, Lw003Types types) noexcept {
    const std::span<const Layout> all = types == Lw003Types::of_v3 ? std::span<const Layout>(v3_layouts)
                                                                   : std::span<const Layout>(pro_layouts);
    return type < all.size() ? &all[type] : nullptr;
}

/// The blocks that a filter of raw bytes matched: each has its size in six bits, or an error in the two
/// above and its type alone.
Result<void> skip_blocks(ByteReader& reader) noexcept {
    constexpr std::uint8_t error_bits = 0xC0;
    CAIRN_TRY(const std::uint8_t count, reader.take_u8());
    for (unsigned i = 0; i < count; ++i) {
        CAIRN_TRY(const std::uint8_t size, reader.take_u8());
        const bool is_error = (size & error_bits) != 0;
        if (!is_error && size == 0) return fail(Errc::malformed, "moko.lw003: block");
        CAIRN_CHECK(reader.take(is_error ? 1 : size));
    }
    return {};
}

/// Takes the fields off a record; what the reader then has left are raw bytes.
Result<void> take_fields(const Lw003Record& record, const Layout& layout, ByteReader& reader,
                         ScanRecord& fields) noexcept {
    fields.put({0x00, {&layout.type, 1}});
    if (layout.type == type_other) return skip_blocks(reader);
    for (const Part& part : layout.parts) {
        if (part.of_response && !record.has_response) continue;
        std::size_t size = part.size_bytes;
        if (part.size_bytes == counted) {
            CAIRN_TRY(size, reader.take_u8());
        }
        CAIRN_TRY(const Bytes value, reader.take(size));
        fields.put({part.tag, value});
    }
    return {};
}

/// AD structures to the last byte, or up to padding zeros.
bool is_advertisement(Bytes raw) noexcept {
    const std::size_t size = whole_structures_bytes(raw);
    return size != 0 && std::ranges::all_of(raw.subspan(size), [](std::uint8_t byte) { return byte == 0; });
}

void add_url(const ScanRecord& fields, RawPayload& payload, FrameBuilder& frames) {
    constexpr std::uint8_t url_frame = 0x10;
    const Bytes power = fields[0x0B];
    if (power.empty() || fields[url_code].empty()) return;
    const std::array<std::uint8_t, 4> lead{0xAA, 0xFE, url_frame, power[0]};
    const auto added = payload.append_structure(service_data_type, lead, fields[url_code]);
    if (!added) frames.refuse(added.error().code, added.error().where);
}

/// What an MKGW4 does not send.
void read_own_values(const ScanRecord& fields, const TagRecords& tag) {
    constexpr double intervals_a_second = 10;
    const Bytes own = fields[own_text];
    if (fields.type() == type_distance) tag.attribute(AttributeKind::name, as_text(own));
    if (fields.type() == type_device && own.size() == 2) {
        const auto version = version_text({unsigned{own[0]} >> 4, own[0] & 0x0FU, own[1]});
        tag.attribute(AttributeKind::firmware, version.view());
    }
    if (fields.type() != 0 || fields[ibeacon_interval].empty()) return;
    tag.reading(Quantity::tx_power_dbm, static_cast<std::int8_t>(fields[ibeacon_power][0]));
    tag.reading(Quantity::advertisement_interval_s, fields[ibeacon_interval][0] / intervals_a_second);
}

}  // namespace

bool fits(const Lw003Record& record, Lw003Types types) noexcept {
    const Layout* const layout = layout_of(record.type, types);
    if (layout == nullptr) return false;
    ByteReader reader(record.rest);
    ScanRecord fields;
    if (!take_fields(record, *layout, reader, fields)) return false;
    return reader.empty() || is_advertisement(reader.rest());
}

bool is_raw_alone(const Lw003Record& record) noexcept {
    const Bytes raw = record.rest;
    return raw.size() > 2 && raw[0] == 2 && raw[1] == flags_type && is_advertisement(raw);
}

void add_payload(const Lw003Record& record, Lw003Types types, RawPayload& payload, FrameBuilder& frames) {
    ByteReader reader(record.rest);
    ScanRecord fields;
    const Layout* const layout = is_raw_alone(record) ? nullptr : layout_of(record.type, types);
    if (layout != nullptr && !take_fields(record, *layout, reader, fields)) return;
    if (layout != nullptr && layout->type == type_url && reader.empty()) add_url(fields, payload, frames);
    const auto added = payload.append(reader.rest());
    if (!added) frames.refuse(added.error().code, added.error().where);
}

void read_values(const Lw003Record& record, Lw003Types types, const TagRecords& tag, FrameBuilder& frames) {
    const Layout* const layout = layout_of(record.type, types);
    if (layout == nullptr) return;
    ByteReader reader(record.rest);
    ScanRecord fields;
    if (!take_fields(record, *layout, reader, fields)) return;
    read_mkgw4_values(fields, tag, frames);
    read_own_values(fields, tag);
}

}  // namespace cairn::adapters::moko
