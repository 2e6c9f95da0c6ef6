#include "cairn/adapters/command_tracker.h"

#include <algorithm>
#include <utility>

namespace cairn::adapters {
namespace {

// An answer without a gateway belongs to whoever has its request id.
bool is_answered_by(const RequestKey& asked, const RequestKey& answer) noexcept {
    if (!answer.gateway.empty() && answer.gateway != asked.gateway) return false;
    return answer.number == asked.number && answer.request == asked.request;
}

bool is_under_way(CommandState state) noexcept {
    return state == CommandState::sent || state == CommandState::acknowledged;
}

}  // namespace

const char* name(CommandState state) noexcept {
    switch (state) {
        case CommandState::queued: return "queued";
        case CommandState::sent: return "sent";
        case CommandState::acknowledged: return "acknowledged";
        case CommandState::done: return "done";
        case CommandState::refused: return "refused";
        case CommandState::timed_out: return "timed out";
    }
    return "";
}

CommandTracker::CommandTracker(std::size_t commands_max) : commands_max_(commands_max) {
    commands_.reserve(commands_max);
}

Result<void> CommandTracker::send(OutgoingMessage message) {
    if (message.command.empty()) return fail(Errc::malformed, "command: id is empty");
    if (state(message.command)) return fail(Errc::malformed, "command: id is under way");
    if (commands_.size() == commands_max_) return fail(Errc::full, "command: too many under way");
    Tracked command;
    command.message = std::move(message);
    commands_.push_back(std::move(command));
    return {};
}

Result<void> CommandTracker::await(OutgoingMessage message, Instant now) {
    CAIRN_CHECK(send(std::move(message)));
    set_sent(commands_.back(), now);
    return {};
}

void CommandTracker::set_sent(Tracked& command, Instant now) noexcept {
    command.state = CommandState::sent;
    command.deadline = now + command.message.answer_within;
}

void CommandTracker::forget(const CommandId& id) noexcept {
    std::erase_if(commands_, [&](const Tracked& command) { return command.message.command == id; });
}

bool CommandTracker::is_blocked(const Tracked& queued) const noexcept {
    return std::ranges::any_of(commands_, [&](const Tracked& other) {
        return !other.is_over && is_under_way(other.state) && other.message.key == queued.message.key;
    });
}

std::optional<OutgoingMessage> CommandTracker::take_outgoing(Instant now) {
    for (Tracked& command : commands_) {
        if (command.state != CommandState::queued || is_blocked(command)) continue;
        set_sent(command, now);
        return command.message;
    }
    return std::nullopt;
}

CommandTracker::Tracked* CommandTracker::awaiting(const CommandReply& reply) noexcept {
    const auto matches = [&](const Tracked& command) {
        if (command.is_over || !is_under_way(command.state)) return false;
        // Where the result has a number of its own, the first answer comes once.
        const bool is_first_due = command.state == CommandState::sent || command.message.result_number == 0;
        if (is_first_due && is_answered_by(command.message.key, reply.key)) return true;
        RequestKey result = command.message.key;
        result.number = command.message.result_number;
        const bool is_same_tag = !reply.tag || !command.message.tag || *reply.tag == *command.message.tag;
        return result.number != 0 && is_same_tag && is_answered_by(result, reply.key);
    };
    const auto found = std::ranges::find_if(commands_, matches);
    return found != commands_.end() ? &*found : nullptr;
}

// The first answer ends a command that is to have one only, and one that was refused.
void CommandTracker::advance(Tracked& command, const CommandReply& reply, Instant now) {
    const bool is_result =
        command.message.result_number != 0 && reply.key.number == command.message.result_number;
    const bool is_result_due = command.message.result_within > Millis{0};
    const bool is_good = reply.outcome == ReplyOutcome::done || reply.outcome == ReplyOutcome::acknowledged;
    const bool waits_on = is_good && is_result_due && !is_result &&
                          (command.message.result_number != 0 || reply.outcome == ReplyOutcome::acknowledged);
    command.reply = reply;
    command.has_news = true;
    if (waits_on) {
        command.state = CommandState::acknowledged;
        command.deadline = now + command.message.result_within;
        return;
    }
    command.is_over = true;
    command.deadline = Instant::never();
    command.state = reply.outcome == ReplyOutcome::done           ? CommandState::done
                    : reply.outcome == ReplyOutcome::acknowledged ? CommandState::acknowledged
                                                                  : CommandState::refused;
}

bool CommandTracker::reply(const CommandReply& reply, Instant now) {
    Tracked* command = awaiting(reply);
    if (command == nullptr) return false;
    advance(*command, reply, now);
    return true;
}

Instant CommandTracker::step(Instant now) {
    Instant next = Instant::never();
    for (Tracked& command : commands_) {
        if (command.is_over || !is_under_way(command.state)) continue;
        if (command.deadline > now) {
            next = std::min(next, command.deadline);
            continue;
        }
        command.state = CommandState::timed_out;
        command.is_over = true;
        command.has_news = true;
        command.reply = {};
    }
    return next;
}

std::optional<CommandNews> CommandTracker::take_news() {
    const auto found = std::ranges::find_if(commands_, &Tracked::has_news);
    if (found == commands_.end()) return std::nullopt;
    found->has_news = false;
    CommandNews news{found->message.command, found->state, found->is_over, std::move(found->reply)};
    found->reply = {};
    if (news.is_over) commands_.erase(found);
    return news;
}

std::optional<CommandState> CommandTracker::state(const CommandId& id) const noexcept {
    const auto found = std::ranges::find_if(
        commands_, [&](const Tracked& command) { return command.message.command == id; });
    if (found == commands_.end()) return std::nullopt;
    return found->state;
}

}  // namespace cairn::adapters
