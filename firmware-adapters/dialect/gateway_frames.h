// Frames of a message that several gateways share: one open at a time, cut where the gateway changes.
#pragma once

#include <optional>

#include "dialect/frame_builder.h"

namespace cairn::adapters {

class GatewayFrames {
public:
    GatewayFrames(FrameBuilder& frames, Timestamp received_at, IngestSink& sink) noexcept
        : frames_(&frames),
          received_at_(received_at),
          sink_(&sink) {}

    /// The frames of `gateway`, open.
    FrameBuilder& of(std::string_view vendor, const MacAddress& gateway) {
        if (gateway_ != gateway) {
            close();
            gateway_ = gateway;
            frames_->open(GatewayId::of(vendor, gateway), received_at_, *sink_);
        }
        return *frames_;
    }
    void close() {
        if (gateway_) frames_->close();
        gateway_.reset();
    }

    Timestamp received_at() const noexcept { return received_at_; }
    void refuse(Errc code, const char* where) const { sink_->rejected(Error{code, 0, where}); }

private:
    FrameBuilder* frames_;
    Timestamp received_at_;
    IngestSink* sink_;
    std::optional<MacAddress> gateway_;
};

}  // namespace cairn::adapters
