// The small language of the adapter tests: feed a message, look at the lines that come out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/adapters/adapters.h"
#include "golden/record_lines.h"

namespace cairn::test {

inline constexpr Timestamp noon{1'769'860'800'000};  // 2026-01-31T12:00:00Z

inline adapters::AdaptersOptions pinned(std::string_view dialect) {
    adapters::AdaptersOptions options;
    options.pins.push_back({"#", std::string(dialect)});
    return options;
}

inline LineSink feed(const adapters::AdaptersOptions& options, std::string_view topic, Bytes payload,
                     Timestamp now = noon) {
    LineSink sink;
    const auto adapter = adapters::make_adapter(options);
    if (adapter) (*adapter)->feed(Message{topic, payload}, now, sink);
    return sink;
}

inline LineSink feed(const adapters::AdaptersOptions& options, std::string_view topic, std::string_view text,
                     Timestamp now = noon) {
    return feed(options, topic, as_bytes(text), now);
}

/// Whether some line has `part` in it.
inline bool says(const LineSink& sink, std::string_view part) {
    for (const auto& line : sink.lines) {
        if (line.find(part) != std::string::npos) return true;
    }
    return false;
}

inline std::string repeated(std::string_view piece, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += piece;
    return text;
}

/// Every truncation of a message, and every message with one byte changed, goes through the adapter;
/// with sanitizers on, that shows what reads too far. Answers how many truncations were not refused.
inline std::size_t torture(std::string_view dialect, Bytes whole) {
    const auto adapter = adapters::make_adapter(pinned(dialect));
    std::size_t accepted = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::vector<std::uint8_t> part(whole.begin(),
                                             whole.begin() + static_cast<std::ptrdiff_t>(size));
        LineSink sink;
        (*adapter)->feed(Message{"", part}, noon, sink);
        if (sink.refusals.empty()) ++accepted;
    }
    std::vector<std::uint8_t> changed(whole.begin(), whole.end());
    for (std::uint8_t& byte : changed) {
        for (const int mask : {0x01, 0x20, 0x80, 0xFF}) {
            const std::uint8_t before = byte;
            byte = static_cast<std::uint8_t>(byte ^ mask);
            LineSink sink;
            (*adapter)->feed(Message{"", changed}, noon, sink);
            byte = before;
        }
    }
    return accepted;
}

}  // namespace cairn::test
