// The way to the formats of a carrier: a row of 16 bytes each, which points to what the format says
// (packed_format.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "decode/packed_format.h"

namespace cairn {

/// What is looked at first: it leads past most formats without a visit to their bytes.
struct FormatRow {
    /// Bit n: a body of n bytes, without the id, is worth a look; bit 31: one of 31 and more.
    std::uint32_t sizes = 0;
    std::uint32_t magic = 0;  // how the body begins, its first byte lowest
    std::uint32_t begin : 18 = 0;  // of what it says, in the bytes
    std::uint32_t reader : 11 = 0;  // its place among the readers, from 1; 0 without
    std::uint32_t from_id : 1 = 0;
    std::uint32_t joins : 1 = 0;
    std::uint32_t also : 1 = 0;
    std::uint16_t name = 0;  // where it begins
    std::uint8_t magic_size = 0;
    Confidence confidence : 2 = Confidence::layout;
    DeviceClass device_class : 3 = DeviceClass::thing;
    bool names_wrong_length : 1 =
        false;  // a body that begins like it, with another length, is a broken one of it
    bool ends_group : 1 = false;  // no format: a body of these sizes is of none of the rows that follow

    /// Bodies as FormatRow::sizes counts them.
    static constexpr std::uint32_t bit_of(std::size_t size_bytes) noexcept {
        return std::uint32_t{1} << std::min<std::size_t>(size_bytes, 31);
    }
    /// Whether a body of the size of `size_bit` that begins with the word `body_begin` is worth a look at the
    /// rest.
    constexpr bool may_have(std::uint32_t size_bit, std::uint32_t body_begin) const noexcept {
        return (sizes & size_bit) != 0 && ((body_begin ^ magic) & magic_masks[magic_size]) == 0;
    }

private:
    static constexpr std::array<std::uint32_t, 5> magic_masks{0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF};
};
static_assert(sizeof(FormatRow) == 16);

/// The rows of one carrier, or those of them whose bodies begin alike.
struct FormatGroup {
    std::uint32_t key = 0;
    std::uint16_t begin = 0;
    std::uint16_t end = 0;

    /// A carrier of many formats has none in its own group: they stand by how bodies begin.
    constexpr bool is_split() const noexcept { return begin == end; }
    /// The key of the part of a split group for bodies with this first byte, and some others.
    static constexpr std::uint32_t part_of(std::uint32_t key, std::uint8_t first_byte) noexcept {
        return key | (0x20U | (first_byte & 0x1FU)) << 18;  // a Scope leaves these bits free
    }
};

/// The tables of formats, and what their rows point into.
struct PackedFormats {
    std::vector<FormatRow> rows;  // those of one carrier side by side
    std::vector<FormatGroup> groups;
    std::vector<std::uint8_t> bytes;
    std::vector<char> names;  // each behind a byte for its size, and followed by a zero byte
    std::vector<Reader> readers;

    /// Whether the rows can point to all of it; otherwise the tables are of no use.
    constexpr bool fit() const noexcept { return bytes.size() <= 0x3'FFFF && names.size() <= UINT16_MAX; }

    /// Packs formats, none of which has a defect(); those of one carrier keep their order. What a format has
    /// in common with the one before is there once.
    constexpr explicit PackedFormats(std::span<const Format* const> formats) {
        // Each key once: g++ counts what it computes.
        std::vector<std::uint32_t> keys;
        std::vector<std::uint32_t> carriers;
        for (const Format* const format : formats) keys.push_back(key_of(format->carrier));
        for (const std::uint32_t key : keys) add_once(carriers, key);
        for (const std::uint32_t carrier : carriers) {
            std::vector<const Format*> of_carrier;
            for (std::size_t i = 0; i < keys.size(); ++i) {
                if (keys[i] == carrier) of_carrier.push_back(formats[i]);
            }
            add_carrier(carrier, of_carrier);
        }
    }

private:
    static constexpr void add_once(std::vector<std::uint32_t>& keys, std::uint32_t key) {
        if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
    }

    constexpr void add_carrier(std::uint32_t key, const std::vector<const Format*>& formats) {
        constexpr std::size_t split_from =
            8;  // fewer are looked through in less time than it takes to find a part
        const bool all_say_how_they_begin = std::ranges::all_of(
            formats, [](const Format* format) { return format->magic.size != 0 && !format->from_id; });
        if (formats.size() < split_from || !all_say_how_they_begin) return add_group(key, formats);
        add_group(key, {});
        std::vector<std::uint32_t> parts;
        const auto part_of = [key](const Format& format) {
            return FormatGroup::part_of(key, format.magic.bytes.front());
        };
        for (const Format* const format : formats) add_once(parts, part_of(*format));
        for (const std::uint32_t part : parts) {
            std::vector<const Format*> of_part;
            for (const Format* const format : formats) {
                if (part_of(*format) == part) of_part.push_back(format);
            }
            add_group(part, of_part);
        }
    }

    constexpr void add_group(std::uint32_t key, const std::vector<const Format*>& formats) {
        const auto begin = static_cast<std::uint16_t>(rows.size());
        for (const Format* const format : formats) add(*format);
        add_end(begin);
        groups.push_back({key, begin, static_cast<std::uint16_t>(rows.size())});
    }

    /// Many rows that look at nothing but sizes are passed over at once by bodies of other sizes.
    constexpr void add_end(std::size_t begin) {
        constexpr std::size_t worth_it_from = 8;
        std::size_t first = rows.size();
        FormatRow end;
        end.ends_group = true;
        end.sizes = UINT32_MAX;
        for (; first > begin && rows[first - 1].magic_size == 0; --first) end.sizes &= ~rows[first - 1].sizes;
        if (rows.size() - first < worth_it_from || end.sizes == 0) return;
        rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(first), end);
    }

    constexpr void add(const Format& format) {
        FormatRow row;
        row.sizes = sizes_of(format);
        row.from_id = format.from_id ? 1 : 0;
        row.joins = format.joins ? 1 : 0;
        row.also = format.also ? 1 : 0;
        row.confidence = format.confidence;
        row.device_class = format.device_class;
        row.names_wrong_length = names_wrong_length(format);
        if (!format.from_id) {  // the body of the others begins elsewhere
            const Magic begin = begin_of(format);
            row.magic = number_le(std::span(begin.bytes).first(begin.size));
            row.magic_size = begin.size;
        }
        if (format.read.exists) {
            readers.push_back(format.read.reader);
            row.reader = static_cast<std::uint32_t>(readers.size()) & 0x7FF;
        }
        add_name(row, format.name);
        add_bytes(row, format);
        rows.push_back(row);
    }

    /// The magic, and what conditions say of the bytes right behind it: the more of a body a row knows, the
    /// fewer are worth a look at its conditions.
    static constexpr Magic begin_of(const Format& format) noexcept {
        Magic begin = format.magic;
        for (const Condition& condition : format.conditions) {
            if (condition.kind != Condition::Kind::bytes || condition.offset != begin.size) continue;
            for (const char byte : condition.text) {
                if (begin.size < begin.bytes.size())
                    begin.bytes[begin.size++] = static_cast<std::uint8_t>(byte);
            }
        }
        return begin;
    }

    static constexpr bool names_wrong_length(const Format& format) noexcept {
        const bool says_what_it_is = format.magic.size != 0 || !begins_with_id(format.carrier.ad_type);
        return says_what_it_is && format.conditions.empty();
    }

    /// A format that would name a wrong length must see it, too.
    static constexpr std::uint32_t sizes_of(const Format& format) noexcept {
        const std::size_t id_bytes = format.from_id ? 2 : 0;  // a part of what such a format counts
        if (names_wrong_length(format))
            return UINT32_MAX << (std::max<std::size_t>(format.magic.size, id_bytes) - id_bytes);
        std::uint32_t sizes = 0;
        for (std::size_t size = 0; size < UINT8_MAX; ++size) {
            if (format.lengths.allow(size + id_bytes)) sizes |= FormatRow::bit_of(size);
        }
        return sizes;
    }

    constexpr void add_name(FormatRow& row, std::string_view name) {
        row.name = static_cast<std::uint16_t>(names.size());
        if (!rows.empty() && std::string_view(&names[rows.back().name + 1]) == name) {
            row.name = rows.back().name;
            return;
        }
        names.push_back(static_cast<char>(name.size()));
        names.insert(names.end(), name.begin(), name.end());
        names.push_back('\0');
    }

    constexpr void add_bytes(FormatRow& row, const Format& format) {
        const std::size_t end = bytes.size();
        row.begin = static_cast<std::uint32_t>(end) & 0x3'FFFF;
        PackWriter writer(bytes);
        pack(format, writer);
        if (rows.empty()) return;
        const std::span<const std::uint8_t> said = std::span(bytes).subspan(end);
        const std::span<const std::uint8_t> before = std::span(bytes).subspan(rows.back().begin);
        if (said.size() > end - rows.back().begin || !std::ranges::equal(before.first(said.size()), said))
            return;
        bytes.resize(end);
        row.begin = rows.back().begin;
    }
};

}  // namespace cairn
