#include "decode/formats/instruments.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>

#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// A decimal number behind blanks, as displays show it; nothing if it is none ("   OL ").
std::optional<double> number_in(std::string_view text) noexcept {
    double digits = 0;
    double per = 0;
    while (text.starts_with(' ')) text.remove_prefix(1);
    for (const char character : text) {
        if (character == '.' && per == 0) {
            per = 1;
        } else if (character >= '0' && character <= '9') {
            digits = digits * 10 + (character - '0');
            per *= 10;
        } else {
            return std::nullopt;
        }
    }
    if (text.empty() || text.ends_with(' ')) return std::nullopt;
    return digits / std::max(per, 1.0);
}

}  // namespace

bool read_anemometer(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint32_t company_sum = 0xAA + 0xBB;
    constexpr std::size_t sum_bytes = 2;
    const Bytes summed = context.body.first(context.body.size() - sum_bytes);
    const std::uint32_t sum = std::accumulate(summed.begin(), summed.end(), company_sum);
    if (sum == number_be(context.body.last(sum_bytes))) out.confidence = Confidence::verified;

    const Bytes digits = context.body.subspan(3, 6);
    const auto speed_mps = number_in(as_text(digits));
    if (!speed_mps) return true;
    add_value(context, out, Quantity::speed_mps, *speed_mps, digits);
    return true;
}

bool read_vchon(ReadContext& context, Decoded& out) noexcept {
    const auto& advertiser = context.address();
    if (advertiser && std::ranges::equal(advertiser->octets, context.body.subspan(3))) {
        out.confidence = Confidence::verified;
        return true;
    }
    return context.advertisement.name.starts_with("XL0801");
}

}  // namespace cairn::formats
