// What an option's number may be, and the words for one that is not. CLI11's own checks let "nan" and
// negative numbers for unsigned ones through, and write limits with 300 digits.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "numbers.h"

namespace cairn::tool {

/// `expected` is for people: "a number above 0".
template <typename Is>
CLI::Validator expect(const std::string& expected, Is is) {
    return {[expected, is](const std::string& text) {
                return is(text) ? std::string() : "expected " + expected + ", found " + text;
            },
            ""};
}

inline CLI::Validator above_zero() {
    return expect("a number above 0",
                  [](const std::string& text) { return parse_finite(text).value_or(0) > 0; });
}

inline CLI::Validator whole_number() {
    return expect("a whole number from 0 to 18446744073709551615",
                  [](const std::string& text) { return parse_whole(text).has_value(); });
}

}  // namespace cairn::tool
