#include "dialect/json_shape.h"

namespace cairn::adapters {
namespace {

constexpr std::string_view white = " \t\r\n";

std::size_t skip_white(std::string_view text, std::size_t at) noexcept {
    const std::size_t found = text.find_first_not_of(white, at);
    return found == std::string_view::npos ? text.size() : found;
}

// The place of the quote that ends the string which starts before `at`.
std::size_t string_end(std::string_view text, std::size_t at) noexcept {
    for (; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
    }
    return at;
}

}  // namespace

JsonStart json_start(std::string_view text) noexcept {
    const std::size_t at = skip_white(text, 0);
    if (at == text.size()) return JsonStart::none;
    if (text[at] == '{') return JsonStart::object;
    return text[at] == '[' ? JsonStart::array : JsonStart::none;
}

bool has_member(std::string_view text, std::string_view name) noexcept {
    std::size_t at = skip_white(text, 0);
    if (at < text.size() && text[at] == '[') at = skip_white(text, at + 1);
    if (at >= text.size() || text[at] != '{') return false;
    int depth = 1;
    for (++at; at < text.size() && depth > 0; ++at) {
        const char c = text[at];
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        if (c != '"') continue;
        const std::size_t end = string_end(text, at + 1);
        if (end >= text.size()) return false;
        const std::size_t next = skip_white(text, end + 1);
        const bool names = depth == 1 && next < text.size() && text[next] == ':';
        if (names && text.substr(at + 1, end - at - 1) == name) return true;
        at = end;
    }
    return false;
}

}  // namespace cairn::adapters
