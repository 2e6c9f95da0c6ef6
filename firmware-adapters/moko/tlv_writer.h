// Writes the fields of an MKGW4 frame: tag u8, length u16 big-endian, value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cairn/model/mac_address.h"

namespace cairn::adapters::moko {

class TlvWriter {
public:
    TlvWriter& u8(std::uint8_t tag, std::uint8_t value) { return number(tag, value, 1); }
    TlvWriter& u16(std::uint8_t tag, std::uint16_t value) { return number(tag, value, 2); }
    TlvWriter& u32(std::uint8_t tag, std::uint32_t value) { return number(tag, value, 4); }
    TlvWriter& i8(std::uint8_t tag, std::int8_t value) {
        return number(tag, static_cast<std::uint8_t>(value), 1);
    }
    /// `value` is short: the ranges of commands see to that.
    TlvWriter& bytes(std::uint8_t tag, std::string_view value) {
        fields_ += static_cast<char>(tag);
        append(static_cast<std::uint32_t>(value.size()), 2);
        fields_ += value;
        return *this;
    }

    /// The whole frame, start byte and length included.
    std::string frame(std::uint16_t id, const MacAddress& gateway) const {
        TlvWriter head;
        head.append(0xEF, 1);
        head.append(id, 2);
        for (const std::uint8_t octet : gateway.octets) head.append(octet, 1);
        head.append(static_cast<std::uint32_t>(fields_.size()), 2);
        return head.fields_ + fields_;
    }

private:
    TlvWriter& number(std::uint8_t tag, std::uint32_t value, int size) {
        append(tag, 1);
        append(static_cast<std::uint32_t>(size), 2);
        append(value, size);
        return *this;
    }
    void append(std::uint32_t value, int size) {
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) fields_ += static_cast<char>(value >> shift);
    }

    std::string fields_;
};

}  // namespace cairn::adapters::moko
