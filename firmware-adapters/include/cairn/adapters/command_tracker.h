// Follows commands from the moment they are sent to their last answer, or to none.
#pragma once

#include <optional>

#include "cairn/adapters/command.h"

namespace cairn::adapters {

enum class CommandState : std::uint8_t {
    queued,        // waits for an earlier request that its answer could be taken for
    sent,
    acknowledged,  // the gateway has it. The last state where CommandNews::is_over says so
    done,
    refused,  // by the gateway; also tried in vain
    timed_out,
};

/// Static text: "queued", ...
const char* name(CommandState state) noexcept;

struct CommandNews {
    CommandId id;
    CommandState state = CommandState::queued;
    bool is_over = false;  // nothing follows; the id may be used again
    CommandReply reply;    // of the last answer; empty where there is none
};

/// A state machine without I/O. What it says to send is published by the caller, what arrives goes into
/// reply(). An answer that comes after the time for it may be taken for the next request of its kind.
class CommandTracker {
public:
    /// `commands_max` commands can be under way at a time.
    explicit CommandTracker(std::size_t commands_max = 64);

    /// full: too many under way. malformed: its id is empty, or of a command under way.
    Result<void> send(OutgoingMessage message);
    /// The same for a message that was published already, by a tracker that is gone.
    Result<void> await(OutgoingMessage message, Instant now);
    /// The next message to publish now, with its deadline counted from `now`. Two requests whose answers
    /// could not be told apart are never under way together.
    std::optional<OutgoingMessage> take_outgoing(Instant now);
    /// False: it answers nothing that is under way.
    bool reply(const CommandReply& reply, Instant now);
    /// Ends what has waited too long. Answers when to call it again.
    Instant step(Instant now);
    /// Without news; an answer that still comes is nobody's.
    void forget(const CommandId& id) noexcept;
    /// What has changed since the last call: an acknowledgement or an end.
    std::optional<CommandNews> take_news();

    /// Nothing: no command under way has this id.
    std::optional<CommandState> state(const CommandId& id) const noexcept;

private:
    struct Tracked {
        OutgoingMessage message;
        CommandState state = CommandState::queued;
        Instant deadline = Instant::never();
        bool has_news = false;
        bool is_over = false;
        CommandReply reply;
    };

    Tracked* awaiting(const CommandReply& reply) noexcept;
    bool is_blocked(const Tracked& queued) const noexcept;
    static void set_sent(Tracked& command, Instant now) noexcept;
    static void advance(Tracked& command, const CommandReply& reply, Instant now);

    std::size_t commands_max_;
    std::vector<Tracked> commands_;  // in the order of send()
};

}  // namespace cairn::adapters
