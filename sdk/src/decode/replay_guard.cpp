#include "cairn/decode/replay_guard.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "cairn/core/crc32c.h"
#include "decode/packed_address.h"
#include "locate/index_table.h"

namespace cairn {
namespace {

using decode::PackedAddress;
using Index = locate::IndexTable<PackedAddress>;

constexpr std::size_t rows_ceiling = std::size_t{1} << 20;
constexpr std::uint32_t window_bits = 64;

/// One device and format.
struct Row {
    PackedAddress id{};
    bool is_counted = false;   // not: only the key is demanded so far
    std::uint32_t newest = 0;  // the highest counter
    std::uint64_t seen = 0;    // bit i: the counter i below it was heard
    Timestamp heard_at{};      // of the last that was new
};

// The saved form: header, rows, checksum of all before; numbers little-endian. docs/keys.md.
constexpr std::array<std::uint8_t, 4> magic{'C', 'r', 'R', 1};  // the last is the version
constexpr std::size_t header_bytes = magic.size() + 4;
constexpr std::size_t row_bytes = 8 + 1 + 4 + 8 + 8;
constexpr std::size_t checksum_bytes = 4;

PackedAddress id_of(const MacAddress& device, KeyedFormat format) noexcept {
    PackedAddress id = decode::packed(device);
    id.bits |= static_cast<std::uint64_t>(format) << 48;
    return id;
}
KeyedFormat format_of(const PackedAddress& id) noexcept {
    return static_cast<KeyedFormat>(id.bits >> 48);
}

template <typename Unsigned>
void put(MutableBytes& out, Unsigned value) noexcept {
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i) out[i] = static_cast<std::uint8_t>(value >> (8 * i));
    out = out.subspan(sizeof(Unsigned));
}

Result<std::uint64_t> take_u64_le(ByteReader& reader) noexcept {
    CAIRN_TRY(const std::uint64_t low, reader.take_u32_le());
    CAIRN_TRY(const std::uint64_t high, reader.take_u32_le());
    return high << 32 | low;
}

Result<Row> take_row(ByteReader& reader) noexcept {
    Row row;
    CAIRN_TRY(row.id.bits, take_u64_le(reader));
    CAIRN_TRY(const std::uint8_t is_counted, reader.take_u8());
    row.is_counted = is_counted != 0;
    CAIRN_TRY(row.newest, reader.take_u32_le());
    CAIRN_TRY(row.seen, take_u64_le(reader));
    CAIRN_TRY(const std::uint64_t heard_at_ms, take_u64_le(reader));
    row.heard_at.unix_ms = static_cast<std::int64_t>(heard_at_ms);
    return row;
}

void put_row(MutableBytes& out, const Row& row) noexcept {
    put(out, row.id.bits);
    put(out, static_cast<std::uint8_t>(row.is_counted));
    put(out, row.newest);
    put(out, row.seen);
    put(out, static_cast<std::uint64_t>(row.heard_at.unix_ms));
}

}  // namespace

struct ReplayGuard::Impl {
    ReplayOptions options;
    std::vector<Row> rows;
    Index index;

    explicit Impl(const ReplayOptions& wanted) : options(wanted), index(wanted.rows_max) {
        rows.reserve(wanted.rows_max);
    }

    auto ids() const noexcept {
        return [this](std::uint32_t row) -> const PackedAddress& { return rows[row].id; };
    }
    const Row* find(PackedAddress id) const noexcept {
        const std::uint32_t row = index.find(id, ids());
        return row == Index::none ? nullptr : &rows[row];
    }
    Result<Row*> find_or_add(PackedAddress id) noexcept {
        if (const std::uint32_t row = index.find(id, ids()); row != Index::none) return &rows[row];
        if (rows.size() == options.rows_max) return fail(Errc::full, "replay: no room for another device");
        index.insert(id, static_cast<std::uint32_t>(rows.size()));
        rows.push_back({.id = id});
        return &rows.back();
    }

    bool is_restart(const Row& row, std::uint32_t counter, Timestamp heard_at) const noexcept;
    Result<Verdict> judge(Row& row, std::uint32_t counter, Timestamp heard_at) const noexcept;
};

bool ReplayGuard::Impl::is_restart(const Row& row, std::uint32_t counter, Timestamp heard_at) const noexcept {
    if (options.restart_counter_max == 0 || heard_at.unix_ms == 0 || row.heard_at.unix_ms == 0) return false;
    const bool is_low = format_of(row.id) == KeyedFormat::pvvx || counter < options.restart_counter_max;
    return is_low && heard_at - row.heard_at >= options.restart_silence;
}

/// RFC 4303 section 3.4.3; counters of 8 bits are compared as RFC 1982 compares serial numbers.
Result<ReplayGuard::Verdict> ReplayGuard::Impl::judge(Row& row, std::uint32_t counter,
                                                      Timestamp heard_at) const noexcept {
    const bool is_short = format_of(row.id) == KeyedFormat::pvvx;
    const std::uint32_t mask = is_short ? 0xFF : 0xFFFFFFFF;
    const std::uint32_t ahead = (counter - row.newest) & mask;
    const std::uint32_t behind = (row.newest - counter) & mask;
    if (row.is_counted && ahead == 0) return Verdict::repeat;
    const bool is_newer = !row.is_counted || (is_short ? ahead < 0x80 : counter > row.newest);
    Verdict verdict = Verdict::fresh;
    if (is_newer) {
        row.seen = row.is_counted && ahead < window_bits ? row.seen << ahead | 1 : 1;
    } else if (behind <= options.late_max && (row.seen >> behind & 1) == 0) {
        row.seen |= std::uint64_t{1} << behind;
        return Verdict::late;
    } else if (is_restart(row, counter, heard_at)) {
        row.seen = 1;
        verdict = Verdict::restart;
    } else {
        return fail(Errc::denied, "replay: an old counter");
    }
    row.is_counted = true;
    row.newest = counter;
    row.heard_at = std::max(row.heard_at, heard_at);
    return verdict;
}

Result<ReplayGuard> ReplayGuard::create(const ReplayOptions& options) {
    if (options.rows_max > rows_ceiling) return fail(Errc::full, "replay: too many rows");
    if (options.late_max >= window_bits) return fail(Errc::full, "replay: late_max above 63");
    return ReplayGuard(std::make_unique<Impl>(options));
}

Result<ReplayGuard::Verdict> ReplayGuard::accept(const MacAddress& device, KeyedFormat format,
                                                 std::uint32_t counter, Timestamp heard_at) noexcept {
    CAIRN_TRY(Row* const row, impl_->find_or_add(id_of(device, format)));
    return impl_->judge(*row, counter, heard_at);
}

Result<void> ReplayGuard::demand_key(const MacAddress& device, KeyedFormat format) noexcept {
    if (const auto row = impl_->find_or_add(id_of(device, format)); !row) return fail(row.error());
    return {};
}

bool ReplayGuard::demands_key(const MacAddress& device, KeyedFormat format) const noexcept {
    return impl_->find(id_of(device, format)) != nullptr;
}

void ReplayGuard::forget(const MacAddress& device) noexcept {
    constexpr std::uint64_t address_bits = (std::uint64_t{1} << 48) - 1;
    const std::uint64_t wanted = decode::packed(device).bits;
    for (Row& row : impl_->rows) {
        if ((row.id.bits & address_bits) == wanted) row = {.id = row.id};
    }
}

std::size_t ReplayGuard::row_count() const noexcept {
    return impl_->rows.size();
}

std::size_t ReplayGuard::saved_bytes() const noexcept {
    return header_bytes + row_count() * row_bytes + checksum_bytes;
}

Result<std::size_t> ReplayGuard::save(MutableBytes out) const noexcept {
    const std::size_t size = saved_bytes();
    if (out.size() < size) return fail(Errc::full, "replay: no room to save");
    std::ranges::copy(magic, out.begin());
    MutableBytes left = out.subspan(magic.size());
    put(left, static_cast<std::uint32_t>(row_count()));
    for (const Row& row : impl_->rows) put_row(left, row);
    put(left, crc32c(out.first(size - checksum_bytes)));
    return size;
}

Result<void> ReplayGuard::load(Bytes saved) noexcept {
    ByteReader reader(saved);
    CAIRN_TRY(const Bytes start, reader.take(magic.size()));
    if (!std::ranges::equal(start.first(3), Bytes(magic).first(3)))
        return fail(Errc::corrupt, "replay: no counters");
    if (start[3] != magic[3]) return fail(Errc::unsupported, "replay: written by another version");
    CAIRN_TRY(const std::uint32_t count, reader.take_u32_le());
    if (reader.left() / row_bytes < count || reader.left() < count * row_bytes + checksum_bytes)
        return fail(Errc::truncated, "replay: counters end early");
    ByteReader rows(reader.rest().first(count * row_bytes));
    ByteReader checksum(reader.rest().subspan(count * row_bytes));
    CAIRN_TRY(const std::uint32_t expected, checksum.take_u32_le());
    if (!checksum.empty() || crc32c(saved.first(saved.size() - checksum_bytes)) != expected)
        return fail(Errc::corrupt, "replay: wrong checksum");
    if (count > impl_->options.rows_max)
        return fail(Errc::full, "replay: more devices than there is room for");
    impl_->index = Index(impl_->options.rows_max);
    impl_->rows.clear();
    while (!rows.empty()) {
        CAIRN_TRY(const Row row, take_row(rows));
        CAIRN_TRY(Row* const place, impl_->find_or_add(row.id));
        *place = row;
    }
    return {};
}

ReplayGuard::ReplayGuard(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
ReplayGuard::ReplayGuard(ReplayGuard&&) noexcept = default;
ReplayGuard& ReplayGuard::operator=(ReplayGuard&&) noexcept = default;
ReplayGuard::~ReplayGuard() = default;

}  // namespace cairn
