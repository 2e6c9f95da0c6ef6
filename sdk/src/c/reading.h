// Cairn's values as C sees them: texts that end with a zero.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "cairn.h"
#include "cairn/core/limits.h"
#include "cairn/core/time.h"
#include "cairn/decode/decoder.h"

namespace cairn::c {

/// A copy of a text, with its zero. A zero inside ends it early.
template <std::size_t capacity>
class CText {
public:
    CText() = default;
    explicit CText(std::string_view text) noexcept { assign(text); }
    const char* assign(std::string_view text) noexcept {
        const std::size_t size = text.size() < capacity ? text.size() : capacity;
        std::memcpy(text_.data(), text.data(), size);
        text_[size] = '\0';
        return text_.data();
    }
    const char* get() const noexcept { return text_.data(); }

private:
    std::array<char, capacity + 1> text_{};
};

/// 0 for what is no time of this era.
inline Timestamp timestamp_of(double unix_ms) noexcept {
    constexpr double exact_max = 9'007'199'254'740'992;  // 2^53
    return {std::abs(unix_ms) <= exact_max ? static_cast<std::int64_t>(unix_ms) : 0};
}
inline double unix_ms_of(Timestamp at) noexcept {
    return static_cast<double>(at.unix_ms);
}

/// The readings of one format at a time.
class Readings {
public:
    /// The answer lives until the next call.
    cairn_format fill(const Decoded& decoded) noexcept {
        std::size_t count = 0;
        for (const DecodedValue& value : decoded.measurements) {
            readings_[count] = {
                names_[count].assign(name(value.quantity)), nullptr,         value.value, value.channel,
                offset_of(value.offset, value.size_bytes),  value.size_bytes};
            ++count;
        }
        std::size_t text_count = 0;
        for (const DecodedText& text : decoded.attributes) {
            const char* copied = texts_[text_count++].assign(text.text.view());
            readings_[count] = {names_[count].assign(name(text.kind)),   copied,         0, 0,
                                offset_of(text.offset, text.size_bytes), text.size_bytes};
            ++count;
        }
        return {name_.assign(decoded.format), readings_.data(), count, static_cast<int>(decoded.confidence),
                static_cast<int>(decoded.protection)};
    }

private:
    static int offset_of(int offset, int size) noexcept { return size == 0 ? -1 : offset; }
    static constexpr std::size_t readings_max =
        limits::decoded_measurements_max + limits::decoded_attributes_max;

    CText<63> name_;
    std::array<CText<47>, readings_max> names_;
    std::array<CText<95>, limits::decoded_attributes_max> texts_;
    std::array<cairn_reading, readings_max> readings_{};
};

}  // namespace cairn::c
