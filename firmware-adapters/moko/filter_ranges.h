// The ranges of filters, which all of Moko's generations share; each names itself in its refusals.
#pragma once

#include <span>

#include "cairn/adapters/command.h"

namespace cairn::adapters::moko {

/// Texts of one dialect for what is out of range.
struct FilterRanges {
    const char* rssi;
    const char* macs;
    const char* names;
    const char* rules;
    const char* rule_position;
    const char* rule_bytes;
    const char* rule_count;
};

Result<void> check(const RssiFilter& filter, const FilterRanges& ranges);
Result<void> check(const MacFilter& filter, const FilterRanges& ranges);
Result<void> check(const NameFilter& filter, const FilterRanges& ranges);
Result<void> check(const RawFilter& filter, const FilterRanges& ranges);

}  // namespace cairn::adapters::moko
