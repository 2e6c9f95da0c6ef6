// Reads a body by a table: the one procedure behind all formats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/decode/decoder.h"
#include "decode/packed_format.h"

namespace cairn {

/// Where a body begins in the payload; nowhere for one that was made, such as plain text out of cipher text.
/// Not std::optional: g++ 12 puts its halves into memory and waits to take them out as one, in every call.
class BodyOffset {
public:
    constexpr explicit BodyOffset(std::size_t at) noexcept : at_(static_cast<std::int32_t>(at)) {}
    static constexpr BodyOffset nowhere() noexcept {
        BodyOffset place(0);
        place.at_ = -1;
        return place;
    }

    /// Says in `out` which bytes of the body it was made of.
    void note(std::size_t offset, std::size_t size_bytes, auto& out) const noexcept {
        out.offset =
            at_ < 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(static_cast<std::size_t>(at_) + offset);
        out.size_bytes = at_ < 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(size_bytes);
    }

private:
    std::int32_t at_;  // negative: nowhere
};

/// Adds to `out` every field and text of a format that stands in `body`, the bytes behind the company id or
/// UUID, which begin at `place`. The first of these, with
/// the sound values in `out` all the same:
/// malformed: a value that the format does not have. full: `out` holds no more.
std::optional<Errc> interpret(const PackedValues& values, Bytes body, BodyOffset place,
                              Decoded& out) noexcept;

/// Adds one number. As interpret().
std::optional<Errc> read_field(const Field& field, Bytes body, BodyOffset place, Decoded& out) noexcept;

/// Where `part` stands in `payload`; nowhere if it does not.
inline BodyOffset offset_in(Bytes payload, Bytes part) noexcept {
    // As numbers: pointers into different arrays must not be compared.
    const auto begin = reinterpret_cast<std::uintptr_t>(payload.data());
    const auto at = reinterpret_cast<std::uintptr_t>(part.data());
    if (at < begin || at + part.size() > begin + payload.size() || payload.empty())
        return BodyOffset::nowhere();
    return BodyOffset(at - begin);
}

}  // namespace cairn
