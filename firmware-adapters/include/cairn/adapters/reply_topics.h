// Where a gateway answers, guessed from where it takes commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::adapters {

/// The topics that vendors' gateways answer on when they take commands on `topic`; empty: not a topic of
/// their making.
std::vector<std::string> reply_topics(std::string_view topic);

}  // namespace cairn::adapters
