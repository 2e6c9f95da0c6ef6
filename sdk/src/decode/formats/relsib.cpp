#include "decode/formats/relsib.h"

namespace cairn::formats {

/// A sign, three digits, a point, one digit.
bool read_relsib_text(ReadContext& context, Decoded& out) noexcept {
    const std::string_view text = as_text(context.body);
    if ((text[0] != '+' && text[0] != '-') || text[4] != '.') return false;
    int tenths = 0;
    for (const std::size_t place : {1U, 2U, 3U, 5U}) {
        if (text[place] < '0' || text[place] > '9') return false;
        tenths = tenths * 10 + (text[place] - '0');
    }
    add_value(context, out, Quantity::temperature_c, (text[0] == '-' ? -tenths : tenths) / 10.0,
              context.body);
    return true;
}

}  // namespace cairn::formats
