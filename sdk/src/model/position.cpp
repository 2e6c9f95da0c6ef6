#include "cairn/model/position.h"

namespace cairn {

std::string_view name(PositionMethod method) noexcept {
    switch (method) {
        case PositionMethod::weighted_centroid: return "weighted_centroid";
        case PositionMethod::grid_filter: return "grid_filter";
        case PositionMethod::zone_filter: return "zone_filter";
    }
    return "unknown";
}

std::string_view name(CalibrationLevel level) noexcept {
    switch (level) {
        case CalibrationLevel::none: return "none";
        case CalibrationLevel::automatic: return "automatic";
        case CalibrationLevel::references: return "references";
        case CalibrationLevel::survey: return "survey";
    }
    return "unknown";
}

}  // namespace cairn
