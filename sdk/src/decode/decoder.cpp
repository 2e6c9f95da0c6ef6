#include "cairn/decode/decoder.h"

#include <algorithm>
#include <array>
#include <vector>

#include "decode/dispatch.h"
#include "decode/formats/beacons.h"
#include "decode/formats/bthome.h"
#include "decode/formats/govee.h"
#include "decode/formats/minew.h"
#include "decode/formats/moko.h"
#include "decode/formats/ruuvi.h"

namespace cairn {
namespace {

/// Every built-in format. Where two fit the same bytes, the first one wins.
constexpr auto families = std::to_array<std::span<const Format>>({
    formats::beacons,
    formats::bthome,
    formats::ruuvi,
    formats::minew,
    formats::moko,
    formats::govee,
    formats::govee_meat,
});

constexpr std::size_t count_formats() {
    std::size_t count = 0;
    for (const auto& family : families) count += family.size();
    return count;
}

/// The index and the entries under it, both built by the compiler.
struct BuiltinIndex {
    std::array<FormatIndex::Entry, count_formats()> entries{};
    FormatIndex index;

    constexpr BuiltinIndex() {
        std::size_t count = 0;
        for (const auto& family : families) {
            for (const Format& format : family) entries[count++].format = &format;
        }
        index = FormatIndex(entries);
    }
};

/// Names in order, each once; `count` of them are set.
struct Names {
    std::array<std::string_view, count_formats()> texts{};
    std::size_t count = 0;
};

constexpr Names list_names() {
    Names names;
    for (const auto& family : families) {
        for (const Format& format : family) {
            const auto end = names.texts.begin() + static_cast<std::ptrdiff_t>(names.count);
            if (std::find(names.texts.begin(), end, format.name) == end) {
                names.texts[names.count++] = format.name;
            }
        }
    }
    return names;
}

constexpr bool are_sound() {
    for (const auto& family : families) {
        for (const Format& format : family) {
            if (defect(format) != nullptr) return false;
        }
    }
    return true;
}
static_assert(are_sound(), "a row says what it cannot mean: defect() in format.h names it");

constexpr BuiltinIndex builtin;
constexpr std::array<const FormatIndex*, 1> builtin_only{&builtin.index};
constexpr Names builtin_names = list_names();

}  // namespace

struct Decoder::Impl {
    DecoderOptions options;
    std::vector<FormatIndex::Entry> entries;
    FormatIndex definitions;
    std::array<const FormatIndex*, 2> indexes{&definitions, &builtin.index};
};

Decoder::Decoder(const DecoderOptions& options) : impl_(std::make_unique<Impl>()) {
    impl_->options = options;
    impl_->entries.resize(options.definitions.size());
    for (std::size_t i = 0; i < options.definitions.size(); ++i) {
        CAIRN_ASSERT(defect(options.definitions[i]) == nullptr);
        impl_->entries[i].format = &options.definitions[i];
    }
    impl_->definitions = FormatIndex(impl_->entries);
}

Decoder::~Decoder() = default;

void Decoder::decode(const DecodeInput& input, DecodeReport& report) const noexcept {
    decode_with(impl_->indexes, impl_->options, input, report);
}

void decode(Bytes payload, DecodeReport& report) noexcept {
    decode_with(builtin_only, {}, {payload, std::nullopt}, report);
}

std::span<const std::string_view> format_names() noexcept {
    return std::span(builtin_names.texts).first(builtin_names.count);
}

std::string_view name(Confidence confidence) noexcept {
    switch (confidence) {
        case Confidence::identifier: return "identifier";
        case Confidence::layout: return "layout";
        case Confidence::verified: return "verified";
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
