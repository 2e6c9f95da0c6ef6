#include "decode/formats/mibeacon.h"

#include "decode/formats/mibeacon_legacy.h"
#include "decode/formats/mibeacon_objects.h"
#include "decode/formats/mibeacon_products.h"
#include "decode/octets.h"
#include "decode/sealed.h"

namespace cairn::formats {
namespace {

constexpr std::size_t extended_counter_bytes = 3;
constexpr std::size_t tag_bytes = 4;
constexpr std::size_t object_header_bytes = 3;
constexpr std::uint8_t associated_byte = 0x11;

/// The fixed part and what its flags add.
struct Frame {
    static constexpr std::uint16_t encrypted = 1U << 3;
    static constexpr std::uint16_t has_address = 1U << 4;
    static constexpr std::uint16_t has_capability = 1U << 5;
    static constexpr std::uint16_t has_objects = 1U << 6;

    std::uint16_t control = 0;
    std::uint16_t product = 0;
    std::uint8_t counter = 0;
    std::optional<MacAddress> address;
    Bytes rest;

    bool has(std::uint16_t flag) const noexcept { return (control & flag) != 0; }
    unsigned version() const noexcept { return control >> 12; }
};

Result<void> skip_capability(ByteReader& reader) noexcept {
    constexpr std::uint8_t has_input_and_output = 1U << 5;
    CAIRN_TRY(const std::uint8_t capability, reader.take_u8());
    if ((capability & has_input_and_output) != 0) CAIRN_CHECK(reader.take_u8());
    return {};
}

/// truncated: the body ends too early.
Result<Frame> parse_frame(Bytes body) noexcept {
    constexpr std::size_t address_bytes = 6;
    ByteReader reader(body);
    Frame frame;
    CAIRN_TRY(frame.control, reader.take_u16_le());
    CAIRN_TRY(frame.product, reader.take_u16_le());
    CAIRN_TRY(frame.counter, reader.take_u8());
    if (frame.has(Frame::has_address)) {
        CAIRN_TRY(const Bytes address, reader.take(address_bytes));
        frame.address = address_le(address);
    }
    if (frame.has(Frame::has_capability)) CAIRN_CHECK(skip_capability(reader));
    frame.rest = reader.rest();
    return frame;
}

/// What every frame says, encrypted or not.
void add_sender(const ReadContext& context, Decoded& out, const Frame& frame) noexcept {
    constexpr Text embedded_address{AttributeKind::device, {TextPart{Part::mac_reversed, 5, 6}}};
    const Bytes body = context.body;
    add_value(context, out, Quantity::packet_id, frame.counter, body.subspan(4, 1));
    if (frame.address) add_text(context, out, embedded_address, body);
    const std::string_view model = mi_model(frame.product);
    const Bytes product = body.subspan(2, 2);
    if (model.empty()) return add_value(context, out, Quantity::device_type, frame.product, product);
    return add_text(context, out, AttributeKind::model, model, product);
}

void read_objects(const ReadContext& context, Decoded& out, std::uint16_t product, Bytes objects) noexcept {
    ByteReader reader(objects);
    while (const auto id = reader.take_u16_le()) {
        const auto size = reader.take_u8();
        if (!size) break;
        const auto value = reader.take(*size);
        if (!value) return context.note(Errc::malformed);
        add_mi_object(context, out, {product, *id, *value});
    }
}

/// Versions 4 and 5: cipher text, the upper part of the counter, the tag.
std::optional<Bytes> open_objects(ReadContext& context, const Frame& frame, const MacAddress& device,
                                  Decoded& out) noexcept {
    const std::size_t size = frame.rest.size() - extended_counter_bytes - tag_bytes;
    const Bytes extended_counter = frame.rest.subspan(size, extended_counter_bytes);
    std::array<std::uint8_t, 12> nonce{};
    auto end = std::ranges::reverse_copy(device.octets, nonce.begin()).out;
    end = std::ranges::copy(context.body.subspan(2, 3), end).out;
    std::ranges::copy(extended_counter, end);
    const Sealed sealed{.format = KeyedFormat::mibeacon,
                        .device = device,
                        .nonce = nonce,
                        .associated = {&associated_byte, 1},
                        .ciphertext = frame.rest.first(size),
                        .tag = frame.rest.last(tag_bytes),
                        .counter = number_le(extended_counter) << 8 | frame.counter};
    return open_sealed(context, sealed, out);
}

std::optional<Bytes> open_frame(ReadContext& context, const Frame& frame,
                                const std::optional<MacAddress>& device, Decoded& out) noexcept {
    const bool is_legacy = frame.version() < 4;
    const std::size_t trailer = extended_counter_bytes + (is_legacy ? legacy_tag_bytes : tag_bytes);
    if (frame.rest.size() < object_header_bytes + trailer) {
        context.note(Errc::malformed);
        return std::nullopt;
    }
    if (!device) {
        out.protection = Protection::no_key;
        return std::nullopt;
    }
    if (is_legacy) return open_legacy_objects(context, *device, frame.rest, out);
    return open_objects(context, frame, *device, out);
}

bool is_refused(const Decoded& out) noexcept {
    return out.protection == Protection::replayed || out.protection == Protection::downgraded;
}

/// Whether there is one object or more, and behind the last one a byte at most.
bool are_objects(Bytes objects) noexcept {
    ByteReader reader(objects);
    do {
        if (!reader.take_u16_le()) return false;
        const auto size = reader.take_u8();
        if (!size || !reader.take(*size)) return false;
    } while (reader.rest().size() > 1);
    return true;
}

}  // namespace

bool read_mibeacon_of_none(ReadContext& context, Decoded& out) noexcept {
    const auto frame = parse_frame(context.body);
    const bool is_one = frame && !mi_model(frame->product).empty() && !frame->has(Frame::encrypted) &&
                        frame->has(Frame::has_objects) && are_objects(frame->rest);
    return is_one && read_mibeacon(context, out);
}

bool read_mibeacon(ReadContext& context, Decoded& out) noexcept {
    constexpr unsigned version_least = 2;
    constexpr unsigned version_most = 5;
    const unsigned version = context.body[1] >> 4;
    if (version < version_least || version > version_most) return false;
    const auto parsed = parse_frame(context.body);
    if (!parsed) return context.broken(Errc::malformed);
    const Frame& frame = *parsed;
    const std::optional<MacAddress> device = frame.address ? frame.address : context.address();
    Bytes objects;
    if (frame.has(Frame::has_objects) && frame.has(Frame::encrypted)) {
        objects = open_frame(context, frame, device, out).value_or(Bytes());
    } else if (frame.has(Frame::has_objects)) {
        if (frame.rest.size() < object_header_bytes) return context.broken(Errc::malformed);
        if (!is_downgraded(context, device, KeyedFormat::mibeacon, out)) objects = frame.rest;
    }
    if (is_refused(out)) return true;
    add_sender(context, out, frame);
    read_objects(context, out, frame.product, objects);
    return true;
}

}  // namespace cairn::formats
