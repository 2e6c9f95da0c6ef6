#include "decode/formats/beacons.h"

#include <algorithm>

#include "decode/reader.h"

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
    out.protection = Protection::no_key;
    return read_eddystone(context, out);
}

}  // namespace cairn::formats
