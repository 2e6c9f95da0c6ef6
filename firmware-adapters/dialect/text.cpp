#include "dialect/text.h"

#include <algorithm>

#include "cairn/core/utf8.h"

namespace cairn::adapters {

std::size_t copy_clean(std::string_view text, std::span<char> out) noexcept {
    while (text.ends_with('\0')) text.remove_suffix(1);
    const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F; };
    if (text.size() <= out.size() && std::ranges::all_of(text, is_plain)) {
        std::ranges::copy(text, out.begin());
        return text.size();
    }
    std::size_t written = 0;
    while (!text.empty()) {
        const std::string_view piece = take_printable(text, "?");
        if (piece.size() > out.size() - written) break;
        std::ranges::copy(piece, out.begin() + static_cast<std::ptrdiff_t>(written));
        written += piece.size();
    }
    return written;
}

}  // namespace cairn::adapters
