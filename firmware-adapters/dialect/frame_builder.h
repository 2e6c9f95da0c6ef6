// Collects what a dialect finds in one message and hands it over in frames of bounded size.
#pragma once

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "cairn/core/limits.h"
#include "cairn/ingest/adapter.h"

namespace cairn::adapters {

/// Takes its memory once. Between open() and close() frames go to the sink whenever one is full.
class FrameBuilder {
public:
    FrameBuilder();

    void open(const GatewayId& gateway, Timestamp received_at, IngestSink& sink);
    /// Copies `payload`, of limits::advertisement_bytes_max bytes at most; heard.payload and
    /// heard.gateway are set here.
    void hearing(const Advertisement& heard, Bytes payload);
    /// One of the alternatives of Record, made in its place.
    template <typename Alternative>
    void record(const Alternative& alternative) {
        if (records_.size() == limits::frame_records_max) close();
        records_.emplace_back(alternative);
        ++found_;
    }
    /// The same, to be filled in where it stands: for what every message holds many of.
    template <typename Alternative>
    Alternative& add() {
        if (records_.size() == limits::frame_records_max) close();
        ++found_;
        return *std::get_if<Alternative>(&records_.emplace_back(std::in_place_type<Alternative>));
    }
    /// Hands over what is left. Without anything found there is no frame.
    void close();

    /// Records and hearings since open().
    std::size_t found() const noexcept { return found_; }
    const GatewayId& gateway() const noexcept { return gateway_; }
    Timestamp received_at() const noexcept { return received_at_; }
    IngestSink& sink() const noexcept { return *sink_; }
    void refuse(Errc code, const char* where) const { sink_->rejected(Error{code, 0, where}); }

private:
    void say_whose_times();

    GatewayId gateway_;
    Timestamp received_at_;
    IngestSink* sink_ = nullptr;
    std::size_t found_ = 0;
    std::vector<Advertisement> advertisements_;
    std::vector<Record> records_;
    std::unique_ptr<std::uint8_t[]> payload_bytes_;
    std::size_t payload_bytes_used_ = 0;
};

}  // namespace cairn::adapters
