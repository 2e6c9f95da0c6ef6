// Walks over the fields of one Protobuf message without making objects of them.
//
// The generated parser makes an object of every nested message before anyone can object: two bytes
// become a hundred. Repeated messages from outside are therefore walked here, counted, and handed to
// the generated parser one by one.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"

namespace cairn {

/// Protobuf's wire types (Protocol Buffers, Encoding). Groups (3 and 4) are not used and refused.
enum class ProtobufType : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct ProtobufField {
    std::uint32_t number = 0;
    ProtobufType type = ProtobufType::varint;
    std::uint64_t value = 0;  // of a varint or a fixed number
    Bytes bytes;              // of ProtobufType::bytes: a view into the message

    /// A sint32 or sint64.
    std::int64_t zigzag() const noexcept {
        return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
    }
    /// A float, which is a fixed32.
    float as_float() const noexcept { return std::bit_cast<float>(static_cast<std::uint32_t>(value)); }
};

class ProtobufReader {
public:
    explicit ProtobufReader(Bytes message) noexcept : left_(message) {}

    /// The next field; nothing at the end. malformed: not a field; there is no going on.
    Result<std::optional<ProtobufField>> next() noexcept;

private:
    Result<std::uint64_t> take_varint() noexcept;
    Result<std::optional<ProtobufField>> fixed(ProtobufField field, std::size_t size) noexcept;

    ByteReader left_;
};

}  // namespace cairn
