#include "cairn/net/endpoint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace cairn::net {
namespace {

constexpr std::size_t host_chars_max = 253;  // RFC 1035 section 2.3.4, without the root's dot

bool is_name_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_';
}

bool is_ipv6(const std::string& text) {
    std::array<std::uint8_t, 16> address{};
    return inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

Result<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size())
        return fail(Errc::malformed, "endpoint: the port is not a number from 0 to 65535");
    return port;
}

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return fail(Errc::malformed, "endpoint: expected host:port");
    Endpoint endpoint;
    CAIRN_TRY(endpoint.port, parse_port(text.substr(colon + 1)));
    const std::string_view host = text.substr(0, colon);

    if (host.starts_with('[') && host.ends_with(']') && host.size() > 2) {
        endpoint.host = host.substr(1, host.size() - 2);
        if (!is_ipv6(endpoint.host))
            return fail(Errc::malformed, "endpoint: not an IPv6 address in brackets");
        return endpoint;
    }
    if (host.empty() || host.size() > host_chars_max || !std::all_of(host.begin(), host.end(), is_name_char))
        return fail(Errc::malformed, "endpoint: not a host name or address");
    endpoint.host = host;
    return endpoint;
}

std::string Endpoint::text() const {
    const bool brackets = host.find(':') != std::string::npos;
    return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool Endpoint::is_loopback() const noexcept {
    if (host == "localhost" || host == "localhost.") return true;
    in_addr four{};
    if (inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24U) == 127;
    in6_addr six{};
    return inet_pton(AF_INET6, host.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

}  // namespace cairn::net
