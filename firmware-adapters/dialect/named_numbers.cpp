#include "dialect/named_numbers.h"

#include <algorithm>

namespace cairn::adapters {
namespace {

// One pass over the object: it has fewer members than the list has names.
template <typename Read>
void for_each_known(const Fields& fields, std::span<const NamedNumber> known, const char* where,
                    const Read& read) {
    const auto read_one = [&](const NamedNumber& name, const JsonValue& value, std::uint8_t channel) {
        if (const auto number = number_of(value)) {
            read(name, *number * name.factor, channel);
        } else if (!value.is_null()) {
            fields.refuse(Errc::malformed, where);
        }
    };
    for (auto member = fields.whole().begin(); member != fields.whole().end(); ++member) {
        const std::string_view name = member.key();
        const auto found = std::ranges::find(known, name, &NamedNumber::name);
        if (found == known.end()) continue;
        const auto list = array_of(member.value());
        if (!list) {
            read_one(*found, member.value(), 0);
            continue;
        }
        std::uint8_t channel = 0;
        for (const JsonValue value : *list) read_one(*found, value, channel++);
    }
}

}  // namespace

void read_numbers(const Fields& fields, std::span<const NamedNumber> known, const TagRecords& tag,
                  const char* where) {
    for_each_known(fields, known, where, [&](const NamedNumber& name, double value, std::uint8_t channel) {
        tag.reading(name.quantity, value, channel);
    });
}

void read_numbers(const Fields& fields, std::span<const NamedNumber> known, GatewayStatus& status,
                  const char* where) {
    for_each_known(fields, known, where, [&](const NamedNumber& name, double value, std::uint8_t channel) {
        if (plausible(name.quantity, value)) {
            static_cast<void>(status.measurements.push_back({name.quantity, channel, value}));
        } else {
            fields.refuse(Errc::malformed, where);
        }
    });
}

}  // namespace cairn::adapters
