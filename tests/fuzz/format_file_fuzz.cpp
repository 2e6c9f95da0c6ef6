// Format files: any text is either refused with a reason or makes tables that decode any bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cairn/net/format_file.h"
#include "fuzz/report_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace cairn;
    // The first bytes, up to a zero, are the file; the rest is an advertisement.
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    const std::size_t end = input.find('\0');
    const std::string_view text = input.substr(0, end);
    const std::string_view payload =
        end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
    net::FormatDefinitions definitions;
    std::vector<std::string> errors;
    definitions.parse(text, "fuzz", errors);
    CAIRN_ASSERT(errors.empty() == (definitions.table() != nullptr));
    const Decoder decoder({.definitions = definitions.table()});
    fuzz::check_decode(decoder, {as_bytes(payload), std::nullopt});
    return 0;
}
