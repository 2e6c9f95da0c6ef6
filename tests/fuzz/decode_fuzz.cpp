// Any bytes as an advertisement, to every built-in format.
#include <cstddef>
#include <cstdint>

#include "fuzz/report_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const cairn::Decoder decoder;
    cairn::fuzz::check_decode(decoder, {cairn::Bytes(bytes, size), std::nullopt});
    return 0;
}
