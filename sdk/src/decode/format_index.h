// Finds the formats of a carrier. Most of what is on the air is unknown, so a miss must cost next to nothing.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <span>

#include "decode/format_rows.h"

namespace cairn {

/// Not a span: g++ 12 would compute a size, and from that the end again.
using FormatRows = std::ranges::subrange<const FormatRow*>;

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
            add_type(static_cast<std::uint8_t>(group.key >> 24));
            keys_[key_bit(group.key) >> 5] |= std::uint32_t{1} << (key_bit(group.key) & 31);
            ++begins_[bucket_of(group.key) + 1];
        }
        if (has_type(ad_type::services_16)) add_type(ad_type::services_16_some);
        if (has_type(ad_type::service_data_16)) add_type(ad_type::service_data_128);
        for (std::size_t bucket = 1; bucket < begins_.size(); ++bucket) {
            begins_[bucket] = static_cast<std::uint16_t>(begins_[bucket] + begins_[bucket - 1]);
        }
    }

    /// Whether any format travels in structures of this AD type, or of the other one for the same content.
    constexpr bool has_type(std::uint8_t ad_type) const noexcept {
        return (types_[ad_type >> 5] >> (ad_type & 31) & 1) != 0;
    }

    /// False: no format is of the carrier with this key. True for one in five of these, too.
    constexpr bool may_have(std::uint32_t key) const noexcept {
        return (keys_[key_bit(key) >> 5] >> (key_bit(key) & 31) & 1) != 0;
    }

    /// The formats of the carrier with this key, in their order, at least those that a body with this first
    /// byte can be of.
    constexpr FormatRows formats_of(std::uint32_t key, std::uint8_t first_byte) const noexcept {
        const FormatGroup* const group = find(key);
        if (group == nullptr) return {nullptr, nullptr};
        if (group->is_split()) return part_of(key, first_byte);
        return {rows_ + group->begin, rows_ + group->end};
    }

private:
    /// Not inline: few carriers are split, and the compiler would begin with it for all.
    [[gnu::noinline]] constexpr FormatRows part_of(std::uint32_t key,
                                                   std::uint8_t first_byte) const noexcept {
        const FormatGroup* const group = find(FormatGroup::part_of(key, first_byte));
        if (group == nullptr) return {nullptr, nullptr};
        return {rows_ + group->begin, rows_ + group->end};
    }
    constexpr void add_type(std::uint8_t ad_type) noexcept {
        types_[ad_type >> 5] |= std::uint32_t{1} << (ad_type & 31);
    }
    constexpr const FormatGroup* find(std::uint32_t key) const noexcept {
        const std::size_t bucket = bucket_of(key);
        for (std::size_t i = begins_[bucket]; i < begins_[bucket + 1]; ++i) {
            if (groups_[i].key == key) return &groups_[i];
        }
        return nullptr;
    }

    /// Knuth's multiplicative hash, The Art of Computer Programming 6.4.
    static constexpr std::uint32_t hash_of(std::uint32_t key) noexcept { return key * 0x9E3779B1U; }
    static constexpr std::size_t bucket_of(std::uint32_t key) noexcept { return hash_of(key) >> 25; }
    static constexpr std::size_t key_bit(std::uint32_t key) noexcept { return hash_of(key) >> 22; }

    const FormatGroup* groups_ = nullptr;
    const FormatRow* rows_ = nullptr;
    std::array<std::uint16_t, 129> begins_{};  // of each bucket's groups; the last one is their number
    std::array<std::uint32_t, 8> types_{};  // a bit for each
    std::array<std::uint32_t, 32> keys_{};  // a bit for a few of them: most of what is on the air is unknown
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
