// Members whose names say what they measure.
#pragma once

#include <span>

#include "dialect/json_fields.h"
#include "dialect/tag_records.h"

namespace cairn::adapters {

struct NamedNumber {
    std::string_view name;
    Quantity quantity;
    double factor = 1;  // to the quantity's unit
};

/// A reading for each member of `known` that the object has; a list of numbers gives one channel each.
/// malformed, named `where`: it is no number.
void read_numbers(const Fields& fields, std::span<const NamedNumber> known, const TagRecords& tag,
                  const char* where);
/// The same, about the gateway itself; what cannot be is refused.
void read_numbers(const Fields& fields, std::span<const NamedNumber> known, GatewayStatus& status,
                  const char* where);

}  // namespace cairn::adapters
