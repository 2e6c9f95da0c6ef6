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
        case AttributeKind::model: return "model";
        case AttributeKind::serial: return "serial";
        case AttributeKind::text: return "text";
        case AttributeKind::raw: return "raw";
        case AttributeKind::ephemeral_id: return "ephemeral_id";
        case AttributeKind::service: return "service";
        case AttributeKind::property: return "property";
        case AttributeKind::solicited_service: return "solicited_service";
        case AttributeKind::target_address: return "target_address";
    }
    return "unknown";
}

}  // namespace cairn
