#include "cairn/decode/deduplicator.h"

#include <algorithm>
#include <bit>
#include <span>

#include "cairn/core/hash.h"

namespace cairn {
namespace {

constexpr std::size_t ceiling = std::size_t{1} << 24;
/// An advertisement may stand in this many places, which lie side by side.
constexpr std::size_t ways = 4;

/// Of tag and payload; never 0.
std::uint64_t name_of(std::string_view tag, Bytes payload) noexcept {
    return std::max<std::uint64_t>(hash_of(payload, hash_of(tag)), 1);
}

/// In milliseconds; of any two times.
std::uint64_t distance(Timestamp a, Timestamp b) noexcept {
    const auto [earlier, later] = std::minmax(a, b);
    return static_cast<std::uint64_t>(later.unix_ms) - static_cast<std::uint64_t>(earlier.unix_ms);
}

}  // namespace

Result<Deduplicator> Deduplicator::create(const DeduplicatorOptions& options) {
    if (options.window < Millis{0}) return fail(Errc::malformed, "deduplicator: a negative window");
    if (options.advertisements_max > ceiling)
        return fail(Errc::full, "deduplicator: too many advertisements");
    return Deduplicator(options.window, std::bit_ceil(std::max(options.advertisements_max, ways)));
}

bool Deduplicator::is_repeat(std::string_view tag, Bytes payload, Timestamp heard_at) noexcept {
    if (window_ == Millis{0}) return false;
    const std::uint64_t hash = name_of(tag, payload);
    const std::size_t place = static_cast<std::size_t>(hash) & (seen_.size() - ways);
    const std::span<Seen> places = std::span(seen_).subspan(place, ways);
    const auto found = std::ranges::find(places, hash, &Seen::hash);
    if (found != places.end()) {
        if (distance(heard_at, found->at) <= static_cast<std::uint64_t>(window_.count())) return true;
        found->at = heard_at;
        return false;
    }
    *std::ranges::min_element(places, {}, &Seen::at) = {hash, heard_at};  // one that is empty is the oldest
    return false;
}

}  // namespace cairn
