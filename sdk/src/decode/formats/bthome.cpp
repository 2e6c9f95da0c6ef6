#include "decode/formats/bthome.h"

#include <array>
#include <bit>
#include <cmath>

#include "decode/formats/bthome_objects.h"
#include "decode/octets.h"
#include "decode/sealed.h"

namespace cairn::formats {
namespace {

constexpr std::size_t address_bytes = 6;
constexpr std::size_t counter_bytes = 4;
constexpr std::size_t tag_bytes = 4;

std::optional<Bytes> value_of(const Result<Bytes>& taken) noexcept {
    return taken ? std::optional(*taken) : std::nullopt;
}

/// The value behind an id of version 2; nothing if it runs past the end.
std::optional<Bytes> take_value(ByteReader& reader, const BtHomeObject& object) noexcept {
    constexpr std::uint8_t argument_size_mask = 0x1F;
    std::size_t size = layout_of(object.wire).size_bytes;
    if (object.shape == BtHomeShape::text || object.shape == BtHomeShape::raw ||
        object.shape == BtHomeShape::command) {
        const auto said = reader.take_u8();
        if (!said) return std::nullopt;
        size = object.shape == BtHomeShape::command ? 1U + (*said & argument_size_mask) : *said;
    }
    return value_of(reader.take(size));
}

/// Stops without an error at an id that is not known: nobody knows how long its value is.
void read_objects_2(const ReadContext& context, Decoded& out, Bytes objects) noexcept {
    ByteReader reader(objects);
    while (const auto id = reader.take_u8()) {
        const BtHomeObject* const object = find_bthome_object(*id);
        if (object == nullptr) return;
        const auto value = take_value(reader, *object);
        if (!value) return context.note(Errc::malformed);
        add_bthome_object(context, out, *object, object->wire, *value);
    }
}

/// IEEE 754 binary16 and binary64, which only version 1 has; nothing for what is not finite.
std::optional<double> float_of(Bytes value) noexcept {
    const std::uint64_t pattern = wide_number_le(value);
    double number = 0;
    if (value.size() == 2) {
        const auto exponent = static_cast<int>(pattern >> 10 & 0x1F);
        if (exponent == 0x1F) return std::nullopt;
        const auto fraction = static_cast<double>((pattern & 0x3FF) | (exponent != 0 ? 0x400U : 0U));
        number = std::ldexp(fraction, (exponent != 0 ? exponent : 1) - 25);
        if ((pattern & 0x8000) != 0) number = -number;
    } else {
        number = std::bit_cast<double>(pattern);
    }
    if (!std::isfinite(number)) return std::nullopt;
    return number;
}

/// The first byte of an object of version 1.
constexpr std::uint8_t size_mask = 0x1F;
constexpr unsigned form_shift = 5;

/// How its value stands there.
enum class Form : std::uint8_t {
    unsigned_number = 0,
    signed_number = 1,
    floating = 2,
    text = 3,
    address = 4
};

constexpr Wire little_endian(std::size_t size_bytes, NumberKind kind) noexcept {
    constexpr unsigned is_little_endian = 0x10;
    const unsigned order = size_bytes > 1 ? is_little_endian : 0U;
    return static_cast<Wire>(static_cast<unsigned>(kind) << 5 | order | size_bytes);
}
static_assert(little_endian(1, NumberKind::twos_complement) == Wire::i8);
static_assert(little_endian(3, NumberKind::plain) == Wire::u24_le);
static_assert(little_endian(4, NumberKind::binary32) == Wire::f32_le);

/// A number as wide as the object says. malformed: a width that numbers do not have.
void add_number_1(const ReadContext& context, Decoded& out, const BtHomeObject& object, Form form,
                  Bytes value) noexcept {
    if (form == Form::floating && (value.size() == 2 || value.size() == 8)) {
        const auto number = float_of(value);
        if (!number) return;
        return add_value(context, out, object.quantity, *number * object.scale / object.per, value,
                         next_channel(out, object.quantity));
    }
    if (value.empty() || value.size() > 4 || (form == Form::floating && value.size() != 4))
        return context.note(Errc::malformed);
    const auto kind = form == Form::floating        ? NumberKind::binary32
                      : form == Form::signed_number ? NumberKind::twos_complement
                                                    : NumberKind::plain;
    return add_bthome_object(context, out, object, little_endian(value.size(), kind), value);
}

void add_object_1(const ReadContext& context, Decoded& out, Form form, Bytes object) noexcept {
    constexpr Text embedded_address{AttributeKind::device, {TextPart{Part::mac_reversed, 0, address_bytes}}};
    if (form == Form::address) return add_text(context, out, embedded_address, object);
    const BtHomeObject* const known = find_bthome_object(object[0]);
    if (known == nullptr) return;
    const Bytes value = object.subspan(1);
    const bool is_number = known->shape == BtHomeShape::number;
    if (is_number && form != Form::text) return add_number_1(context, out, *known, form, value);
    if (is_number || value.empty()) return context.note(Errc::malformed);
    return add_bthome_object(context, out, *known, known->wire, value);
}

/// Each object begins with the size of the rest and its form. Unknown ones are passed over.
void read_objects_1(const ReadContext& context, Decoded& out, Bytes objects) noexcept {
    ByteReader reader(objects);
    while (const auto header = reader.take_u8()) {
        const auto object = value_of(reader.take(*header & size_mask));
        if (!object || object->empty()) return context.note(Errc::malformed);
        add_object_1(context, out, static_cast<Form>(*header >> form_shift), *object);
    }
}

/// The service data of the "User Data" service may be anybody's: it is BTHome if objects fill it and one of
/// them is known.
bool are_objects_1(Bytes objects) noexcept {
    bool is_one_known = false;
    while (!objects.empty()) {
        const std::size_t size = 1U + (objects[0] & size_mask);
        const auto form = static_cast<Form>(objects[0] >> form_shift);
        if (size == 1 || size > objects.size() || form > Form::address) return false;
        if (form == Form::address && size != 1 + address_bytes) return false;
        is_one_known |= form != Form::address && find_bthome_object(objects[1]) != nullptr;
        objects = objects.subspan(size);
    }
    return is_one_known;
}

/// The end of an encrypted body: bthome.io/encryption.
struct SealedBody {
    Bytes ciphertext;
    Bytes counter;
    Bytes tag;
};
std::optional<SealedBody> split(Bytes body) noexcept {
    if (body.size() < counter_bytes + tag_bytes) return std::nullopt;
    const std::size_t size = body.size() - counter_bytes - tag_bytes;
    return SealedBody{body.first(size), body.subspan(size, counter_bytes), body.last(tag_bytes)};
}

/// The nonce: the address as printed, what `middle` holds, the counter.
std::optional<Bytes> open_body(ReadContext& context, const std::optional<MacAddress>& device, Bytes middle,
                               Bytes associated, Bytes body, Decoded& out) noexcept {
    const auto parts = split(body);
    if (!parts) {
        context.note(Errc::malformed);
        return std::nullopt;
    }
    if (!device) {
        out.protection = Protection::no_key;
        return std::nullopt;
    }
    std::array<std::uint8_t, Cipher::nonce_bytes_max> nonce{};
    const auto behind_address = std::ranges::copy(device->octets, nonce.begin()).out;
    const auto behind_middle = std::ranges::copy(middle, behind_address).out;
    const auto end = std::ranges::copy(parts->counter, behind_middle).out;
    const Sealed sealed{.format = KeyedFormat::bthome,
                        .device = *device,
                        .nonce = {nonce.begin(), end},
                        .associated = associated,
                        .ciphertext = parts->ciphertext,
                        .tag = parts->tag,
                        .counter = number_le(parts->counter)};
    return open_sealed(context, sealed, out);
}

}  // namespace

bool read_bthome_2(ReadContext& context, Decoded& out) noexcept {
    constexpr std::uint8_t info_encrypted = 0x01;
    constexpr std::uint8_t info_has_address = 0x02;
    constexpr unsigned info_version_shift = 5;
    const std::uint8_t info = context.body[0];
    if (info >> info_version_shift != 2) return false;

    Bytes objects = context.body.subspan(1);
    std::optional<MacAddress> device = context.address();
    if ((info & info_has_address) != 0) {
        constexpr Text embedded_address{AttributeKind::device,
                                        {TextPart{Part::mac_reversed, 0, address_bytes}}};
        if (objects.size() < address_bytes) return context.broken(Errc::malformed);
        add_text(context, out, embedded_address, objects);
        device = address_le(objects);
        objects = objects.subspan(address_bytes);
    }
    if ((info & info_encrypted) != 0) {
        const std::array<std::uint8_t, 3> middle{0xD2, 0xFC, info};
        const auto opened = open_body(context, device, middle, {}, objects, out);
        if (!opened) return true;
        objects = *opened;
    } else if (is_downgraded(context, device, KeyedFormat::bthome, out)) {
        return true;
    }
    read_objects_2(context, out, objects);
    return true;
}

bool read_bthome_1(ReadContext& context, Decoded& out) noexcept {
    if (!are_objects_1(context.body)) return false;
    if (is_downgraded(context, context.address(), KeyedFormat::bthome, out)) return true;
    read_objects_1(context, out, context.body);
    return true;
}

bool read_bthome_1_sealed(ReadContext& context, Decoded& out) noexcept {
    constexpr std::array<std::uint8_t, 2> middle{0x1E, 0x18};
    constexpr std::array<std::uint8_t, 1> associated{0x11};
    if (!context.address() || key_for(context, *context.address()) == nullptr) return false;
    const auto opened = open_body(context, context.address(), middle, associated, context.body, out);
    if (!opened) return true;
    read_objects_1(context, out, *opened);
    return true;
}

}  // namespace cairn::formats
