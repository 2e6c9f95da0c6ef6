#include <array>
#include <cstdio>

#include "cairn/core/hex.h"
#include "cairn/core/version.h"
#include "cairn/decode/decoder.h"

int main() {
    // A Ruuvi tag's published example, docs/formats/advertisements.md.
    std::array<std::uint8_t, 31> bytes{};
    const auto size =
        cairn::parse_hex("0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F", bytes);
    cairn::DecodeReport report;
    cairn::decode(cairn::Bytes(bytes).first(*size), report);
    const bool found = !report.formats.empty();
    std::printf("%s %s\n", cairn::version(), found ? "core ok" : "nothing decoded");
}
