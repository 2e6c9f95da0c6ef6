// What a Civic measurement means: from a name, a unit and a number to a quantity in SI units.
#pragma once

#include <optional>
#include <string_view>

#include "cairn/core/inline_string.h"
#include "cairn/model/quantity.h"

namespace cairn::adapters::civic {

struct Measured {
    Quantity quantity = Quantity::custom;
    double value = 0;
    InlineString<47> label;  // only with Quantity::custom: "type unit", as the sender wrote them
};

/// `type` is a quantity's name with its unit ("temperature_c") or without ("temperature"), or the
/// sender's own; an empty `unit` stands for the quantity's own. What is not known, or not known in
/// this unit, is a custom quantity, its value as it came. Nothing when type and unit together are
/// empty or too long for a label.
std::optional<Measured> measured(std::string_view type, std::string_view unit, double value) noexcept;

}  // namespace cairn::adapters::civic
