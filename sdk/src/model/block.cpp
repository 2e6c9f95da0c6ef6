#include "cairn/model/block.h"

namespace cairn {

std::string_view name(Stream stream) noexcept {
    switch (stream) {
        case Stream::status: return "status";
        case Stream::positions: return "positions";
        case Stream::hearings: return "hearings";
    }
    return "unknown";
}

std::string_view name(GapReason reason) noexcept {
    switch (reason) {
        case GapReason::overflow: return "overflow";
        case GapReason::corrupt: return "corrupt";
        case GapReason::forgotten: return "forgotten";
        case GapReason::expired: return "expired";
    }
    return "unknown";
}

}  // namespace cairn
