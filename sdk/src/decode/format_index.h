// Finds the formats of a carrier. Most of what is on the air is unknown, so a miss must cost next to nothing.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "decode/packed_format.h"

namespace cairn {

/// A hash table over groups of rows that someone else keeps; constant, or made at run time.
class FormatIndex {
public:
    constexpr FormatIndex() noexcept = default;
    /// Both outlive the index. Sorts `groups`. At most 65535 groups.
    constexpr FormatIndex(std::span<FormatGroup> groups, const FormatRow* rows) noexcept
        : groups_(groups.data()),
          rows_(rows) {
        std::ranges::sort(groups, {}, [](const FormatGroup& group) { return bucket_of(group.key); });
        for (const FormatGroup& group : groups) {
            types_[group.key >> 29] |= std::uint32_t{1} << (group.key >> 24 & 31);
            ++ends_[bucket_of(group.key)];
        }
        for (std::size_t bucket = 1; bucket < ends_.size(); ++bucket) {
            ends_[bucket] = static_cast<std::uint16_t>(ends_[bucket] + ends_[bucket - 1]);
        }
    }

    /// Whether any format travels in structures of this AD type.
    constexpr bool has_type(std::uint8_t ad_type) const noexcept {
        return (types_[ad_type >> 5] >> (ad_type & 31) & 1) != 0;
    }

    /// The formats of the carrier with this key, in their order.
    constexpr std::span<const FormatRow> formats_of(std::uint32_t key) const noexcept {
        const std::size_t bucket = bucket_of(key);
        for (std::size_t i = bucket == 0 ? 0 : ends_[bucket - 1]; i < ends_[bucket]; ++i) {
            if (groups_[i].key == key) return {rows_ + groups_[i].begin, rows_ + groups_[i].end};
        }
        return {};
    }

private:
    /// Knuth's multiplicative hash, The Art of Computer Programming 6.4.
    static constexpr std::size_t bucket_of(std::uint32_t key) noexcept { return key * 0x9E3779B1U >> 25; }

    const FormatGroup* groups_ = nullptr;
    const FormatRow* rows_ = nullptr;
    std::array<std::uint16_t, 128> ends_{};
    std::array<std::uint32_t, 8> types_{};  // a bit for each
};

/// Packed formats, and the way to them. What it points to lives elsewhere.
struct FormatTable {
    FormatIndex index;
    const std::uint8_t* bytes = nullptr;
    const char* names = nullptr;
    const Reader* readers = nullptr;

    /// A zero byte follows.
    std::string_view name_of(const FormatRow& row) const noexcept {
        return {names + row.name + 1, static_cast<std::uint8_t>(names[row.name])};
    }
    Reader reader_of(const FormatRow& row) const noexcept {
        return row.reader == 0 ? nullptr : readers[row.reader - 1];
    }
};

/// The table over `packed`, which outlives it unchanged.
constexpr FormatTable table_of(PackedFormats& packed) noexcept {
    return {FormatIndex(packed.groups, packed.rows.data()), packed.bytes.data(), packed.names.data(),
            packed.readers.data()};
}

}  // namespace cairn
