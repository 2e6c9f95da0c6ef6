#include "decode/flagged_parts.h"

namespace cairn {

std::size_t size_bytes_of(std::span<const FlaggedPart> parts, std::uint16_t flags) noexcept {
    std::size_t size_bytes = 0;
    for (const FlaggedPart& part : parts) {
        if ((flags & part.flag) != 0) size_bytes += part.size_bytes;
    }
    return size_bytes;
}

void add_flagged_parts(const ReadContext& context, Decoded& out, std::span<const FlaggedPart> parts,
                       std::uint16_t flags, Bytes body) noexcept {
    if (size_bytes_of(parts, flags) > body.size()) return context.note(Errc::malformed);
    for (const FlaggedPart& part : parts) {
        if ((flags & part.flag) == 0) continue;
        add_fields(context, out, part.fields, body);
        body = body.subspan(part.size_bytes);
    }
}

}  // namespace cairn
