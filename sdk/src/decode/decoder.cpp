#include "cairn/decode/decoder.h"

#include <algorithm>
#include <array>
#include <vector>

#include "decode/dispatch.h"
#include "decode/families.h"
#include "decode/formats/airmentor.h"
#include "decode/formats/april_brother.h"
#include "decode/formats/aranet.h"
#include "decode/formats/atc.h"
#include "decode/formats/beacons.h"
#include "decode/formats/blue_maestro.h"
#include "decode/formats/body.h"
#include "decode/formats/bthome.h"
#include "decode/formats/dir_act.h"
#include "decode/formats/efento.h"
#include "decode/formats/ela.h"
#include "decode/formats/enocean.h"
#include "decode/formats/estimote.h"
#include "decode/formats/feasycom.h"
#include "decode/formats/gap.h"
#include "decode/formats/govee.h"
#include "decode/formats/hibou_air.h"
#include "decode/formats/holyiot.h"
#include "decode/formats/household.h"
#include "decode/formats/hpe.h"
#include "decode/formats/ibeacon_like.h"
#include "decode/formats/ingics.h"
#include "decode/formats/inkbird.h"
#include "decode/formats/inode.h"
#include "decode/formats/jaalee.h"
#include "decode/formats/kegtron.h"
#include "decode/formats/kkm.h"
#include "decode/formats/laird.h"
#include "decode/formats/mibeacon.h"
#include "decode/formats/minew.h"
#include "decode/formats/minew_connect.h"
#include "decode/formats/mocreo.h"
#include "decode/formats/moko.h"
#include "decode/formats/mopeka.h"
#include "decode/formats/nodon.h"
#include "decode/formats/onset.h"
#include "decode/formats/oral_b.h"
#include "decode/formats/phones.h"
#include "decode/formats/qingping.h"
#include "decode/formats/radioland.h"
#include "decode/formats/relsib.h"
#include "decode/formats/ruuvi.h"
#include "decode/formats/sensirion.h"
#include "decode/formats/sensorpush.h"
#include "decode/formats/sig.h"
#include "decode/formats/switchbot.h"
#include "decode/formats/teltonika.h"
#include "decode/formats/thermobeacon.h"
#include "decode/formats/thermopro.h"
#include "decode/formats/trackers.h"
#include "decode/formats/xiaomi.h"

namespace cairn {
namespace {

/// Every built-in format. Where two fit the same bytes, the first one wins.
constexpr auto families = std::to_array<std::span<const Format>>({
    formats::gap,        formats::beacons,       formats::bthome,       formats::ruuvi,
    formats::minew,      formats::minew_connect, formats::moko,         formats::govee,
    formats::govee_meat, formats::kkm,           formats::teltonika,    formats::ela,
    formats::ingics,     formats::estimote,      formats::laird,        formats::dir_act,
    formats::hibou_air,  formats::april_brother, formats::blue_maestro, formats::feasycom,
    formats::holyiot,    formats::jaalee,        formats::kegtron,      formats::mocreo,
    formats::nodon,      formats::onset,         formats::radioland,    formats::relsib,
    formats::efento,     formats::enocean,       formats::sig,          formats::phones,
    formats::trackers,   formats::hpe,           formats::mibeacon,     formats::xiaomi,
    formats::atc,        formats::qingping,      formats::switchbot,    formats::inkbird,
    formats::thermopro,  formats::thermobeacon,  formats::sensorpush,   formats::sensirion,
    formats::oral_b,     formats::mopeka,        formats::aranet,       formats::airmentor,
    formats::inode,      formats::household,     formats::body,         formats::ibeacon_like,
});
/// Those that are read only if DecoderOptions::every_structure asks for them, after the others.
constexpr std::array<std::span<const Format>, 1> detail_families{formats::gap_details};

constexpr std::size_t count_formats(std::span<const std::span<const Format>> of) {
    std::size_t count = 0;
    for (const auto& family : of) count += family.size();
    return count;
}

/// The index and the entries under it, both built by the compiler.
template <std::size_t size>
struct BuiltinIndex {
    std::array<FormatIndex::Entry, size> entries{};
    FormatIndex index;

    constexpr explicit BuiltinIndex(std::span<const std::span<const Format>> of) {
        std::size_t count = 0;
        for (const auto& family : of) {
            for (const Format& format : family) entries[count++].format = &format;
        }
        index = FormatIndex(entries);
    }
};

/// Names in order, each once; `count` of them are set.
struct Names {
    std::array<std::string_view, count_formats(families) + count_formats(detail_families)> texts{};
    std::size_t count = 0;

    constexpr void add(std::span<const Format> family) {
        for (const Format& format : family) {
            const auto end = texts.begin() + static_cast<std::ptrdiff_t>(count);
            if (std::find(texts.begin(), end, format.name) == end) texts[count++] = format.name;
        }
    }
};

constexpr Names list_names() {
    Names names;
    for (const auto& family : families) names.add(family);
    for (const auto& family : detail_families) names.add(family);
    return names;
}

constexpr bool are_sound(std::span<const std::span<const Format>> of) {
    for (const auto& family : of) {
        for (const Format& format : family) {
            if (defect(format) != nullptr) return false;
        }
    }
    return true;
}
static_assert(are_sound(families), "a row says what it cannot mean: defect() in format.h names it");
static_assert(are_sound(detail_families), "the same");

constexpr BuiltinIndex<count_formats(families)> builtin(families);
constexpr BuiltinIndex<count_formats(detail_families)> details(detail_families);
constexpr std::array<const FormatIndex*, 1> builtin_only{&builtin.index};
constexpr Names builtin_names = list_names();

}  // namespace

std::span<const std::span<const Format>> format_families() noexcept {
    return families;
}

std::span<const std::span<const Format>> detail_format_families() noexcept {
    return detail_families;
}

struct Decoder::Impl {
    DecoderOptions options;
    std::vector<FormatIndex::Entry> entries;
    FormatIndex definitions;
    std::array<const FormatIndex*, 3> indexes{&definitions, &builtin.index, &details.index};
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
    const auto indexes = std::span(impl_->indexes).first(impl_->options.every_structure ? 3 : 2);
    decode_with(indexes, impl_->options, input, report);
}

void decode(Bytes payload, DecodeReport& report) noexcept {
    decode_with(builtin_only, {}, {payload, std::nullopt}, report);
}

std::span<const std::string_view> format_names() noexcept {
    return std::span(builtin_names.texts).first(builtin_names.count);
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
