// What positioning keeps across a restart, in bytes: little-endian numbers, and texts of at most 255 bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cairn/core/bytes.h"

namespace cairn::locate {

class StateWriter {
public:
    explicit StateWriter(std::vector<std::uint8_t>& bytes) noexcept : bytes_(bytes) {}

    void u8(std::uint8_t value) { bytes_.push_back(value); }
    void u32(std::uint32_t value) {
        for (int shift = 0; shift < 32; shift += 8) u8(static_cast<std::uint8_t>(value >> shift));
    }
    void number(double value) {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        u32(static_cast<std::uint32_t>(bits));
        u32(static_cast<std::uint32_t>(bits >> 32));
    }
    void text(std::string_view value) {
        u8(static_cast<std::uint8_t>(value.size()));
        bytes_.insert(bytes_.end(), value.begin(), value.end());
    }

private:
    std::vector<std::uint8_t>& bytes_;
};

/// After a take that failed, all that follow give zeros and empty texts, and ok() says so.
class StateReader {
public:
    explicit StateReader(Bytes bytes) noexcept : reader_(bytes) {}

    bool ok() const noexcept { return ok_; }
    bool at_end() const noexcept { return reader_.empty(); }
    std::uint8_t u8() noexcept { return taken(reader_.take_u8()); }
    std::uint32_t u32() noexcept { return taken(reader_.take_u32_le()); }
    /// Finite, or the reading has failed.
    double number() noexcept {
        const std::uint64_t low = u32();
        const auto value = std::bit_cast<double>(low | (static_cast<std::uint64_t>(u32()) << 32));
        ok_ = ok_ && value - value == 0;
        return ok_ ? value : 0;
    }
    std::string_view text() noexcept {
        const auto bytes = reader_.take(u8());
        ok_ = ok_ && bytes.has_value();
        return ok_ ? as_text(*bytes) : std::string_view{};
    }

private:
    template <typename Value>
    Value taken(const Result<Value>& result) noexcept {
        ok_ = ok_ && result.has_value();
        return ok_ ? *result : Value{};
    }

    ByteReader reader_;
    bool ok_ = true;
};

}  // namespace cairn::locate
