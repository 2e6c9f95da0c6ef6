// What goes into the coder comes out, and takes what its frequencies allow.
#include "wire/adaptive_coder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace cairn::test {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets encoded(const Octets& plain) {
    Octets code;
    wire::adaptive_encode(plain, code);
    return code;
}

void expect_back(const Octets& plain) {
    const Octets code = encoded(plain);
    Octets decoded(plain.size());
    EXPECT_TRUE(wire::adaptive_decode(code, decoded));
    EXPECT_EQ(decoded, plain);
}

/// Around 0, zigzag, as columns have it.
Octets noise(std::size_t size, double deviation, unsigned seed = 1) {
    std::mt19937 random(seed);
    std::normal_distribution<double> number(0, deviation);
    Octets octets;
    while (octets.size() < size) {
        const int one = static_cast<int>(std::lround(number(random)));
        octets.push_back(static_cast<std::uint8_t>(one < 0 ? -2 * one - 1 : 2 * one));
    }
    return octets;
}

TEST(AdaptiveCoder, GivesBackAnything) {
    expect_back({});
    expect_back({0});
    expect_back({255});
    expect_back(Octets(100'000, 0));
    expect_back(Octets(100'000, 255));
    std::mt19937 random(2);
    for (unsigned i = 0; i < 300; ++i) {
        Octets any(random() % 2000);
        for (std::uint8_t& octet : any)
            octet = static_cast<std::uint8_t>(i % 3 == 0   ? random()
                                              : i % 3 == 1 ? random() % 2
                                                           : 255 - random() % 3);
        expect_back(any);
        expect_back(noise(random() % 2000, 0.1 * i, i));
    }
}

TEST(AdaptiveCoder, ComesNearTheEntropy) {
    const Octets plain = noise(50'000, 2.6);
    std::vector<double> counts(256);
    for (const std::uint8_t octet : plain) ++counts[octet];
    double bits = 0;
    for (const double count : counts)
        if (count > 0) bits -= count * std::log2(count / 50'000);

    EXPECT_LT(static_cast<double>(encoded(plain).size()), 1.02 * bits / 8);
}

TEST(AdaptiveCoder, SaysWhenTheCodeIsNotOfThatSize) {
    const Octets plain = noise(1000, 2);
    Octets code = encoded(plain);
    Octets decoded(plain.size());
    code.pop_back();
    EXPECT_FALSE(wire::adaptive_decode(code, decoded));
    code = encoded(plain);
    code.push_back(0);
    EXPECT_FALSE(wire::adaptive_decode(code, decoded));
    EXPECT_FALSE(wire::adaptive_decode({}, decoded));
}

}  // namespace
}  // namespace cairn::test
