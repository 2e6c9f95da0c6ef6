#include "decode/formats/april_brother.h"

#include <algorithm>

namespace cairn::formats {
namespace {

/// Its other structure: 11 bytes of service data that begin with its own address, last octet first.
bool carries_own_address(const ReadContext& context) noexcept {
    if (!context.address()) return false;
    std::array<std::uint8_t, 6> reversed = context.address()->octets;
    std::ranges::reverse(reversed);
    constexpr std::size_t id_and_service_data = 2 + 11;
    return std::ranges::any_of(context.advertisement.structures, [&reversed](const SeenStructure& structure) {
        return structure.type == ad_type::service_data_16 && structure.value.size() == id_and_service_data &&
               std::ranges::equal(structure.value.subspan(2, reversed.size()), reversed);
    });
}

}  // namespace

/// All beacons of the vendor leave the factory with this UUID: only the name, or the other structure, says
/// that this one has a thermometer.
bool read_abtemp(ReadContext& context, Decoded& out) noexcept {
    constexpr std::array<std::uint8_t, 16> uuid{0xB5, 0xB1, 0x82, 0xC7, 0xEA, 0xB1, 0x49, 0x88,
                                                0xAA, 0x99, 0xB5, 0xC1, 0x51, 0x70, 0x08, 0xD9};
    if (!std::ranges::equal(context.body.subspan(2, uuid.size()), uuid)) return false;
    if (context.body[20] > 100) return false;
    if (context.advertisement.name == "ABTemp") return true;
    if (!carries_own_address(context)) return false;
    out.confidence = Confidence::verified;
    return true;
}

}  // namespace cairn::formats
