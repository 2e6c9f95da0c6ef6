#include "net/hex_bytes.h"

#include <algorithm>

#include "cairn/core/hex.h"

namespace cairn {

std::optional<std::string> hex_bytes(std::string_view text) {
    constexpr std::string_view separators = " \t\r\n:-,";
    std::string bytes(text.size() / 2, '\0');
    std::size_t size = 0;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
        if (text.empty()) break;
        const std::string_view group = text.substr(0, text.find_first_of(separators));
        const auto more =
            parse_hex(group, {reinterpret_cast<std::uint8_t*>(bytes.data()) + size, bytes.size() - size});
        if (!more) return std::nullopt;
        size += *more;
        text.remove_prefix(group.size());
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace cairn
