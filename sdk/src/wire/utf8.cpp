#include "wire/utf8.h"

namespace cairn::wire {

std::string to_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) out += take_character(text, "?");
    return out;
}

}  // namespace cairn::wire
