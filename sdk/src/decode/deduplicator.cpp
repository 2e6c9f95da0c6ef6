#include "cairn/decode/deduplicator.h"

#include <algorithm>
#include <bit>
#include <span>

namespace cairn {
namespace {

constexpr std::size_t ceiling = std::size_t{1} << 24;
/// An advertisement may stand in this many places, which lie side by side.
constexpr std::size_t ways = 4;

/// FNV-1a, 64 bits (Fowler, Noll, Vo), and a last mix that lets every bit reach the highest ones.
class Hash {
public:
    void add(std::uint8_t byte) noexcept { hash_ = (hash_ ^ byte) * 0x0000'0100'0000'01B3; }
    std::uint64_t value() const noexcept {
        const std::uint64_t mixed = (hash_ ^ hash_ >> 32) * 0x9E37'79B9'7F4A'7C15;
        return mixed == 0 ? 1 : mixed;
    }

private:
    std::uint64_t hash_ = 0xCBF2'9CE4'8422'2325;
};

std::uint64_t hash_of(std::string_view tag, Bytes payload) noexcept {
    Hash hash;
    for (const std::uint8_t byte : as_bytes(tag)) hash.add(byte);
    hash.add(0);
    for (const std::uint8_t byte : payload) hash.add(byte);
    return hash.value();
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
    const std::uint64_t hash = hash_of(tag, payload);
    const std::size_t place = (hash >> 32) % (seen_.size() / ways) * ways;
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
