// "host:port" as people write it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cairn/core/result.h"

namespace cairn::net {

struct Endpoint {
    std::string host;
    std::uint16_t port = 0;

    /// "127.0.0.1:8080", "cloud.example:7443", "[::1]:8080". malformed: anything else.
    static Result<Endpoint> parse(std::string_view text);
    std::string text() const;
    /// 127.0.0.0/8, ::1 or "localhost".
    bool is_loopback() const noexcept;
};

}  // namespace cairn::net
