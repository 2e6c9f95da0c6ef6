#include "wire/adaptive_coder.h"

#include <array>

namespace cairn::wire {
namespace {

constexpr std::uint32_t range_min = 1U << 24U;

/// Of a decision, how likely it is 0, in 65536ths.
class Chance {
public:
    std::uint32_t zero() const noexcept { return (std::uint32_t{fast_} + slow_) / 2; }
    void learn(unsigned bit) noexcept {
        if (bit == 0) {
            fast_ = static_cast<std::uint16_t>(fast_ + ((one - fast_) >> fast_shift));
            slow_ = static_cast<std::uint16_t>(slow_ + ((one - slow_) >> slow_shift));
        } else {
            fast_ = static_cast<std::uint16_t>(fast_ - (fast_ >> fast_shift));
            slow_ = static_cast<std::uint16_t>(slow_ - (slow_ >> slow_shift));
        }
    }

private:
    static constexpr unsigned fast_shift = 5;
    static constexpr unsigned slow_shift = 8;
    static constexpr std::uint16_t one = 65'535 - 32;  // neither 0 nor 1 is ever certain

    std::uint16_t fast_ = 32'768;
    std::uint16_t slow_ = 32'768;
};

/// By the bits above a decision, behind a 1.
using Chances = std::array<Chance, 256>;

class Encoder {
public:
    explicit Encoder(std::vector<std::uint8_t>& code) noexcept : code_(code) {}

    void put(unsigned bit, Chance& chance) {
        const std::uint32_t zeros = (range_ >> 16U) * chance.zero();
        if (bit == 0) {
            range_ = zeros;
        } else {
            low_ += zeros;
            range_ -= zeros;
        }
        chance.learn(bit);
        while (range_ < range_min) {
            range_ <<= 8U;
            shift();
        }
    }
    void finish() {
        for (int i = 0; i < 5; ++i) shift();
    }

private:
    /// The highest byte waits, with the bytes of ones behind it, for a carry that may still come.
    void shift() {
        if (low_ < 0xFF00'0000U || low_ > 0xFFFF'FFFFU) {
            const auto carry = static_cast<std::uint8_t>(low_ >> 32U);
            if (has_byte_) code_.push_back(static_cast<std::uint8_t>(byte_ + carry));
            for (; ones_ > 0; --ones_) code_.push_back(static_cast<std::uint8_t>(0xFF + carry));
            byte_ = static_cast<std::uint8_t>(low_ >> 24U);
            has_byte_ = true;
        } else {
            ++ones_;
        }
        low_ = low_ << 8U & 0xFFFF'FFFFU;
    }

    std::vector<std::uint8_t>& code_;
    std::uint64_t low_ = 0;
    std::uint32_t range_ = 0xFFFF'FFFF;
    std::size_t ones_ = 0;
    std::uint8_t byte_ = 0;
    bool has_byte_ = false;
};

class Decoder {
public:
    explicit Decoder(Bytes code) noexcept : code_(code) {
        for (int i = 0; i < 4; ++i) value_ = value_ << 8U | next();
    }

    unsigned get(Chance& chance) noexcept {
        const std::uint32_t zeros = (range_ >> 16U) * chance.zero();
        const unsigned bit = value_ < zeros ? 0 : 1;
        if (bit == 0) {
            range_ = zeros;
        } else {
            value_ -= zeros;
            range_ -= zeros;
        }
        chance.learn(bit);
        while (range_ < range_min) {
            range_ <<= 8U;
            value_ = value_ << 8U | next();
        }
        return bit;
    }
    bool is_done() const noexcept { return place_ == code_.size(); }

private:
    std::uint8_t next() noexcept {
        const std::size_t place = place_++;
        return place < code_.size() ? code_[place] : 0;
    }

    Bytes code_;
    std::size_t place_ = 0;
    std::uint32_t value_ = 0;
    std::uint32_t range_ = 0xFFFF'FFFF;
};

}  // namespace

void adaptive_encode(Bytes plain, std::vector<std::uint8_t>& code) {
    code.clear();
    Encoder encoder(code);
    Chances chances;
    for (const std::uint8_t octet : plain) {
        unsigned above = 1;
        for (int i = 7; i >= 0; --i) {
            const unsigned bit = octet >> i & 1U;
            encoder.put(bit, chances[above]);
            above = above << 1U | bit;
        }
    }
    encoder.finish();
}

bool adaptive_decode(Bytes code, MutableBytes plain) noexcept {
    Decoder decoder(code);
    Chances chances;
    for (std::uint8_t& octet : plain) {
        unsigned above = 1;
        while (above < 256) above = above << 1U | decoder.get(chances[above]);
        octet = static_cast<std::uint8_t>(above);
    }
    return decoder.is_done();
}

}  // namespace cairn::wire
