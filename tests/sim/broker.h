// A broker with one persistent session at QoS 1: what is not acknowledged is delivered again, flagged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "cairn/buffer/buffer.h"

namespace cairn::sim {

struct Published {
    std::string topic;
    std::string payload;
};

class Broker {
public:
    struct InFlight {
        std::shared_ptr<const Published> message;
        std::uint16_t packet_id = 0;
        bool was_sent_before = false;  // the DUP flag
        bool is_read = false;          // by the client of this connection
    };

    explicit Broker(std::size_t inflight_max) : inflight_max_(inflight_max) {}

    void publish(Published message) { waiting_.push_back(std::make_shared<Published>(std::move(message))); }

    /// The next message of this connection that the client has not read; nullptr: there is none.
    InFlight* next() {
        if (inflight_.size() < inflight_max_ && !waiting_.empty()) {
            if (++last_packet_id_ == 0) last_packet_id_ = 1;
            inflight_.push_back({std::move(waiting_.front()), last_packet_id_, false, false});
            waiting_.pop_front();
        }
        for (InFlight& one : inflight_) {
            if (!one.is_read) return &one;
        }
        return nullptr;
    }
    /// The oldest `count` that were read. A PUBACK that is lost is not given here.
    void acknowledge(std::size_t count) {
        for (; count > 0; --count) inflight_.pop_front();
    }
    /// The connection is gone: whatever was on its way is sent again on the next one.
    void disconnect() {
        for (InFlight& one : inflight_) {
            one.was_sent_before = true;
            one.is_read = false;
        }
    }
    bool is_empty() const { return waiting_.empty() && inflight_.empty(); }
    std::size_t inflight() const { return inflight_.size(); }

private:
    std::size_t inflight_max_;
    std::uint16_t last_packet_id_ = 0;
    std::deque<std::shared_ptr<const Published>> waiting_;
    std::deque<InFlight> inflight_;
};

}  // namespace cairn::sim
