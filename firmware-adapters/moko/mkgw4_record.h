// The fields of one tag in an MKGW4 scan message.
#pragma once

#include <array>

#include "moko/tlv.h"

namespace cairn::adapters::moko {

/// The fields come in any order behind the one that starts the record; of one that comes twice the last
/// counts. Fields that no type has are left out. A view.
class ScanRecord {
public:
    void clear() noexcept { present_ = 0; }
    void put(const Tlv& field) noexcept {
        const std::size_t place = place_of(field.tag);
        if (place == places) return;
        // One by one: a field copied as a whole would wait for both halves of its source to be stored.
        starts_[place] = field.value.data();
        sizes_[place] = static_cast<std::uint16_t>(field.value.size());
        present_ |= 1U << place;
    }
    /// Empty when it did not come.
    Bytes operator[](std::uint8_t tag) const noexcept {
        const std::size_t place = place_of(tag);
        return (present_ >> place & 1U) != 0 ? Bytes(starts_[place], sizes_[place]) : Bytes{};
    }
    /// The type code; records of an unknown type give their address and signal only.
    std::uint8_t type() const noexcept {
        const Bytes type = (*this)[0x00];
        return type.empty() ? 0xFF : type[0];
    }
    bool has_window() const noexcept { return present_ >> window_place != 0; }

private:
    // What was counted while the gateway listened has the tags A0 to A3.
    static constexpr std::uint8_t window_first = 0xA0;
    static constexpr std::uint8_t window_last = 0xA3;
    static constexpr std::size_t window_place = 0x18;
    static constexpr std::size_t places = window_place + 1 + window_last - window_first;
    static_assert(places < 32, "one bit each, and one for none");

    static constexpr std::size_t place_of(std::uint8_t tag) noexcept {
        if (tag < window_place) return tag;
        return tag >= window_first && tag <= window_last ? window_place + tag - window_first : places;
    }

    // Those count whose bit is set in present_.
    std::array<const std::uint8_t*, places> starts_;
    std::array<std::uint16_t, places> sizes_;
    std::uint32_t present_ = 0;
};

}  // namespace cairn::adapters::moko
