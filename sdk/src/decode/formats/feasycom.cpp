#include "decode/formats/feasycom.h"

namespace cairn::formats {

/// Its models have the numbers 0x15 to 0x2F.
bool read_feasycom(ReadContext& context, Decoded& /*out*/) noexcept {
    const Bytes body = context.body;
    const bool is_connectable_somehow = (body[3] & 0x03) != 0x03;
    return body[0] >= 0x15 && body[0] <= 0x2F && is_connectable_somehow && body[10] <= 101;
}

}  // namespace cairn::formats
