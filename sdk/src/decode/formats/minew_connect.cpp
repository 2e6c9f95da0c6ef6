#include "decode/formats/minew_connect.h"

#include "decode/octets.h"

namespace cairn::formats {

/// The firmware's three numbers share two bytes: 3, 6 and 7 bits.
bool read_minew_firmware(ReadContext& context, Decoded& out) noexcept {
    constexpr std::size_t offset = 9;
    const std::uint32_t packed = number_be(context.body.subspan(offset, 2));
    context.scratch[0] = static_cast<std::uint8_t>(packed >> 13);
    context.scratch[1] = static_cast<std::uint8_t>(packed >> 7 & 0x3F);
    context.scratch[2] = static_cast<std::uint8_t>(packed & 0x7F);
    add_text(context, out, minew_version(0), Bytes(context.scratch).first(3));
    return true;
}

/// Blocks of an id and a value behind each other, then a random number and a signature of two bytes each.
/// What follows a block that is not known cannot be read: its size is not known either.
bool read_minew_blocks(ReadContext& context, Decoded& out) noexcept {
    static constexpr auto axes = std::array{
        minew_fixed_8_8(Quantity::accel_x_g, 1),
        minew_fixed_8_8(Quantity::accel_y_g, 3),
        minew_fixed_8_8(Quantity::accel_z_g, 5),
    };
    static constexpr auto battery = std::array{Field{Quantity::battery_pct, 1, Wire::u8}};
    static constexpr auto tamper =
        std::array{Field{.quantity = Quantity::tamper_present, .offset = 1, .bits = {0, 1}}};
    const struct {
        std::uint8_t id;
        std::uint8_t size_bytes;
        PackedValues fields;
    } blocks[]{
        {0x03, 7, packed_fields<axes>}, {0x21, 2, packed_fields<battery>}, {0x22, 2, packed_fields<tamper>}};
    constexpr std::size_t tail_bytes = 4;

    Bytes left = context.body.subspan(2, context.body.size() - 2 - tail_bytes);
    while (!left.empty()) {
        std::size_t size_bytes = 0;
        for (const auto& block : blocks) {
            if (left[0] != block.id) continue;
            if (left.size() < block.size_bytes) return context.broken(Errc::malformed);
            add_fields(context, out, block.fields, left);
            size_bytes = block.size_bytes;
        }
        if (size_bytes == 0) break;
        left = left.subspan(size_bytes);
    }
    return true;
}

/// The vendor encrypts some frames; how is not published.
bool read_minew_closed(ReadContext& /*context*/, Decoded& out) noexcept {
    out.protection = Protection::no_key;
    return true;
}

}  // namespace cairn::formats
