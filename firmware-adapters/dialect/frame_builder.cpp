#include "dialect/frame_builder.h"

#include <algorithm>

namespace cairn::adapters {
namespace {

constexpr std::size_t frame_payload_bytes_max =
    limits::frame_advertisements_max * limits::advertisement_bytes_max;

}  // namespace

FrameBuilder::FrameBuilder()
    : payload_bytes_(std::make_unique_for_overwrite<std::uint8_t[]>(frame_payload_bytes_max)) {
    advertisements_.reserve(limits::frame_advertisements_max);
    records_.reserve(limits::frame_records_max);
}

void FrameBuilder::open(const GatewayId& gateway, Timestamp received_at, IngestSink& sink) {
    gateway_ = gateway;
    received_at_ = received_at;
    sink_ = &sink;
    found_ = 0;
    advertisements_.clear();
    records_.clear();
    payload_bytes_used_ = 0;
}

void FrameBuilder::hearing(const Advertisement& heard, Bytes payload) {
    CAIRN_ASSERT(payload.size() <= limits::advertisement_bytes_max);
    if (advertisements_.size() == limits::frame_advertisements_max) close();
    std::uint8_t* const place = payload_bytes_.get() + payload_bytes_used_;
    std::ranges::copy(payload, place);
    payload_bytes_used_ += payload.size();
    Advertisement& kept = advertisements_.emplace_back(heard);
    kept.payload = Bytes(place, payload.size());
    kept.gateway = gateway_;
    ++found_;
}

/// Where the gateway gave no time, a record has that of its receipt.
void FrameBuilder::say_whose_times() {
    for (Record& record : records_) {
        std::visit(
            [this](auto& one) {
                if constexpr (requires { one.time_source; })
                    one.time_source = one.at == received_at_ ? TimeSource::receipt : TimeSource::gateway;
            },
            record);
    }
}

void FrameBuilder::close() {
    if (!advertisements_.empty() || !records_.empty()) {
        say_whose_times();
        sink_->frame(Frame{gateway_, received_at_, advertisements_, records_});
    }
    advertisements_.clear();
    records_.clear();
    payload_bytes_used_ = 0;
}

}  // namespace cairn::adapters
