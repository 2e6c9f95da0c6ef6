// What a gateway says about itself, on its way into the frame.
#pragma once

#include <optional>
#include <string_view>

#include "dialect/frame_builder.h"

namespace cairn::adapters {

class GatewayRecords {
public:
    GatewayRecords(FrameBuilder& frames, Timestamp at) noexcept : frames_(&frames), at_(at) {}

    /// An attribute "name=value" of the gateway. Nothing for an empty value.
    void property(std::string_view name, std::string_view value) const;
    void property_number(std::string_view name, double value) const;
    void property_hex(std::string_view name, Bytes value) const;

private:
    FrameBuilder* frames_;
    Timestamp at_;
};

/// An unsigned big-endian number of one to four bytes. Nothing for any other length.
std::optional<std::uint32_t> big_endian(Bytes value) noexcept;

}  // namespace cairn::adapters
