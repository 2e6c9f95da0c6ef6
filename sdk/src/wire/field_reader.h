// Walks over the fields of one Protobuf message without making objects of them.
//
// The generated parser makes an object of every nested message before anyone can object: two bytes
// become a hundred. Repeated messages from outside are therefore walked here, counted, and handed to
// the generated parser one by one.
#pragma once

#include <cstdint>
#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"

namespace cairn::wire {

/// Protobuf's wire types (Protocol Buffers, Encoding). Groups (3 and 4) are not used and refused.
enum class FieldType : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

struct Field {
    std::uint32_t number = 0;
    FieldType type = FieldType::varint;
    std::uint64_t value = 0;  // of a varint
    Bytes bytes;              // of FieldType::bytes: a view into the message
};

class FieldReader {
public:
    explicit FieldReader(Bytes message) noexcept : left_(message) {}

    /// The next field; nothing at the end. malformed: not a field; there is no going on.
    Result<std::optional<Field>> next() noexcept;

private:
    Result<std::uint64_t> take_varint() noexcept;

    ByteReader left_;
};

}  // namespace cairn::wire
