// The fastest IrkSearch that this machine has.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "cairn/ports/irk_search.h"

namespace cairn::crypto {

/// With the processor's AES instructions where it has them, asked at run time; else PlainIrkSearch over
/// `cipher`, which outlives the result. Expanded keys take 176 bytes each.
std::unique_ptr<IrkSearch> make_irk_search(Cipher& cipher, std::span<const AesKey> irks);

/// What make_irk_search() uses here: "aes-ni" or "plain".
std::string_view irk_search_name() noexcept;

}  // namespace cairn::crypto
