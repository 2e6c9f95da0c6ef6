// The words of configuration errors.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace cairn::net {

/// As short as it can be written without loss that matters to people.
std::string number_text(double number);

/// Keys whose values are never shown: what is meant as a secret stays one, even when it is mistyped.
bool is_concealed(std::string_view key);

/// The known word nearest to `word`, when it is near enough to be what was meant.
std::optional<std::string> near_match(std::string_view word, const std::set<std::string>& known);

}  // namespace cairn::net
