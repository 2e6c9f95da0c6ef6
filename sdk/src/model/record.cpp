#include "cairn/model/record.h"

namespace cairn {

std::string_view name(AttributeKind kind) noexcept {
    switch (kind) {
        case AttributeKind::name: return "name";
        case AttributeKind::ibeacon: return "ibeacon";
        case AttributeKind::altbeacon: return "altbeacon";
        case AttributeKind::eddystone_uid: return "eddystone_uid";
        case AttributeKind::url: return "url";
        case AttributeKind::device: return "device";
        case AttributeKind::firmware: return "firmware";
        case AttributeKind::property: return "property";
    }
    return "unknown";
}

}  // namespace cairn
