// A message of a Minew gateway, JSON-LONG (docs/formats/minew.md).
#pragma once

#include <cstdio>
#include <string>

namespace cairn::test {

/// Of `tags` tags, each heard once. `number` makes another message of it, a millisecond later.
inline std::string minew_message(int number, int tags = 1) {
    char time[32];
    std::snprintf(time, sizeof time, "2026-07-01T%02d:%02d:%02d.%03dZ", number / 3'600'000 % 24,
                  number / 60'000 % 60, number / 1'000 % 60, number % 1'000);
    const std::string stamp = R"({"timestamp":")" + std::string(time) + '"';
    std::string text = "[" + stamp + R"(,"type":"Gateway","mac":"AC233FC00001"})";
    for (int tag = 0; tag < tags; ++tag) {
        text += "," + stamp + R"(,"mac":"AC233F)" + std::to_string(100'000 + tag) + R"(","rssi":-)" +
                std::to_string(40 + (number + tag) % 40) + R"(,"rawData":"0201060303E1FF"})";
    }
    return text + "]";
}

}  // namespace cairn::test
