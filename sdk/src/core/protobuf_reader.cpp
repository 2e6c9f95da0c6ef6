#include "cairn/core/protobuf_reader.h"

namespace cairn {
namespace {

constexpr int varint_bytes_max = 10;
constexpr std::uint64_t field_number_max = (1U << 29U) - 1;

Failure broken() noexcept {
    return fail(Errc::malformed, "protobuf: not a field");
}

}  // namespace

Result<std::optional<ProtobufField>> ProtobufReader::next() noexcept {
    if (left_.empty()) return std::optional<ProtobufField>{};
    CAIRN_TRY(const std::uint64_t tag, take_varint());
    const std::uint64_t number = tag >> 3U;
    if (number == 0 || number > field_number_max) return broken();

    ProtobufField field;
    field.number = static_cast<std::uint32_t>(number);
    field.type = static_cast<ProtobufType>(tag & 7U);
    switch (field.type) {
        case ProtobufType::varint: {
            CAIRN_TRY(field.value, take_varint());
            break;
        }
        case ProtobufType::fixed64: return fixed(field, 8);
        case ProtobufType::bytes: {
            CAIRN_TRY(const std::uint64_t size, take_varint());
            if (size > left_.left()) return broken();
            CAIRN_TRY(field.bytes, left_.take(static_cast<std::size_t>(size)));
            break;
        }
        case ProtobufType::fixed32: return fixed(field, 4);
        default: return broken();
    }
    return std::optional<ProtobufField>{field};
}

Result<std::optional<ProtobufField>> ProtobufReader::fixed(ProtobufField field, std::size_t size) noexcept {
    const auto bytes = left_.take(size);
    if (!bytes) return broken();
    for (std::size_t i = size; i > 0; --i) field.value = field.value << 8U | (*bytes)[i - 1];
    return std::optional<ProtobufField>{field};
}

Result<std::uint64_t> ProtobufReader::take_varint() noexcept {
    std::uint64_t value = 0;
    for (int i = 0; i < varint_bytes_max; ++i) {
        const auto byte = left_.take_u8();
        if (!byte) return broken();
        value |= static_cast<std::uint64_t>(*byte & 0x7FU) << (7U * static_cast<unsigned>(i));
        if ((*byte & 0x80U) == 0) return value;
    }
    return broken();
}

}  // namespace cairn
