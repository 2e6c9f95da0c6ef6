#include "decode/formats/beacons.h"

#include <algorithm>
#include <utility>

#include "decode/reader.h"
#include "decode/sealed.h"

namespace cairn::formats {
namespace {

constexpr std::uint16_t eddystone_service = 0xFEAA;

bool is_service_list(const SeenStructure& structure) noexcept {
    return structure.type == ad_type::services_16 || structure.type == ad_type::services_16_some;
}

}  // namespace

/// Eddystone protocol specification, "Common elements".
bool read_eddystone(ReadContext& context, Decoded& /*out*/) noexcept {
    return context.advertisement.lists_service(eddystone_service) ||
           std::ranges::none_of(context.advertisement.structures, is_service_list);
}

bool read_eddystone_etlm(ReadContext& context, Decoded& out) noexcept {
    if (!read_eddystone(context, out)) return false;
    const Bytes frame = std::exchange(context.body, {});
    const EddystoneIdentity* const beacon = eddystone_of(context);
    const bool has_time = context.heard_at() != Timestamp{};
    if (beacon == nullptr || !has_time) {
        out.protection = Protection::no_key;
        return true;
    }
    const auto plain = open_telemetry(*context.options.cipher, *beacon, context.heard_at(), frame);
    if (!plain) {
        out.protection = Protection::wrong_key;
        return true;
    }
    out.protection = Protection::decrypted;
    out.confidence = Confidence::verified;
    std::ranges::copy(*plain, context.scratch.begin());
    context.body = Bytes(context.scratch).first(plain->size());
    return true;
}

}  // namespace cairn::formats
