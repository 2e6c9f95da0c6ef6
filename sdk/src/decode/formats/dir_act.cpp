#include "decode/formats/dir_act.h"

namespace cairn::formats {

/// Up to three encounters of five bytes follow: who it was, and how near or how often. The lower five bits
/// of the second byte are the size of what follows it; the published digest says one byte less.
bool read_dir_act(ReadContext& context, Decoded& out) noexcept {
    constexpr std::size_t first = 9;
    constexpr std::size_t encounter_bytes = 5;
    constexpr Text encounter{AttributeKind::raw, {TextPart{Part::hex, 0, encounter_bytes}}};
    const std::size_t size = context.body.size();
    const std::size_t said_size = (context.body[1] & 0x1FU) + 2;
    if (said_size > size || said_size + 1 < size || (size - first) % encounter_bytes != 0) return false;
    for (std::size_t offset = first; offset < size; offset += encounter_bytes)
        add_text(context, out, encounter, context.body.subspan(offset, encounter_bytes));
    return true;
}

}  // namespace cairn::formats
