// A column of a block: bytes and numbers in a row.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cairn/core/bytes.h"

namespace cairn::wire {

class ColumnWriter {
public:
    void byte(std::uint8_t octet) {
        *room(1) = octet;
        ++size_;
    }
    /// Seven bits a byte, the lowest first; the highest bit says that more follow.
    void number(std::uint64_t number) {
        constexpr std::size_t number_bytes_max = 10;
        std::uint8_t* at = room(number_bytes_max);
        for (; number >= 0x80; number >>= 7U) *at++ = static_cast<std::uint8_t>(number | 0x80U);
        *at++ = static_cast<std::uint8_t>(number);
        size_ = static_cast<std::size_t>(at - bytes_.data());
    }
    /// 0, -1, 1, -2 and so on are 0, 1, 2, 3.
    void difference(std::int64_t number) { this->number(zigzag(number)); }
    void text(Bytes text) {
        number(text.size());
        raw(text);
    }
    void raw(Bytes bytes) {
        std::ranges::copy(bytes, room(bytes.size()));
        size_ += bytes.size();
    }

    Bytes bytes() const noexcept { return {bytes_.data(), size_}; }
    void clear() noexcept { size_ = 0; }

    static std::uint64_t zigzag(std::int64_t number) noexcept {
        return static_cast<std::uint64_t>(number) << 1U ^ static_cast<std::uint64_t>(number >> 63);
    }

private:
    /// Where `count` bytes more have their place.
    std::uint8_t* room(std::size_t count) {
        if (size_ + count > bytes_.size()) grow(count);
        return bytes_.data() + size_;
    }
    [[gnu::noinline]] void grow(std::size_t count) { bytes_.resize(2 * (size_ + count)); }

    std::vector<std::uint8_t> bytes_;  // the first size_ count
    std::size_t size_ = 0;
};

/// Total: what is not there reads as 0, and is remembered.
class ColumnReader {
public:
    ColumnReader() noexcept = default;
    explicit ColumnReader(Bytes bytes) noexcept : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    std::uint8_t byte() noexcept {
        if (at_ == end_) {
            is_short_ = true;
            return 0;
        }
        return *at_++;
    }
    std::uint64_t number() noexcept {
        std::uint64_t number = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const std::uint8_t octet = byte();
            number |= std::uint64_t{octet & 0x7FU} << shift;
            if (octet < 0x80) return number;
        }
        is_short_ = true;  // ten bytes, and more to follow
        return 0;
    }
    std::int64_t difference() noexcept {
        const std::uint64_t number = this->number();
        return static_cast<std::int64_t>(number >> 1U ^ (0 - (number & 1U)));
    }
    Bytes text() noexcept { return raw(number()); }
    Bytes raw(std::uint64_t size) noexcept {
        if (size > left()) {
            is_short_ = true;
            return {};
        }
        const Bytes bytes(at_, static_cast<std::size_t>(size));
        at_ += size;
        return bytes;
    }

    std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
    /// Everything was there, and nothing is left.
    bool is_done() const noexcept { return !is_short_ && at_ == end_; }
    bool is_short() const noexcept { return is_short_; }

private:
    const std::uint8_t* at_ = nullptr;
    const std::uint8_t* end_ = nullptr;
    bool is_short_ = false;
};

}  // namespace cairn::wire
