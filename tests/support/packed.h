// Formats of a test, packed as the decoder reads them.
#pragma once

#include <vector>

#include "decode/format_rows.h"

namespace cairn::test {

inline PackedFormats packed(const std::vector<Format>& formats) {
    std::vector<const Format*> all;
    for (const Format& format : formats) all.push_back(&format);
    return PackedFormats(all);
}

}  // namespace cairn::test
