// Gateways' messages from an MQTT broker, acknowledged only once they are durable.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/ingest/adapter.h"
#include "cairn/net/endpoint.h"
#include "cairn/net/event_loop.h"

namespace cairn::net {

struct MqttSourceOptions {
    Endpoint broker{"127.0.0.1", 1883};
    std::string client_id = "cairn-edge";  // names the broker's persistent session
    std::string username;                  // empty: anonymous
    std::string password;
    std::string ca_file;                   // not empty: TLS, certificate and host name checked
    std::vector<std::string> topics;       // filters, subscribed at QoS 1
    std::uint16_t in_flight_max = 4'096;  // messages that wait for one acknowledge(), where MQTT 5 is spoken
    Millis keep_alive{30'000};
    Millis retry_min{500};  // back-off between attempts to connect
    Millis retry_max{30'000};
};

struct MqttSourceStatus {
    bool connected = false;
    bool subscribed = false;  // to all topics: from here on the broker keeps messages for us
    std::string last_error;  // kept until the next success; never a secret
    std::uint64_t received = 0;
    std::uint64_t oversized = 0;  // over limits::message_bytes_max, refused unread
    std::uint64_t retained = 0;  // left out: see MqttSource
    std::uint64_t acknowledged = 0;  // to the broker, at QoS 1
};

/// A delivery waiting for the pipeline. `receipt` is stable across redeliveries of the same message;
/// `redelivery` says that the broker marked it as one.
struct Delivery {
    Message message;
    Receipt receipt = 0;
    bool redelivery = false;
};

/// Takes a delivery on the loop's thread. True: taken in, acknowledge() follows when it is durable. False:
/// there is no room; it is offered again after a short while, and nothing else before it.
using DeliveryHandler = std::function<bool(const Delivery&)>;

/// An MQTT client with a persistent session at QoS 1: of MQTT 5, and of 3.1.1 where a broker knows no
/// better. A PUBACK follows acknowledge(), so a message is lost only with the broker itself; many may wait
/// for the same one. Messages of QoS 0 arrive too.
/// A retained message is left out: it came once when it was new, or is older than the session, and the
/// broker may send it anew, as if it were new, at every connection.
class MqttSource {
public:
    /// Starts connecting, and keeps at it until close(). malformed: an option that cannot be, such as
    /// no topics, or a ca_file without a certificate; `where` says which.
    static Result<std::unique_ptr<MqttSource>> open(EventLoop& loop, const MqttSourceOptions& options,
                                                    DeliveryHandler handler);
    // All on the loop's thread.
    /// All that was taken so far is durable.
    void acknowledge();
    /// The broker sends nothing more until acknowledge().
    bool is_window_full() const;
    MqttSourceStatus status() const;
    /// Disconnects; the broker's session stays, and with it what was not acknowledged.
    void close();
    ~MqttSource();

private:
    struct Impl;
    explicit MqttSource(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
