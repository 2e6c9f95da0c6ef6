#include "decode/formats/oral_b.h"

#include "decode/reader.h"

namespace cairn::formats {

bool read_oral_b(ReadContext& context, Decoded& out) noexcept {
    const Bytes from = context.body.subspan(5, 2);
    add_value(context, out, Quantity::duration_s, from[0] * 60 + from[1], from);
    return true;
}

}  // namespace cairn::formats
