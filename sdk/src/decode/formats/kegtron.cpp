#include "decode/formats/kegtron.h"

#include <algorithm>

namespace cairn::formats {
namespace {

/// Printable ASCII, then zeros up to the end; nobody's company is 0xFFFF, so the name has to speak for it.
bool is_padded_name(Bytes bytes) noexcept {
    const auto end = std::ranges::find(bytes, 0);
    const bool is_printable =
        std::all_of(bytes.begin(), end, [](std::uint8_t byte) { return byte >= 0x20 && byte < 0x7F; });
    return is_printable && end != bytes.begin() &&
           std::all_of(end, bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

/// Millilitres: the keg's size, what was in it first, what was drawn. The channel is the port.
bool read_kegtron(ReadContext& context, Decoded& out) noexcept {
    constexpr auto fields = std::array{
        Field{Quantity::capacity_l, 0, Wire::u16_be, always, 1, 1'000},
        Field{Quantity::volume_storage_l, 2, Wire::u16_be, always, 1, 1'000},
        Field{Quantity::volume_l, 4, Wire::u16_be, always, 1, 1'000},
    };
    constexpr std::uint8_t is_second_port = 0x10;
    if (!is_padded_name(context.body.subspan(7))) return false;
    for (Field field : fields) {
        field.channel = (context.body[6] & is_second_port) != 0 ? 1 : 0;
        add_field(context, out, field, context.body);
    }
    return true;
}

}  // namespace cairn::formats
