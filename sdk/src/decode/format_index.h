// Finds the formats of a carrier. Most of what is on the air is unknown, so a miss must cost next to nothing.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "decode/format.h"

namespace cairn {

/// A hash table over entries that someone else keeps; constant, or made at run time.
class FormatIndex {
public:
    /// A bit that no carrier's key has.
    static constexpr std::uint32_t first_counts = 1U << 23;

    struct Entry {
        std::uint32_t key = 0;
        // The sizes of a body that are worth a look at the format, so that the many formats that
        // must look at everybody's bytes cost one comparison each, and no visit to their tables.
        std::uint8_t size_least = 0;
        std::uint8_t size_most = UINT8_MAX;
        std::uint8_t size_or = 0;
        std::uint8_t first = 0;  // of the body, if the key says that it counts
        const Format* format = nullptr;

        constexpr bool is_of(std::uint32_t carrier_key) const noexcept {
            return (key & ~first_counts) == carrier_key;
        }
        constexpr bool may_have(Bytes body) const noexcept {
            const std::size_t size_bytes = body.size();
            if ((key & first_counts) != 0 && (body.empty() || body[0] != first)) return false;
            return (size_bytes >= size_least && size_bytes <= size_most) || size_bytes == size_or;
        }
    };

    constexpr FormatIndex() noexcept = default;
    /// Sorts `entries`, which outlive the index; formats of one carrier keep their order. At most 65535.
    constexpr explicit FormatIndex(std::span<Entry> entries) noexcept : entries_(entries) {
        for (Entry& entry : entries) {
            entry.key = key_of(entry.format->carrier);
            limit_sizes(entry);
            limit_first(entry);
            types_[entry.format->carrier.ad_type] = true;
        }
        for (std::size_t end = 1; end < entries.size(); ++end) {  // an insertion sort: stable, and constexpr
            for (std::size_t i = end; i > 0 && rank(entries[i]) < rank(entries[i - 1]); --i) {
                std::swap(entries[i], entries[i - 1]);
            }
        }
        for (const Entry& entry : entries) ++ends_[bucket_of(entry.key & ~first_counts)];
        for (std::size_t bucket = 1; bucket < ends_.size(); ++bucket) {
            ends_[bucket] = static_cast<std::uint16_t>(ends_[bucket] + ends_[bucket - 1]);
        }
    }

    /// Whether any format travels in structures of this AD type.
    constexpr bool has_type(std::uint8_t ad_type) const noexcept { return types_[ad_type]; }

    /// Where the carrier of this key stands: its own entries, and perhaps others.
    constexpr std::span<const Entry> bucket(std::uint32_t key) const noexcept {
        const std::size_t place = bucket_of(key);
        const std::size_t begin = place == 0 ? 0 : ends_[place - 1];
        return entries_.subspan(begin, ends_[place] - begin);
    }

private:
    static constexpr void limit_first(Entry& entry) noexcept {
        const Format& format = *entry.format;
        if (format.magic.size == 0 || format.from_id) return;  // the latter's body begins elsewhere
        entry.first = format.magic.bytes[0];
        entry.key |= first_counts;
    }
    /// A format that would name a wrong length must see it, too.
    static constexpr void limit_sizes(Entry& entry) noexcept {
        const Format& format = *entry.format;
        const bool has_id = begins_with_id(format.carrier.ad_type);
        if (format.conditions.empty() && (format.magic.size != 0 || !has_id)) return;
        const int extra = format.from_id ? 2 : 0;  // the id is a part of what such a format counts
        const auto size_of_body = [extra](int size) {
            return static_cast<std::uint8_t>(std::clamp(size - extra, 0, UINT8_MAX));
        };
        const Lengths& lengths = format.lengths;
        entry.size_least = size_of_body(lengths.least);
        entry.size_most = size_of_body(lengths.most);
        entry.size_or = size_of_body(lengths.or_exactly != 0 ? lengths.or_exactly : lengths.least);
    }

    /// Knuth's multiplicative hash, The Art of Computer Programming 6.4.
    static constexpr std::size_t bucket_of(std::uint32_t key) noexcept { return key * 0x9E3779B1U >> 24; }
    static constexpr std::uint64_t rank(const Entry& entry) noexcept {
        const std::uint32_t key = entry.key & ~first_counts;
        return std::uint64_t{bucket_of(key)} << 32 | key;
    }

    std::span<const Entry> entries_;
    std::array<std::uint16_t, 256> ends_{};
    std::array<bool, 256> types_{};
};

}  // namespace cairn
