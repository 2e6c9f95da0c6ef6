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
    Millis keep_alive{30'000};
    Millis retry_min{500};                 // back-off between attempts to connect
    Millis retry_max{30'000};
};

struct MqttSourceStatus {
    bool connected = false;
    bool subscribed = false;  // to all topics: from here on the broker keeps messages for us
    std::string last_error;  // kept until the next success; never a secret
    std::uint64_t received = 0;
    std::uint64_t oversized = 0;  // over limits::message_bytes_max, refused unread
    std::uint64_t retained = 0;   // left out: see MqttSource
};

/// A delivery waiting for the pipeline. `receipt` is stable across redeliveries of the same message;
/// `redelivery` says that the broker marked it as one.
struct Delivery {
    Message message;
    Receipt receipt = 0;
    bool redelivery = false;
    bool is_offered_again = false;  // the handler has seen it before and answered false
};

/// Takes a delivery on the loop's thread. True: it is durable, the broker may forget it. False: not
/// now; it is offered again after a short while.
using DeliveryHandler = std::function<bool(const Delivery&)>;

/// An MQTT 3.1.1 client with a persistent session at QoS 1 (Eclipse Paho). The PUBACK follows the
/// handler's true, so a message is lost only with the broker itself. Messages of QoS 0 arrive too.
/// A retained message is left out: it came once when it was new, or is older than the session, and the
/// broker sends it anew, as if it were new, at every connection.
class MqttSource {
public:
    /// Starts connecting, and keeps at it until close(). malformed: an option that cannot be, such as
    /// no topics; `where` says which.
    static Result<std::unique_ptr<MqttSource>> open(EventLoop& loop, const MqttSourceOptions& options,
                                                    DeliveryHandler handler);
    /// On the loop's thread.
    MqttSourceStatus status() const;
    /// Disconnects; the broker's session stays. Waits a few seconds at most. On the loop's thread.
    void close();
    ~MqttSource();

private:
    struct Impl;
    explicit MqttSource(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
