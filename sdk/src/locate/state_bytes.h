// What positioning keeps across a restart, and of a fix that is to be explained, in bytes: little-endian
// numbers, and texts of at most 255 bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/time.h"

namespace cairn::locate {

class StateWriter {
public:
    explicit StateWriter(std::vector<std::uint8_t>& bytes) noexcept : bytes_(bytes) {}

    void u8(std::uint8_t value) { bytes_.push_back(value); }
    void u32(std::uint32_t value) {
        for (int shift = 0; shift < 32; shift += 8) u8(static_cast<std::uint8_t>(value >> shift));
    }
    void u64(std::uint64_t value) {
        u32(static_cast<std::uint32_t>(value));
        u32(static_cast<std::uint32_t>(value >> 32));
    }
    void number(double value) { u64(std::bit_cast<std::uint64_t>(value)); }
    void single(float value) { u32(std::bit_cast<std::uint32_t>(value)); }
    void time(Timestamp value) { u64(static_cast<std::uint64_t>(value.unix_ms)); }
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
    std::uint64_t u64() noexcept {
        const std::uint64_t low = u32();
        return low | (static_cast<std::uint64_t>(u32()) << 32);
    }
    /// Finite, or the reading has failed.
    double number() noexcept {
        const auto value = std::bit_cast<double>(u64());
        ok_ = ok_ && value - value == 0;
        return ok_ ? value : 0;
    }
    // From `low` to `high`, or the reading has failed; then they give `low`.
    std::uint32_t u32_within(std::uint32_t low, std::uint32_t high) noexcept {
        return within(u32(), low, high);
    }
    double number_within(double low, double high) noexcept { return within(number(), low, high); }
    float single_within(float low, float high) noexcept {
        return within(std::bit_cast<float>(u32()), low, high);
    }
    bool flag() noexcept { return within<std::uint8_t>(u8(), 0, 1) != 0; }
    /// Of a hundred thousand years around 1970, so that differences have room.
    Timestamp time() noexcept {
        constexpr std::int64_t far_ms = 3'000'000'000'000'000;
        return {within(static_cast<std::int64_t>(u64()), -far_ms, far_ms)};
    }
    /// What was read makes no sense.
    void fail() noexcept { ok_ = false; }
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

    template <typename Value>
    Value within(Value value, Value low, Value high) noexcept {
        ok_ = ok_ && value >= low && value <= high;
        return ok_ ? value : low;
    }

    ByteReader reader_;
    bool ok_ = true;
};

}  // namespace cairn::locate
