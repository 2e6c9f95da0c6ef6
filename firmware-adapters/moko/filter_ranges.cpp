#include "moko/filter_ranges.h"

#include <algorithm>

#include "dialect/command_checks.h"

namespace cairn::adapters::moko {
namespace {

constexpr std::size_t list_max = 10;

// With both 0 the structure may start with any number of bytes.
Result<void> check(const RawRule& rule, const FilterRanges& ranges) {
    CAIRN_CHECK(require(is_hex(rule.bytes, 1, 29), ranges.rule_bytes));
    if (rule.first_byte == 0 && rule.last_byte == 0) return {};
    CAIRN_CHECK(require(rule.first_byte >= 1 && rule.last_byte >= rule.first_byte && rule.last_byte <= 29,
                        ranges.rule_position));
    const std::size_t bytes = std::size_t{rule.last_byte} - rule.first_byte + 1;
    return require(rule.bytes.size() == 2 * bytes, ranges.rule_position);
}

std::size_t rules_of(RuleRelation relation) noexcept {
    switch (relation) {
        case RuleRelation::a: return 1;
        case RuleRelation::a_and_b:
        case RuleRelation::a_or_b: return 2;
        case RuleRelation::a_and_b_and_c:
        case RuleRelation::a_and_b_or_c:
        case RuleRelation::a_or_b_or_c: return 3;
    }
    return 0;
}

}  // namespace

Result<void> check(const RssiFilter& filter, const FilterRanges& ranges) {
    return require(is_within(filter.rssi_min_dbm, -127, 0), ranges.rssi);
}

Result<void> check(const MacFilter& filter, const FilterRanges& ranges) {
    const bool is_sound = filter.macs.size() <= list_max &&
                          std::ranges::all_of(filter.macs, [](const auto& mac) { return is_hex(mac, 1, 6); });
    return require(is_sound, ranges.macs);
}

Result<void> check(const NameFilter& filter, const FilterRanges& ranges) {
    const bool is_sound = filter.names.size() <= list_max &&
                          std::ranges::all_of(filter.names, [](const auto& n) { return is_ascii(n, 1, 20); });
    return require(is_sound, ranges.names);
}

Result<void> check(const RawFilter& filter, const FilterRanges& ranges) {
    CAIRN_CHECK(require(filter.rules.size() <= 3, ranges.rules));
    for (const RawRule& rule : filter.rules) CAIRN_CHECK(check(rule, ranges));
    const bool is_off = !filter.is_on && filter.rules.empty();
    return require(is_off || filter.rules.size() == rules_of(filter.relation), ranges.rule_count);
}

}  // namespace cairn::adapters::moko
