// What the Host header of a request may be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::cloud {

/// True for an IP address, "localhost" and each of `names` (case does not matter), with or without a
/// port, and for an empty header, which no browser sends.
bool is_own_host(std::string_view header, const std::vector<std::string>& names);

}  // namespace cairn::cloud
