// The layout of an iBeacon under another company than Apple's: docs/formats/venue_tags.md.
#pragma once

#include <array>

#include "decode/formats/beacons.h"

namespace cairn::formats {

/// Makers of tags do it on purpose; of a company that is not known for it the same bytes are no iBeacon.
constexpr Format ibeacon_like_of(std::uint16_t company) noexcept {
    return {.name = "ibeacon_like",
            .carrier = manufacturer_data(company),
            .magic = begins_with(0x02, 0x15),
            .lengths = exactly(23),
            .confidence = Confidence::identifier,
            .fields = ibeacon_fields,
            .texts = ibeacon_texts};
}

inline constexpr auto ibeacon_like = std::array{ibeacon_like_of(0x0059), ibeacon_like_of(0x0639)};

}  // namespace cairn::formats
