// A client of MQTT 5 (Eclipse Paho) for the loop's thread: never waits, and never lets Paho's one thread,
// which all clients of a process share, wait either.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/net/broker_url.h"
#include "cairn/net/event_loop.h"

namespace cairn::net {

/// Views live for the call.
struct BrokerMessage {
    std::string_view topic;
    Bytes correlation;  // Correlation Data; empty: there is none
    Bytes payload;
};

/// On the loop's thread, and never from inside a call to the connection.
struct BrokerEvents {
    std::function<void()> opened;  // the broker has taken the subscriptions
    std::function<void(const BrokerMessage&)> received;
    std::function<void()> written;  // queued_bytes() went down; may be left out
    /// The last of all; not after close(). denied: name, password, or a topic that the broker's access list
    /// keeps from us. full: the broker takes too small packets. closed: anything else.
    std::function<void(const Error&)> closed;
};

struct BrokerClientOptions {
    BrokerAccess access;
    std::string client_id;
    Millis connect_timeout{10'000};
    Millis keep_alive{60'000};  // the broker misses a silent client after one and a half times this
    std::size_t packet_bytes_max = 0;  // that may come
    std::size_t waiting_bytes_max = 0;  // that came, and the loop had no time for yet; more is left out
};

/// Nothing of a connection outlives it at the broker, and everything is sent at QoS 1.
class BrokerConnection {
public:
    /// A message without payload when the connection ends: from us, or from the broker when we cannot.
    struct Will {
        std::string topic;
        std::vector<std::uint8_t> correlation;
        bool is_retained = false;
    };

    BrokerConnection(EventLoop& loop, const BrokerClientOptions& options, BrokerEvents events);
    ~BrokerConnection();
    BrokerConnection(const BrokerConnection&) = delete;
    BrokerConnection& operator=(const BrokerConnection&) = delete;

    /// Only when is_idle().
    void open(std::vector<std::string> filters, Will will);
    /// A connection that is being closed takes its time, and so does one that is given up early.
    bool is_idle() const noexcept;
    /// closed: there is no connection.
    Result<void> publish(const std::string& topic, Bytes correlation, Bytes payload,
                         bool is_retained = false);
    /// Given to publish(), and the broker has not said that it has them.
    std::size_t queued_bytes() const noexcept;
    void close();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
