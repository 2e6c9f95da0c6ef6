// Numbers as decimal text.
#include "cairn/core/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string>

namespace cairn::test {
namespace {

std::string text_of(double number) {
    return std::string(number_text(number).view());
}

TEST(NumberText, IsTheShortestThatReadsBack) {
    EXPECT_EQ(text_of(24.3), "24.3");
    EXPECT_EQ(text_of(-0.005), "-0.005");
    EXPECT_EQ(text_of(0.1), "0.1");
    EXPECT_EQ(text_of(1013.25), "1013.25");
    EXPECT_EQ(text_of(0.000001), "0.000001");
    EXPECT_EQ(text_of(123456789.012345), "123456789.012345");
}

TEST(NumberText, OfAWholeNumberHasNoPoint) {
    EXPECT_EQ(text_of(0), "0");
    EXPECT_EQ(text_of(-0.0), "0");
    EXPECT_EQ(text_of(-40), "-40");
    EXPECT_EQ(text_of(4294967295.0), "4294967295");
    EXPECT_EQ(text_of(999999999999999.0), "999999999999999");
}

TEST(NumberText, LeavesOutTheNoiseOfComputations) {
    EXPECT_EQ(text_of(0.1 + 0.2), "0.3");
    EXPECT_EQ(text_of(4860 * 0.005), "24.3");
    EXPECT_EQ(text_of(1.0 / 3), "0.333333333333333");
}

TEST(NumberText, OfALargeOrSmallNumberHasAnExponent) {
    EXPECT_EQ(text_of(1e-9), "1e-09");
    EXPECT_EQ(text_of(1e15), "1e+15");
    EXPECT_EQ(text_of(1.5e20), "1.5e+20");
    EXPECT_EQ(text_of(-2.5e-10), "-2.5e-10");
    EXPECT_EQ(text_of(1e300), "1e+300");
}

TEST(NumberText, FitsAtTheEndsOfTheRange) {
    for (const double number :
         {std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest(),
          std::numeric_limits<double>::min(), std::numeric_limits<double>::denorm_min()}) {
        const double read = std::strtod(text_of(number).c_str(), nullptr);
        EXPECT_LE(std::fabs(read - number), std::fabs(number) * 1e-12) << text_of(number);
    }
}

TEST(NumberText, OfWhatIsNotFiniteIsEmpty) {
    EXPECT_EQ(text_of(std::numeric_limits<double>::infinity()), "");
    EXPECT_EQ(text_of(std::numeric_limits<double>::quiet_NaN()), "");
}

TEST(NumberText, OfEveryTableValueReadsBack) {
    for (const int per : {1, 2, 5, 10, 100, 200, 256, 400, 1000}) {
        for (int raw = -33'000; raw <= 33'000; raw += 7) {
            const double number = static_cast<double>(raw) / per;
            EXPECT_EQ(std::strtod(text_of(number).c_str(), nullptr), number);
        }
    }
}

TEST(NumberText, IsNeverFartherOffThanFifteenDigits) {
    std::uint64_t state = 1;
    for (int i = 0; i < 100'000; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const double number =
            std::ldexp(static_cast<double>(state >> 11), static_cast<int>(state % 120) - 90);
        const double read = std::strtod(text_of(number).c_str(), nullptr);
        ASSERT_LE(std::fabs(read - number), number * 1e-13) << text_of(number);
    }
}

}  // namespace
}  // namespace cairn::test
