// What a gateway says about one tag, in SI units and checked for sense, on its way into the frame.
#pragma once

#include <array>
#include <string_view>

#include "dialect/frame_builder.h"

namespace cairn::adapters {

/// Whether a sensor can have measured this; NaN and infinities cannot be.
bool plausible(Quantity quantity, double value) noexcept;

class TagRecords {
public:
    TagRecords(FrameBuilder& frames, const TagId& tag, Timestamp at) noexcept
        : frames_(&frames),
          tag_(tag),
          at_(at) {}

    /// Implausible values are refused: malformed, "reading: out of range".
    void reading(Quantity quantity, double value, std::uint8_t channel = 0) const;
    /// A number of the sender's own; `label` names it and its unit.
    void custom(const InlineString<47>& label, double value) const;
    void acceleration_mg(const std::array<double, 3>& axes) const;
    /// Moko's battery field: millivolts, but percent up to 100; 0 is "not known".
    void battery(double number) const;
    /// Nothing for an empty text.
    void attribute(AttributeKind kind, std::string_view text) const;
    void ibeacon(Bytes uuid, unsigned major, unsigned minor) const;
    void eddystone_uid(Bytes name_space, Bytes instance) const;
    void hex_attribute(AttributeKind kind, Bytes bytes) const;

private:
    FrameBuilder* frames_;
    TagId tag_;
    Timestamp at_;
};

}  // namespace cairn::adapters
