// A format as a page for people shows it: rows of Markdown tables, made of the tables that decode.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "decode/format.h"

namespace cairn::test {

/// The two tables of a page's block: where the formats travel, and what stands in them. What has no word here
/// comes out as no_word.
std::string format_tables(std::span<const Format* const> formats);
inline constexpr const char* no_word = "(no word for it in format_table.cpp)";

}  // namespace cairn::test
