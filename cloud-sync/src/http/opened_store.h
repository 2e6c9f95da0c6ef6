// The store of a folder, for commands that work while the server runs.
#pragma once

#include <optional>
#include <string>

#include "cairn/cloud/store.h"

namespace cairn::cloud {

/// Nothing: it cannot be opened, and the log says why and the way out.
std::optional<Store> open_store(const std::string& folder);

}  // namespace cairn::cloud
