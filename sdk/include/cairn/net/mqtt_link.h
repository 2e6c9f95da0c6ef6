// The Link to the cloud through a broker of MQTT 5 (Eclipse Paho).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cairn/core/time.h"
#include "cairn/net/broker_url.h"
#include "cairn/net/event_loop.h"
#include "cairn/ports/link.h"

namespace cairn::net {

struct MqttLinkOptions {
    BrokerAccess broker;
    std::string edge;  // its name in the cloud: a level of its topics
    Millis connect_timeout{10'000};  // until the broker has answered, and until the cloud is there, too
    Millis keep_alive{60'000};  // the cloud is told of an edge that is gone after one and a half times this
};

/// Every connection is a conversation of its own; nothing of an earlier one arrives in it. The broker reads
/// everything, the edge's secret among it. Beside what Link says, connect() answers full where the broker
/// takes too small packets, and denied where its access list forbids. Use on the loop's thread only.
class MqttLink final : public Link {
public:
    /// malformed: the edge's name is no level of a topic.
    static Result<std::unique_ptr<MqttLink>> make(EventLoop& loop, const MqttLinkOptions& options);

    Result<void> connect() override;
    Result<void> send(Bytes message) override;
    Result<std::size_t> receive(MutableBytes message) override;
    void disconnect() override;

    /// Called on the loop's thread whenever connect(), send() or receive() may now get further.
    void on_ready(std::function<void()> ready);

    ~MqttLink() override;

private:
    struct Impl;
    explicit MqttLink(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
