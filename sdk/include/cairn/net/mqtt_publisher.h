// Sends messages to an MQTT broker and hears answers: for tools, simulations and tests.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/net/endpoint.h"

namespace cairn::net {

inline constexpr std::size_t heard_messages_max = 1'000;

struct MqttPublisherOptions {
    Endpoint broker{"127.0.0.1", 1883};
    std::string client_id;  // empty: the broker chooses
    std::string username;   // empty: anonymous
    std::string password;
    std::string ca_file;  // not empty: TLS, certificate and host name checked
    Millis timeout{10'000};
};

/// A message that came under a filter that is listened to.
struct HeardMessage {
    std::string topic;
    std::string payload;
};

/// Waits where MqttSource calls back: one thread, and not that of a loop.
class MqttPublisher {
public:
    /// closed: no broker there. denied: wrong credential or certificate. `text` of the broker's answer
    /// goes to `reason` when it is not nullptr.
    static Result<std::unique_ptr<MqttPublisher>> open(const MqttPublisherOptions& options,
                                                       std::string* reason = nullptr);
    /// QoS 1 returns once the broker has the message, QoS 0 once it is on its way. closed, io.
    Result<void> publish(std::string_view topic, Bytes payload, int qos);
    /// From now on messages under `topic_filter` are kept for wait_for_message(), as long as this lives: the
    /// broker keeps nothing. Retained ones, which are old, are left out; so is what does not find room
    /// among heard_messages_max. closed, denied.
    Result<void> listen(std::string_view topic_filter);
    /// Nothing: none came in time, or the broker is gone.
    std::optional<HeardMessage> wait_for_message(Millis at_most);
    /// False: the broker is gone for good, and with it what is listened to.
    bool is_connected() const;
    ~MqttPublisher();

private:
    struct Impl;
    explicit MqttPublisher(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::net
