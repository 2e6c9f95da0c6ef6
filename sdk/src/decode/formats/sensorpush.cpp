#include "decode/formats/sensorpush.h"

#include <algorithm>
#include <cstddef>

#include "decode/octets.h"
#include "decode/reader.h"

namespace cairn::formats {
namespace {

/// EF090000-11D6-42BA-93B8-9DD7EC090AB0, as the radio sends it.
constexpr std::array<std::uint8_t, 16> service{0xB0, 0x0A, 0x09, 0xEC, 0xD7, 0x9D, 0xB8, 0x93,
                                               0xBA, 0x42, 0xD6, 0x11, 0x00, 0x00, 0x09, 0xEF};

bool is_sensorpush(const WalkedAdvertisement& advertisement) noexcept {
    if (advertisement.name.starts_with("SensorPush")) return true;
    return std::ranges::any_of(advertisement.structures, [](const SeenStructure& structure) {
        const bool lists =
            structure.type == ad_type::services_128 || structure.type == ad_type::services_128_some;
        return lists && std::ranges::equal(structure.value, service);
    });
}

/// One value: `count` steps of 1/`per` from `least` on.
struct Digit {
    Quantity quantity;
    std::uint32_t count;
    std::int32_t least;  // in steps
    std::int32_t per;
};

struct Model {
    std::uint8_t page_and_type;  // the first byte: page 0 in its lowest two bits
    std::uint8_t size_bytes;  // with that byte
    std::string_view name;
    std::array<Digit, 3> digits;
};

constexpr Digit temperature_w{Quantity::temperature_c, 66'001, -16'000, 400};
constexpr Digit temperature_xw{Quantity::temperature_c, 72'001, -16'000, 400};
constexpr Digit temperature_tc{Quantity::temperature_c, 32'001, -3'200, 16};
constexpr Digit humidity{Quantity::humidity_pct, 40'001, 0, 400};
constexpr Digit pressure{Quantity::pressure_hpa, 95'001, 30'000, 100};
constexpr Digit none{};

constexpr auto models = std::array{
    Model{0x00, 7, "HTP.xw", {temperature_xw, humidity, pressure}},
    Model{0x04, 5, "HT.w", {temperature_w, humidity, none}},
    Model{0x08, 4, "TC.x", {temperature_tc, none, none}},
};

}  // namespace

bool read_sensorpush(ReadContext& context, Decoded& out) noexcept {
    if (!is_sensorpush(context.advertisement)) return false;
    const auto* const model = std::ranges::find(models, context.body[0], &Model::page_and_type);
    if (model == models.end()) return true;  // another page
    if (context.body.size() < model->size_bytes) return context.broken(Errc::malformed);

    const Bytes from = context.body.subspan(1);
    std::uint64_t left = wide_number_le(from);
    for (const Digit& digit : model->digits) {
        if (digit.count == 0) break;
        const double steps = static_cast<double>(left % digit.count) + digit.least;
        add_value(context, out, digit.quantity, steps / digit.per, from);
        left /= digit.count;
    }
    add_text(context, out, AttributeKind::model, model->name, context.body.first(1));
    return true;
}

}  // namespace cairn::formats
