// A connection to the gateways' broker for commands and their answers, while there are any.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "cairn/net/event_loop.h"
#include "cairn/net/mqtt_publisher.h"
#include "linux/command_relay.h"

namespace cairn::edge {

/// All on the loop's thread.
struct CommandLinkHandlers {
    std::function<void()> ready;                     // the broker is there
    std::function<void(const std::string&)> failed;  // it is not, or refuses a topic; in words
    std::function<void(const std::string& id, const std::string& why)> published;  // as CommandRelay has it
    std::function<void(const net::HeardMessage&)> heard;
};

/// Waits for the broker on a thread of its own; everything here is for the loop's thread.
class CommandLink {
public:
    CommandLink(net::EventLoop& loop, net::MqttPublisherOptions options, CommandLinkHandlers handlers);
    /// Connects, and keeps at it, to hear what comes under these filters. None: lets go.
    void listen(std::set<std::string> topics);
    /// The broker is there, and the message before is with it.
    bool is_ready() const noexcept;
    /// To be asked while is_ready(), one message at a time.
    void publish(GatewayMessage message);
    /// Waits for the broker's answer to what is under way. No handler is called any more.
    ~CommandLink();

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::edge
