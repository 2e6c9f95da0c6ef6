#include "dialect/gateway_records.h"

#include <array>
#include <charconv>

#include "cairn/core/hex.h"
#include "dialect/text.h"

namespace cairn::adapters {
namespace {

using Text = decltype(Attribute::text);

}  // namespace

void GatewayRecords::property(std::string_view name, std::string_view value) const {
    Text text(name);
    text.push_back('=');
    std::array<char, Text::size_max()> clean{};
    const std::size_t size = copy_clean(value, std::span(clean).first(Text::size_max() - text.size()));
    if (size == 0) return;
    text.append({clean.data(), size});
    frames_->record(Attribute{{}, frames_->gateway(), at_, AttributeKind::property, text});
}

void GatewayRecords::property_number(std::string_view name, double value) const {
    std::array<char, 32> digits{};
    const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    property(name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void GatewayRecords::property_hex(std::string_view name, Bytes value) const {
    Text text;
    append_hex(text, value);
    property(name, text);
}

std::optional<std::uint32_t> big_endian(Bytes value) noexcept {
    if (value.empty() || value.size() > 4) return std::nullopt;
    std::uint32_t number = 0;
    for (const std::uint8_t byte : value) number = number << 8 | byte;
    return number;
}

}  // namespace cairn::adapters
