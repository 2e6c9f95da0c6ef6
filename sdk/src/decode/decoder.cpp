#include "cairn/decode/decoder.h"

#include <algorithm>
#include <array>

#include "decode/dispatch.h"
#include "decode/families.h"

namespace cairn {
namespace {

constexpr PackedFormats pack_all(std::span<const std::span<const Format>> of) {
    std::vector<const Format*> all;
    for (const auto& family : of) {
        for (const Format& format : family) all.push_back(&format);
    }
    return PackedFormats(all);
}

struct TableSizes {
    std::size_t rows;
    std::size_t groups;
    std::size_t bytes;
    std::size_t names;
    std::size_t readers;
};

constexpr TableSizes sizes_of(const PackedFormats& packed) {
    return {packed.rows.size(), packed.groups.size(), packed.bytes.size(), packed.names.size(),
            packed.readers.size()};
}

/// A table that the compiler builds.
template <TableSizes sizes>
struct BuiltinTable {
    std::array<FormatRow, sizes.rows> rows{};
    std::array<FormatGroup, sizes.groups> groups{};
    std::array<std::uint8_t, sizes.bytes> bytes{};
    std::array<char, sizes.names> names{};
    std::array<Reader, sizes.readers> readers{};
    FormatTable table;

    constexpr explicit BuiltinTable(const PackedFormats& packed) {
        std::ranges::copy(packed.rows, rows.begin());
        std::ranges::copy(packed.groups, groups.begin());
        std::ranges::copy(packed.bytes, bytes.begin());
        std::ranges::copy(packed.names, names.begin());
        std::ranges::copy(packed.readers, readers.begin());
        table = {FormatIndex(groups, rows.data()), bytes.data(), names.data(), readers.data()};
    }
};

constexpr bool are_sound(std::span<const std::span<const Format>> of) {
    for (const auto& family : of) {
        for (const Format& format : family) {
            if (defect(format) != nullptr) return false;
        }
    }
    return true;
}
static_assert(are_sound(formats::families), "a row says what it cannot mean: defect() in format.h names it");
static_assert(are_sound(formats::detail_families), "the same");

// In steps of their own: g++ counts what each computes.
constexpr TableSizes builtin_sizes = sizes_of(pack_all(formats::families));
constexpr TableSizes details_sizes = sizes_of(pack_all(formats::detail_families));
constexpr BuiltinTable<builtin_sizes> builtin(pack_all(formats::families));
constexpr BuiltinTable<details_sizes> details(pack_all(formats::detail_families));
constexpr std::array<const FormatTable*, 1> builtin_only{&builtin.table};
constexpr DecoderOptions no_options;

}  // namespace

struct Decoder::Impl {
    DecoderOptions options;
    InlineVector<const FormatTable*, 3> tables;
};

Decoder::Decoder(const DecoderOptions& options) : impl_(std::make_unique<Impl>()) {
    impl_->options = options;
    if (options.definitions != nullptr) impl_->tables.push_back(options.definitions);
    impl_->tables.push_back(&builtin.table);
    if (options.every_structure) impl_->tables.push_back(&details.table);
}

Decoder::~Decoder() = default;

void Decoder::decode(const DecodeInput& input, DecodeReport& report) const noexcept {
    decode_with(impl_->tables, impl_->options, input, report);
}

void decode(Bytes payload, DecodeReport& report) noexcept {
    decode_with(builtin_only, no_options, {payload, std::nullopt}, report);
}

DeviceClass device_class_of(const DecodeReport& report) noexcept {
    DeviceClass first = DeviceClass::thing;
    for (const Decoded& decoded : report.formats) {
        if (decoded.device_class != DeviceClass::thing) {
            if (first == DeviceClass::thing) first = decoded.device_class;
        } else if (decoded.confidence != Confidence::identifier) {
            return DeviceClass::thing;
        }
    }
    return first;
}

std::string_view name(Confidence confidence) noexcept {
    switch (confidence) {
        case Confidence::identifier: return "identifier";
        case Confidence::layout: return "layout";
        case Confidence::verified: return "verified";
    }
    return "";
}

std::string_view name(DeviceClass device_class) noexcept {
    switch (device_class) {
        case DeviceClass::thing: return "thing";
        case DeviceClass::phone: return "phone";
        case DeviceClass::tracker: return "tracker";
        case DeviceClass::computer: return "computer";
        case DeviceClass::exposure: return "exposure";
    }
    return "";
}

std::string_view name(Protection protection) noexcept {
    switch (protection) {
        case Protection::none: return "none";
        case Protection::decrypted: return "decrypted";
        case Protection::no_key: return "no_key";
        case Protection::wrong_key: return "wrong_key";
        case Protection::replayed: return "replayed";
        case Protection::downgraded: return "downgraded";
    }
    return "";
}

}  // namespace cairn
