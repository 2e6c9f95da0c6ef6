// The golden advertisements as constants: tests/golden/golden_source.cpp writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/model/mac_address.h"
#include "cairn/ports/cipher.h"

namespace cairn::cortex_m {

struct GoldenValue {
    std::string_view name;
    std::uint8_t channel = 0;
    double value = 0;
};

struct GoldenText {
    std::string_view name;
    std::string_view text;
};

struct GoldenFormat {
    std::string_view name;
    std::string_view protection;
    std::span<const GoldenValue> values;
    std::span<const GoldenText> texts;
};

struct Golden {
    std::string_view place;  // file, line and source
    Bytes payload;
    std::optional<MacAddress> address;
    std::optional<AesKey> key;  // of the device with this address
    std::string_view error;  // the name of a code, "" for none
    std::span<const GoldenFormat> formats;
};

std::span<const Golden> goldens() noexcept;

}  // namespace cairn::cortex_m
