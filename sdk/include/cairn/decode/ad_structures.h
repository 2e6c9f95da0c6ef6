// The AD structures of an advertisement: Bluetooth Core 5.4 Vol 3 Part C 11.
#pragma once

#include <cstdint>
#include <optional>

#include "cairn/core/bytes.h"

namespace cairn {

/// Assigned numbers, Bluetooth SIG, section 2.3 "Common Data Types".
namespace ad_type {
inline constexpr std::uint8_t flags = 0x01;
inline constexpr std::uint8_t services_16_some = 0x02;
inline constexpr std::uint8_t services_16 = 0x03;
inline constexpr std::uint8_t services_32_some = 0x04;
inline constexpr std::uint8_t services_32 = 0x05;
inline constexpr std::uint8_t services_128_some = 0x06;
inline constexpr std::uint8_t services_128 = 0x07;
inline constexpr std::uint8_t name_short = 0x08;
inline constexpr std::uint8_t name_complete = 0x09;
inline constexpr std::uint8_t tx_power = 0x0A;
inline constexpr std::uint8_t service_data_16 = 0x16;
inline constexpr std::uint8_t service_data_32 = 0x20;
inline constexpr std::uint8_t service_data_128 = 0x21;
inline constexpr std::uint8_t manufacturer_data = 0xFF;
}  // namespace ad_type

struct AdStructure {
    std::uint8_t type = 0;
    Bytes value;  // a view into the payload; may be empty
};

/// Walks the structures in order. A length of 0 ends the significant part; a structure that runs
/// past the end ends the walk and sets truncated().
class AdWalker {
public:
    explicit AdWalker(Bytes payload) noexcept : at_(payload.data()), end_(at_ + payload.size()) {}

    /// The next structure, or nothing at the end.
    std::optional<AdStructure> next() noexcept {
        AdStructure structure;
        if (!next(structure.type, structure.value)) return std::nullopt;
        return structure;
    }
    /// The same, written to where it is wanted. False at the end; then nothing was written.
    bool next(std::uint8_t& type, Bytes& value) noexcept {
        // Core 5.4 Vol 3 Part C 11: a length of 0 means that only zeros follow.
        if (at_ == end_ || *at_ == 0) return false;
        const std::size_t length = *at_;  // counts the type and the value, not itself
        if (length >= static_cast<std::size_t>(end_ - at_)) {
            truncated_ = true;
            return false;
        }
        type = at_[1];
        value = Bytes(at_ + 2, length - 1);
        at_ += 1 + length;
        return true;
    }
    bool truncated() const noexcept { return truncated_; }

private:
    const std::uint8_t* at_;
    const std::uint8_t* end_;
    bool truncated_ = false;
};

}  // namespace cairn
