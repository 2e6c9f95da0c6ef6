// What the cloud wants gateways to be told: each command is carried out once, and followed to its end.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/adapters/command_tracker.h"
#include "cairn/sync/protocol.h"

namespace cairn::edge {

/// For the gateways' broker.
struct GatewayMessage {
    std::string id;  // of the command
    std::string topic;
    std::string payload;
};

/// A state machine without I/O, but for what must be durable before anything goes out. A command is
/// remembered before it is published and never published again, also by the next run: a loss of power in
/// between leaves it untold, and it fails for want of an answer.
class CommandRelay {
public:
    static constexpr std::size_t commands_max = 256;  // that are not over
    /// Those that are over, too: more than can be waiting for the cloud to hear of them.
    static constexpr std::size_t remembered_max = 2 * commands_max;

    /// Makes `memory` durable in the place of the one before. False: that is not possible.
    using Keep = std::function<bool(const std::string& memory)>;

    /// `memory` is what was kept last; empty: nothing.
    CommandRelay(std::string_view memory, Keep keep);

    /// One that is known already is not carried out again; how far it is, is.
    void take(const protocol::Command& command, Timestamp wall, Instant now);
    /// The next message to publish. To be asked while the broker is there: the gateway's time to answer
    /// begins now.
    std::optional<GatewayMessage> take_outgoing(Timestamp wall, Instant now);
    /// What has become of a message of take_outgoing(). `why` empty: the broker has it.
    void published(std::string_view id, const std::string& why);
    /// A message under one of the reply topics.
    void hear(std::string_view topic, Bytes payload, Instant now);
    /// Ends what has waited too long, for the broker or for the gateway. Answers when to call it again.
    Instant step(Timestamp wall, Instant now);
    /// What the cloud is to be told next.
    std::optional<protocol::CommandState> take_report();
    /// To be listened to from before a message is published. None: no broker is needed.
    std::set<std::string> reply_topics() const;

private:
    /// Waits for the broker or for the gateway.
    struct Open {
        protocol::Command command;
        std::vector<std::string> reply_topics;
    };
    /// Another cloud begins its ids anew, but hardly with a command that expires in the same millisecond.
    struct Remembered {
        std::string id;
        Timestamp expires_at;
        protocol::CommandOutcome outcome = protocol::CommandOutcome::sent;
        std::string text;
    };

    Open* open(std::string_view id) noexcept;
    Remembered* remembered(const protocol::Command& command) noexcept;
    void restore(std::string_view memory);
    bool keep_memory() const;
    bool remember(const protocol::Command& command);
    void report_again(const protocol::Command& command);
    void follow_news();
    void say(std::string_view id, protocol::CommandOutcome outcome, std::string text = {});
    void finish(std::string_view id, protocol::CommandOutcome outcome, std::string text);

    Keep keep_;
    adapters::CommandTracker tracker_{commands_max};
    std::vector<Open> open_;
    std::deque<Remembered> remembered_;  // in the order in which they were published
    std::deque<protocol::CommandState> reports_;
};

}  // namespace cairn::edge
