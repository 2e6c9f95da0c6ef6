// Four floats at once, where the machine can; the same numbers everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace cairn::locate {

using Lanes = float __attribute__((vector_size(16)));
using LaneBits = std::uint32_t __attribute__((vector_size(16)));
using LaneInts = std::int32_t __attribute__((vector_size(16)));
inline constexpr std::size_t lane_count = 4;

inline Lanes load(const float* from) noexcept {
    Lanes lanes;
    std::memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

/// From memory that begins where operator new's does, or a multiple of four floats after: machines add and
/// multiply by it without a step to load it.
inline Lanes load_aligned(const float* from) noexcept {
    constexpr std::size_t known = __STDCPP_DEFAULT_NEW_ALIGNMENT__;
    constexpr std::size_t alignment = known < sizeof(Lanes) ? known : sizeof(Lanes);
    return load(static_cast<const float*>(__builtin_assume_aligned(from, alignment)));
}

inline void store(float* to, Lanes lanes) noexcept {
    std::memcpy(to, &lanes, sizeof lanes);
}

inline Lanes splat(float x) noexcept {
    return Lanes{x, x, x, x};
}

inline Lanes larger(Lanes a, Lanes b) noexcept {
    return a > b ? a : b;
}

inline Lanes smaller(Lanes a, Lanes b) noexcept {
    return a < b ? a : b;
}

inline float sum_of(Lanes lanes) noexcept {
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

/// Two times four, where that saves steps.
struct Eight {
    Lanes low;
    Lanes high;
};

inline Eight load_eight(const float* from) noexcept {
    return {load(from), load(from + lane_count)};
}

inline void store_eight(float* to, Eight lanes) noexcept {
    store(to, lanes.low);
    store(to + lane_count, lanes.high);
}

/// The first `count` of four values; the others are 0.
inline Lanes load_some(const float* from, std::size_t count) noexcept {
    if (count >= lane_count) return load(from);
    Lanes lanes{};
    std::memcpy(&lanes, from, count * sizeof *from);
    return lanes;
}

inline void store_some(float* to, Lanes lanes, std::size_t count) noexcept {
    if (count >= lane_count) return store(to, lanes);
    std::memcpy(to, &lanes, count * sizeof *to);
}

inline Lanes square_roots(Lanes x) noexcept {
    return Lanes{__builtin_sqrtf(x[0]), __builtin_sqrtf(x[1]), __builtin_sqrtf(x[2]), __builtin_sqrtf(x[3])};
}

inline float sum_over(const float* values, std::size_t count) noexcept {
    Lanes sums{};
    for (std::size_t i = 0; i < count; i += lane_count) sums += load_some(values + i, count - i);
    return sum_of(sums);
}

/// Natural logarithms of positive, normal numbers; off by at most 0.0001.
inline Lanes log_of(Lanes x) noexcept {
    constexpr float ln_2 = 0.69314718F;
    LaneBits bits;
    std::memcpy(&bits, &x, sizeof bits);
    // The mantissa from 0.75 to 1.5, so that numbers near 1 have a logarithm near 0.
    const LaneBits exponent = (bits - 0x3F400000U) & 0xFF800000U;
    const LaneBits mantissa = bits - exponent;
    Lanes m;
    std::memcpy(&m, &mantissa, sizeof m);
    m -= 1.0F;
    LaneInts whole;
    std::memcpy(&whole, &exponent, sizeof whole);
    const Lanes e = __builtin_convertvector(whole, Lanes) * (ln_2 / 8388608.0F);
    const Lanes series = m * (0.99986508F + m * (-0.50480067F + m * (0.34411975F - m * 0.18177665F)));
    return e + series;
}

/// e to the power of x, from -80 to 80; off by at most 0.00012 of itself. Below: that of -80.
inline Lanes exp_of(Lanes x) noexcept {
    constexpr float log2_e = 1.44269504F;
    const Lanes y = larger(x, splat(-80.0F)) * log2_e + 127.0F;
    const LaneInts whole = __builtin_convertvector(y, LaneInts);
    const Lanes r = y - __builtin_convertvector(whole, Lanes);
    const LaneInts power_bits = whole << 23;
    Lanes power;
    std::memcpy(&power, &power_bits, sizeof power);
    return power * (1.0F + r * (0.69550201F + r * (0.22626982F + r * 0.07822817F)));
}

inline float log_of(float x) noexcept {
    return log_of(splat(x))[0];
}

inline float exp_of(float x) noexcept {
    return exp_of(splat(x))[0];
}

}  // namespace cairn::locate
