#include "dialect/raw_payload.h"

#include <algorithm>

#include "cairn/core/hex.h"

namespace cairn::adapters {
std::size_t whole_structures_bytes(Bytes payload) noexcept {
    std::size_t at = 0;
    while (at < payload.size() && payload[at] != 0 && payload[at] < payload.size() - at) {
        at += 1U + payload[at];
    }
    return at;
}

Result<void> RawPayload::append(Bytes part) noexcept {
    if (part.empty()) return {};
    const std::size_t kept = whole_structures_bytes(view());
    if (part.size() > bytes_.size() - kept) return fail(Errc::full, "advertisement: longer than allowed");
    std::ranges::copy(part, bytes_.begin() + static_cast<std::ptrdiff_t>(kept));
    size_ = kept + part.size();
    return {};
}

Result<void> RawPayload::append_hex(std::string_view digits) noexcept {
    if (empty()) {
        CAIRN_TRY(size_, parse_hex(digits, bytes_));
        return {};
    }
    std::array<std::uint8_t, limits::advertisement_bytes_max> part;
    CAIRN_TRY(const std::size_t size, parse_hex(digits, part));
    return append(Bytes(part).first(size));
}

Result<void> RawPayload::append_structure(std::uint8_t type, Bytes lead, Bytes content) noexcept {
    std::array<std::uint8_t, 1 + 255>
        structure;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
    const std::size_t size = 2 + lead.size() + content.size();
    if (size > structure.size()) return fail(Errc::full, "advertisement: structure longer than allowed");
    structure[0] = static_cast<std::uint8_t>(size - 1);
    structure[1] = type;
    std::ranges::copy(lead, structure.begin() + 2);
    std::ranges::copy(content, structure.begin() + 2 + static_cast<std::ptrdiff_t>(lead.size()));
    return append(Bytes(structure).first(size));
}

}  // namespace cairn::adapters
