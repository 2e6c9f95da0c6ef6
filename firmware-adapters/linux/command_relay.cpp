#include "linux/command_relay.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "cairn/adapters/adapters.h"
#include "cairn/adapters/command_text.h"
#include "cairn/adapters/command_words.h"
#include "cairn/adapters/reply_topics.h"
#include "cairn/core/utf8.h"
#include "cairn/ingest/topic_filter.h"

namespace cairn::edge {
namespace {

using adapters::CommandId;
using adapters::Complaint;
using protocol::CommandOutcome;

/// What is remembered of an end, in bytes; the cloud has heard the whole of it, unless the power failed.
constexpr std::size_t remembered_text_max = 96;

/// Civil time may be set meanwhile.
constexpr Millis civil_check{10'000};

std::variant<adapters::OutgoingMessage, Complaint> message_of(const protocol::Command& words,
                                                              Timestamp wall) {
    adapters::Command command;
    const auto gateway = GatewayId::parse(words.gateway);
    if (!gateway) return Complaint{"gateway: expected such as moko:D48C49F7909C, found " + words.gateway};
    const auto model = adapters::parse_word<adapters::GatewayModel>(
        words.model.empty() ? adapters::word(adapters::GatewayModel::usual) : words.model);
    if (!model) return Complaint{"model: there is no " + words.model};
    if (!CommandId::fits(words.id)) return Complaint{"its id is too long"};
    command.id = CommandId(words.id);
    command.gateway = *gateway;
    auto body = adapters::parse_command(words.name, words.settings, wall);
    if (auto* complaint = std::get_if<Complaint>(&body)) return std::move(*complaint);
    command.body = std::get<adapters::CommandBody>(std::move(body));
    auto message = adapters::encode(command, words.dialect, {words.topic, words.device_id, *model});
    if (!message) return Complaint{std::string(name(message.error().code)) + ": " + message.error().where};
    return std::move(*message);
}

std::variant<std::vector<std::string>, Complaint> reply_topics_of(const protocol::Command& command) {
    if (command.reply_topic.empty()) {
        auto topics = adapters::reply_topics(command.topic);
        if (!topics.empty()) return topics;
        return Complaint{"a reply topic is needed: " + command.topic + " does not tell where answers come"};
    }
    if (is_topic_filter(command.reply_topic)) return std::vector{command.reply_topic};
    return Complaint{"the reply topic " + command.reply_topic + " is no MQTT topic filter"};
}

/// One line of at most `remembered_text_max` bytes.
std::string short_line(std::string_view text) {
    std::string line;
    while (!text.empty()) {
        const std::string_view character = take_printable(text, " ");
        if (line.size() + character.size() > remembered_text_max) break;
        line += character;
    }
    return line;
}

/// What stands before `end`; takes both off `text`.
std::string_view take_until(std::string_view& text, char end) {
    const std::size_t size = std::min(text.find(end), text.size());
    const std::string_view taken = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
    return taken;
}

/// 0 where there is none.
std::int64_t whole(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// What the gateway said, and the settings that it was asked for.
std::string text_of(const adapters::CommandReply& reply) {
    std::string text = reply.text;
    const char* separator = text.empty() ? "" : ": ";
    for (const adapters::Setting& setting : reply.settings) {
        text.append(std::exchange(separator, ", ")).append(setting.name).append("=").append(setting.value);
    }
    return text;
}

CommandOutcome outcome_of(const adapters::CommandNews& news) {
    switch (news.state) {
        case adapters::CommandState::queued: return CommandOutcome::queued;
        case adapters::CommandState::sent: return CommandOutcome::sent;
        case adapters::CommandState::acknowledged: return CommandOutcome::acknowledged;
        case adapters::CommandState::done: return CommandOutcome::done;
        case adapters::CommandState::timed_out: return CommandOutcome::failed;
        case adapters::CommandState::refused: break;
    }
    return news.reply.outcome == adapters::ReplyOutcome::failed ? CommandOutcome::failed
                                                                : CommandOutcome::refused;
}

}  // namespace

CommandRelay::CommandRelay(std::string_view memory, Keep keep) : keep_(std::move(keep)) {
    restore(memory);
}

/// A line each, with a space between them: the id, when it expires, the outcome's number, what was said.
bool CommandRelay::keep_memory() const {
    std::string memory;
    for (const Remembered& one : remembered_) {
        memory += one.id + ' ' + std::to_string(one.expires_at.unix_ms) + ' ' +
                  std::to_string(static_cast<int>(one.outcome)) + ' ' + one.text + '\n';
    }
    return keep_(memory);
}

void CommandRelay::restore(std::string_view memory) {
    while (!memory.empty()) {
        std::string_view line = take_until(memory, '\n');
        Remembered one;
        one.id = take_until(line, ' ');
        one.expires_at.unix_ms = whole(take_until(line, ' '));
        const std::int64_t outcome = whole(take_until(line, ' '));
        one.text = line;
        if (outcome < static_cast<int>(CommandOutcome::sent) ||
            outcome > static_cast<int>(CommandOutcome::refused))
            continue;
        one.outcome = static_cast<CommandOutcome>(outcome);
        remembered_.push_back(std::move(one));
    }
}

CommandRelay::Open* CommandRelay::open(std::string_view id) noexcept {
    const auto found = std::ranges::find_if(open_, [&](const Open& one) { return one.command.id == id; });
    return found != open_.end() ? &*found : nullptr;
}

CommandRelay::Remembered* CommandRelay::remembered(const protocol::Command& command) noexcept {
    const auto found = std::ranges::find_if(remembered_, [&](const Remembered& one) {
        return one.id == command.id && one.expires_at == command.expires_at;
    });
    return found != remembered_.end() ? &*found : nullptr;
}

bool CommandRelay::remember(const protocol::Command& command) {
    if (remembered_.size() == remembered_max) {
        const auto oldest = std::ranges::find_if(
            remembered_, [this](const Remembered& one) { return open(one.id) == nullptr; });
        remembered_.erase(oldest);
    }
    remembered_.push_back({command.id, command.expires_at, CommandOutcome::sent, {}});
    if (keep_memory()) return true;
    remembered_.pop_back();
    return false;
}

void CommandRelay::say(std::string_view id, CommandOutcome outcome, std::string text) {
    reports_.push_back({std::string(id), outcome, std::move(text)});
}

/// That an end cannot be written is no reason to hold it back: the id is remembered.
void CommandRelay::finish(std::string_view id, CommandOutcome outcome, std::string text) {
    const Open* const ended = open(id);
    Remembered* const known = ended != nullptr ? remembered(ended->command) : nullptr;
    if (known != nullptr) {
        known->outcome = outcome;
        known->text = short_line(text);
        static_cast<void>(keep_memory());
    }
    say(id, outcome, std::move(text));
    std::erase_if(open_, [&](const Open& one) { return one.command.id == id; });
}

void CommandRelay::report_again(const protocol::Command& command) {
    const Remembered* known = remembered(command);
    say(command.id, known != nullptr ? known->outcome : CommandOutcome::queued,
        known != nullptr ? known->text : std::string());
}

void CommandRelay::take(const protocol::Command& command, Timestamp wall, Instant now) {
    const std::string& id = command.id;
    const Remembered* known = remembered(command);
    if (open(id) != nullptr || (known != nullptr && is_final(known->outcome))) return report_again(command);
    if (known == nullptr && command.expires_at <= wall)
        return say(id, CommandOutcome::expired, "it came too late");
    auto made = message_of(command, wall);
    if (auto* complaint = std::get_if<Complaint>(&made))
        return say(id, CommandOutcome::refused, std::move(complaint->text));
    auto topics = reply_topics_of(command);
    if (auto* complaint = std::get_if<Complaint>(&topics))
        return say(id, CommandOutcome::refused, std::move(complaint->text));
    auto& message = std::get<adapters::OutgoingMessage>(made);
    message.payload.clear();  // made anew when it goes out: it may hold the time
    const auto tracked = known != nullptr ? tracker_.await(message, now) : tracker_.send(message);
    if (!tracked) return say(id, CommandOutcome::refused, tracked.error().where);
    open_.push_back({command, std::get<std::vector<std::string>>(std::move(topics))});
    report_again(command);
}

std::optional<GatewayMessage> CommandRelay::take_outgoing(Timestamp wall, Instant now) {
    while (const auto next = tracker_.take_outgoing(now)) {
        const std::string id(next->command.view());
        const protocol::Command& command = open(id)->command;
        const auto message = message_of(command, wall);
        if (remember(command))
            return GatewayMessage{id, next->topic, std::get<adapters::OutgoingMessage>(message).payload};
        tracker_.forget(next->command);
        finish(id, CommandOutcome::failed,
               "not sent: the edge's disk cannot be written, and it might be sent twice");
    }
    return std::nullopt;
}

void CommandRelay::published(std::string_view id, const std::string& why) {
    const Open* const one = open(id);
    if (one == nullptr) return;
    if (why.empty()) return report_again(one->command);
    tracker_.forget(CommandId(id));
    finish(id, CommandOutcome::failed, why);
}

std::set<std::string> CommandRelay::reply_topics() const {
    std::set<std::string> topics;
    for (const Open& one : open_) topics.insert(one.reply_topics.begin(), one.reply_topics.end());
    return topics;
}

void CommandRelay::hear(std::string_view topic, Bytes payload, Instant now) {
    std::vector<std::string> dialects;  // of those whose answer it may be
    for (const Open& one : open_) {
        const bool may_answer = topic != one.command.topic &&  // our own message
                                std::ranges::find(dialects, one.command.dialect) == dialects.end() &&
                                std::ranges::any_of(one.reply_topics, [topic](const std::string& filter) {
                                    return adapters::topic_matches(filter, topic);
                                });
        if (may_answer) dialects.push_back(one.command.dialect);
    }
    for (const std::string& dialect : dialects) {
        const auto reply = adapters::parse_reply({topic, payload}, dialect);
        if (reply && *reply) tracker_.reply(**reply, now);
    }
    follow_news();
}

void CommandRelay::follow_news() {
    while (const auto news = tracker_.take_news()) {
        const std::string_view id = news->id.view();
        std::string text = text_of(news->reply);
        if (!news->is_over) {
            if (Remembered* known = remembered(open(id)->command)) known->outcome = outcome_of(*news);
            say(id, outcome_of(*news), std::move(text));
        } else if (news->state == adapters::CommandState::acknowledged) {
            finish(id, CommandOutcome::done, "the gateway has it, and says no more: " + text);
        } else if (news->state == adapters::CommandState::timed_out) {
            finish(id, CommandOutcome::failed,
                   "the gateway has not answered in time; it may have done it all the same");
        } else {
            finish(id, outcome_of(*news), std::move(text));
        }
    }
}

Instant CommandRelay::step(Timestamp wall, Instant now) {
    Instant next = tracker_.step(now);
    follow_news();
    std::vector<std::string> expired;
    for (const Open& one : open_) {
        if (tracker_.state(CommandId(one.command.id)) != adapters::CommandState::queued) continue;
        if (one.command.expires_at <= wall) expired.push_back(one.command.id);
        next = std::min(next, now + std::min(one.command.expires_at - wall, civil_check));
    }
    for (const std::string& id : expired) {
        tracker_.forget(CommandId(id));
        finish(id, CommandOutcome::expired, "it could not be sent in time");
    }
    return next;
}

std::optional<protocol::CommandState> CommandRelay::take_report() {
    if (reports_.empty()) return std::nullopt;
    protocol::CommandState report = std::move(reports_.front());
    reports_.pop_front();
    return report;
}

}  // namespace cairn::edge
