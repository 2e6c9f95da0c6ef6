#include "decode/formats/qingping.h"

#include <algorithm>

#include "decode/reader.h"

namespace cairn::formats {
namespace {

constexpr std::size_t header_bytes = 8;  // flags, model, address
constexpr std::uint8_t opening_object = 0x04;
constexpr std::uint8_t counter_object = 0x0F;
constexpr std::uint8_t door_sensor = 0x04;  // the model CGH1

bool are_objects(Bytes objects) noexcept {
    while (objects.size() >= 2 && objects.size() - 2 >= objects[1])
        objects = objects.subspan(2U + objects[1]);
    return objects.empty();
}

void add_model(const ReadContext& context, Decoded& out) noexcept {
    constexpr Text address{AttributeKind::device, {TextPart{Part::mac_reversed, 2, 6}}};
    const Bytes from = context.body.subspan(1, 1);
    const auto* const model = std::ranges::find(qingping_models, from[0], &QingpingModel::id);
    add_text(context, out, address, context.body);
    if (model == qingping_models.end()) return add_value(context, out, Quantity::device_type, from[0], from);
    return add_text(context, out, AttributeKind::model, model->name, from);
}

/// Open, closed, or open for too long.
void add_opening(const ReadContext& context, Decoded& out, Bytes value) noexcept {
    constexpr std::uint8_t closed = 1;
    constexpr std::uint8_t left_open = 2;
    if (value.size() != 1 || value[0] > left_open) return context.note(Errc::malformed);
    add_value(context, out, Quantity::opening_open, value[0] == closed ? 0 : 1, value);
    if (value[0] == left_open) add_value(context, out, Quantity::door_left_open, 1, value);
}

/// A door sensor repeats its state as a second counter.
bool is_door_state(const ReadContext& context, const Decoded& out, std::uint8_t id) noexcept {
    return id == counter_object && context.body[1] == door_sensor &&
           next_channel(out, Quantity::packet_id) != 0;
}

/// Objects that are not known, or have another size than known, are passed over.
void add_object(const ReadContext& context, Decoded& out, std::uint8_t id, Bytes value) noexcept {
    if (id == opening_object || is_door_state(context, out, id)) return add_opening(context, out, value);
    for (const QingpingNumber& number : qingping_numbers) {
        if (number.id != id || number.object_bytes != value.size()) continue;
        const Field field{.quantity = number.quantity,
                          .offset = number.offset,
                          .wire = number.wire,
                          .per = number.per,
                          .channel = next_channel(out, number.quantity)};
        add_field(context, out, field, value);
    }
}

}  // namespace

bool read_qingping(ReadContext& context, Decoded& out) noexcept {
    Bytes left = context.body.subspan(header_bytes);
    if (!are_objects(left)) return false;
    add_model(context, out);
    while (!left.empty()) {
        add_object(context, out, left[0], left.subspan(2, left[1]));
        left = left.subspan(2U + left[1]);
    }
    return true;
}

}  // namespace cairn::formats
