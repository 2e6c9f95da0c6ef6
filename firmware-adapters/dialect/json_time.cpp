#include "dialect/json_time.h"

#include "cairn/core/time_text.h"

namespace cairn::adapters {

std::optional<std::int64_t> unix_ms_in(const JsonValue& value) noexcept {
    if (const auto text = text_of(value)) {
        if (const auto at = parse_time(*text)) return at->unix_ms;
    }
    const auto number = number_of(value);
    return number ? unix_ms_of(*number) : std::nullopt;
}

HeardAt time_in(const Fields& fields, std::string_view name, const char* where, Timestamp now,
                Delivery delivery) {
    const auto given = fields.find(name);
    if (!given) return {now, TimeSource::receipt};
    const auto unix_ms = unix_ms_in(*given);
    if (!unix_ms) fields.refuse(Errc::malformed, where);
    return heard_at(unix_ms, now, delivery);
}

}  // namespace cairn::adapters
