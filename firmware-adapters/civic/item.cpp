#include "civic/item.h"

#include <array>
#include <charconv>
#include <cmath>

namespace cairn::adapters::civic {
namespace {

constexpr std::string_view own_namespace = "civic";

// Names come as text or as whole numbers.
class NameText {
public:
    static std::optional<NameText> of(const JsonValue& value) noexcept {
        NameText name;
        if (const auto text = text_of(value)) {
            name.view_ = *text;
            return name;
        }
        std::uint64_t whole = 0;
        if (value.get(whole) != simdjson::SUCCESS) return std::nullopt;
        name.size_ = static_cast<std::size_t>(
            std::to_chars(name.digits_.data(), name.digits_.data() + name.digits_.size(), whole).ptr -
            name.digits_.data());
        return name;
    }

    std::string_view view() const noexcept {
        return size_ > 0 ? std::string_view(digits_.data(), size_) : view_;
    }

private:
    std::array<char, 20> digits_{};
    std::size_t size_ = 0;
    std::string_view view_;
};

}  // namespace

Result<TagId> tag_id(std::string_view text) noexcept {
    constexpr std::string_view ble = "ble:";
    constexpr std::size_t separated_mac_chars = 17;
    const bool named_ble = text.starts_with(ble);
    const std::string_view rest = named_ble ? text.substr(ble.size()) : text;
    if (named_ble || rest.size() == separated_mac_chars) {
        if (const auto address = MacAddress::parse(rest)) return TagId::of("ble", *address);
        if (named_ble) return fail(Errc::malformed, "civic: tag");
    }
    return TagId::make(own_namespace, text);
}

Result<TagId> tag_id_of(const JsonValue& value) noexcept {
    const auto name = NameText::of(value);
    if (!name) return fail(Errc::malformed, "civic: tag");
    return tag_id(name->view());
}

Result<GatewayId> gateway_id_of(const JsonValue& value) noexcept {
    const auto name = NameText::of(value);
    if (!name) return fail(Errc::malformed, "civic: gateway");
    return GatewayId::make(own_namespace, name->view());
}

std::optional<GeoPosition> geo_position(double latitude_deg, double longitude_deg,
                                        double accuracy_m) noexcept {
    const bool on_earth = std::abs(latitude_deg) <= 90 && std::abs(longitude_deg) <= 180;
    if (!on_earth || !std::isfinite(accuracy_m) || accuracy_m < 0) return std::nullopt;
    return GeoPosition{latitude_deg, longitude_deg, accuracy_m};
}

}  // namespace cairn::adapters::civic
