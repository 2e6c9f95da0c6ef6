#include "decode/formats/feasycom.h"

#include "decode/formats/checks.h"
#include "decode/octets.h"

namespace cairn::formats {

bool read_feasycom(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint8_t major_max = 9;
    constexpr std::uint8_t minor_max = 99;
    const Bytes body = context.body;
    const bool is_connectable_somehow = (body[3] & 0x03) != 0x03;
    return body[0] >= 0x15 && body[0] <= 0x2F && body[1] <= major_max && body[2] <= minor_max &&
           is_connectable_somehow && body[10] <= 101 &&
           may_be_from(context, address_be(body.subspan(4)), out);
}

}  // namespace cairn::formats
