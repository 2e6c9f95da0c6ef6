#include "decode/formats/jaalee.h"

#include <algorithm>

#include "decode/formats/checks.h"
#include "decode/octets.h"

namespace cairn::formats {

bool read_jaalee_service(ReadContext& context, Decoded& out) noexcept {
    const bool is_marked = context.address() || context.advertisement.lists_service(context.carrier.id);
    return is_marked && has_percentage<0>(context, out) &&
           may_be_from(context, address_le(context.body.subspan(1)), out);
}

bool read_jaalee_ibeacon(ReadContext& context, Decoded& /*out*/) noexcept {
    // The last two bytes of the UUID are the model.
    constexpr std::array<std::uint8_t, 14> uuid{0xEB, 0xEF, 0xD0, 0x83, 0x70, 0xA2, 0x47,
                                                0xC8, 0x98, 0x37, 0xE7, 0xB5, 0x63, 0x4D};
    const Bytes body = context.body;
    if (!std::ranges::equal(body.subspan(2, uuid.size()), uuid)) return false;
    const std::uint32_t model = number_be(body.subspan(16, 2));
    return (model == 0xF525 || model == 0xF51C) && body[23] <= 100;
}

}  // namespace cairn::formats
