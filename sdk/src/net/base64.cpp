#include "cairn/net/base64.h"

#include <algorithm>
#include <string_view>

namespace cairn::net {

std::string base64(Bytes bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) group = group << 8U | (k < count ? bytes[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            out.push_back(k <= count ? digits[group >> (18 - 6 * k) & 0x3FU] : '=');
        }
    }
    return out;
}

}  // namespace cairn::net
