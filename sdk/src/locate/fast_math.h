// Logarithms and exponentials of floats, as plain arithmetic: the same on every platform, and many at once.
#pragma once

#include <bit>
#include <cstdint>

namespace cairn::locate {

/// Natural logarithm of a positive, normal number; off by at most 0.00001.
inline float fast_log(float x) noexcept {
    constexpr float ln_2 = 0.69314718F;
    const auto bits = std::bit_cast<std::uint32_t>(x);
    // The mantissa from 0.75 to 1.5, so that numbers near 1 have a logarithm near 0.
    const std::uint32_t exponent = (bits - 0x3F400000U) & 0xFF800000U;
    const auto m = std::bit_cast<float>(bits - exponent) - 1.0F;
    const auto e = static_cast<float>(static_cast<std::int32_t>(exponent)) * (1.0F / 8388608.0F);
    const float series =
        m *
        (0.99999441F +
         m * (-0.49990008F + m * (0.33377404F + m * (-0.25564555F + m * (0.20121948F - m * 0.10205225F)))));
    return e * ln_2 + series;
}

/// e to the power of x, from -80 to 80; off by at most 0.00012 of itself. Below: that of -80.
inline float fast_exp(float x) noexcept {
    constexpr float log2_e = 1.44269504F;
    const float bounded = x < -80.0F ? -80.0F : x;
    const float y = bounded * log2_e + 127.0F;
    const auto whole = static_cast<std::int32_t>(y);
    const float r = y - static_cast<float>(whole);
    const auto power = std::bit_cast<float>(static_cast<std::uint32_t>(whole) << 23);
    return power * (1.0F + r * (0.69550201F + r * (0.22626982F + r * 0.07822817F)));
}

}  // namespace cairn::locate
