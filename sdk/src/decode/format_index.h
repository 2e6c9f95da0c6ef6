// Finds the formats of a carrier. Most of what is on the air is unknown, so a miss must cost next to nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "decode/packed_format.h"

namespace cairn {

/// A hash table over rows that someone else keeps; constant, or made at run time.
class FormatIndex {
public:
    constexpr FormatIndex() noexcept = default;
    /// Sorts `rows`, which outlive the index; formats of one carrier keep their order. At most 65535.
    constexpr explicit FormatIndex(std::span<FormatRow> rows) : rows_(rows) {
        for (const FormatRow& row : rows) types_[row.key >> 24] = true;
        // By counting, which takes as many steps as there are rows: compilers limit what a constant may cost.
        const std::vector<FormatRow> unsorted(rows.begin(), rows.end());
        for (const FormatRow& row : unsorted) ++ends_[bucket_of(row)];
        std::exclusive_scan(ends_.begin(), ends_.end(), ends_.begin(), std::uint16_t{0});
        for (const FormatRow& row : unsorted) rows[ends_[bucket_of(row)]++] = row;
    }

    /// Whether any format travels in structures of this AD type.
    constexpr bool has_type(std::uint8_t ad_type) const noexcept { return types_[ad_type]; }

    /// Where the carrier of this key stands: its own rows, and perhaps others.
    constexpr std::span<const FormatRow> bucket(std::uint32_t key) const noexcept {
        const std::size_t place = bucket_of(key);
        const std::size_t begin = place == 0 ? 0 : ends_[place - 1];
        return rows_.subspan(begin, ends_[place] - begin);
    }

private:
    /// Knuth's multiplicative hash, The Art of Computer Programming 6.4.
    static constexpr std::size_t bucket_of(std::uint32_t key) noexcept { return key * 0x9E3779B1U >> 24; }
    static constexpr std::size_t bucket_of(const FormatRow& row) noexcept {
        return bucket_of(row.carrier_key());
    }

    std::span<const FormatRow> rows_;
    std::array<std::uint16_t, 256> ends_{};
    std::array<bool, 256> types_{};
};

/// Packed formats, and the way to them. What it points to lives elsewhere.
struct FormatTable {
    FormatIndex index;
    const std::uint8_t* bytes = nullptr;
    const char* names = nullptr;
    const Reader* readers = nullptr;

    const char* name_of(const FormatRow& row) const noexcept { return names + row.name; }
    Reader reader_of(const FormatRow& row) const noexcept {
        return row.reader == 0 ? nullptr : readers[row.reader - 1];
    }
};

/// The table over `packed`, which outlives it unchanged; sorts its rows.
constexpr FormatTable table_of(PackedFormats& packed) noexcept {
    return {FormatIndex(packed.rows), packed.bytes.data(), packed.names.data(), packed.readers.data()};
}

}  // namespace cairn
