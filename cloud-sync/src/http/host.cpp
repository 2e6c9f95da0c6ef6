#include "http/host.h"

#include <algorithm>
#include <cctype>

namespace cairn::cloud {
namespace {

bool is_same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    return std::ranges::equal(a, b, {}, lower, lower);
}

// Digits and dots only: what browsers take for an address, never for a name that DNS could answer.
bool is_ipv4_address(std::string_view host) {
    return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

bool is_own_host(std::string_view header, const std::vector<std::string>& names) {
    if (header.empty() || header.front() == '[') return true;
    const std::string_view host = header.substr(0, header.find(':'));
    return is_ipv4_address(host) || is_same_name(host, "localhost") ||
           std::ranges::any_of(names, [host](const auto& name) { return is_same_name(host, name); });
}

}  // namespace cairn::cloud
