#include "decode/formats/mibeacon_objects.h"

#include <algorithm>

#include "decode/formats/mibeacon_products.h"

namespace cairn::formats {
namespace {

static_assert(std::ranges::is_sorted(mi_numbers, {}, &MiNumber::id));
static_assert(std::ranges::is_sorted(mi_flags, {}, &MiFlag::id));
static_assert(std::ranges::is_sorted(mi_states, {}, &MiState::id));
static_assert(std::ranges::is_sorted(mi_products, {}, &MiProduct::id));

/// Ids from here on mean what the product's own specification says.
constexpr std::uint16_t product_ids_begin = 0x4000;

void add_number(const ReadContext& context, Decoded& out, const MiNumber& number, Bytes value) noexcept {
    const std::size_t end = std::size_t{number.offset} + layout_of(number.wire).size_bytes;
    if (value.size() < end || (number.object_bytes != 0 && value.size() != number.object_bytes))
        return context.note(Errc::malformed);
    const Field field{.quantity = number.quantity,
                      .offset = number.offset,
                      .wire = number.wire,
                      .per = number.per,
                      .channel = next_channel(out, number.quantity)};
    return add_field(context, out, field, value);
}

void add_state(const ReadContext& context, Decoded& out, Quantity quantity, std::uint8_t state,
               Bytes value) noexcept {
    return add_value(context, out, quantity, state, value.first(1), next_channel(out, quantity));
}

/// What the first byte says.
void add_states(const ReadContext& context, Decoded& out, const MiObject& object) noexcept {
    const auto flags = std::ranges::equal_range(mi_flags, object.id, {}, &MiFlag::id);
    const auto states = std::ranges::equal_range(mi_states, object.id, {}, &MiState::id);
    if (flags.empty() && states.empty()) return;
    if (object.value.empty()) return context.note(Errc::malformed);
    for (const MiFlag& flag : flags) {
        add_state(context, out, flag.quantity, object.value[0] != 0 ? 1 : 0, object.value);
    }
    for (const MiState& state : states) {
        if (object.value[0] != state.code) continue;
        add_state(context, out, state.quantity, state.value, object.value);
    }
}

}  // namespace

std::string_view mi_model(std::uint16_t product) noexcept {
    const auto* const found = std::ranges::lower_bound(mi_products, product, {}, &MiProduct::id);
    return found != mi_products.end() && found->id == product ? found->model : std::string_view();
}

void add_mi_object(const ReadContext& context, Decoded& out, const MiObject& object) noexcept {
    if (object.id >= product_ids_begin && mi_model(object.product).empty()) return;
    for (const MiNumber& number : std::ranges::equal_range(mi_numbers, object.id, {}, &MiNumber::id)) {
        add_number(context, out, number, object.value);
    }
    add_states(context, out, object);
    add_mi_buttons(context, out, object);
    return add_mi_events(context, out, object);
}

}  // namespace cairn::formats
