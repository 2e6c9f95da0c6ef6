#include <algorithm>
#include <iostream>
#include <memory>

#include "broker.h"
#include "cairn/adapters/command_text.h"
#include "cairn/adapters/command_tracker.h"
#include "cairn/adapters/command_words.h"
#include "cairn/adapters/reply_topics.h"
#include "cairn/core/hex.h"
#include "cairn/net/system_ports.h"
#include "checks.h"
#include "commands.h"
#include "terminal.h"
#include "text.h"
#include "text_file.h"

namespace cairn::tool {
namespace {

struct CommandOptions {
    BrokerOptions broker;
    std::string gateway;
    std::string name;
    std::vector<std::string> settings;
    std::string dialect;
    std::string topic;
    std::vector<std::string> reply_topics;
    std::string device_id;
    std::string model = "usual";
    std::string id;
    double timeout_s = 0;
    bool is_dry_run = false;
};

constexpr int failed = 1;
constexpr int wrong_usage = 2;
constexpr Millis poll{200};

// Secrets do not belong on a command line: "password=@FILE" is the first line of the file.
bool read_secrets(std::vector<std::string>& settings) {
    constexpr std::string_view from_file = "password=@";
    for (std::string& setting : settings) {
        if (!setting.starts_with(from_file)) continue;
        const auto text = read_text(setting.substr(from_file.size()));
        if (!text) return false;
        setting = "password=" + text->substr(0, text->find_first_of("\r\n"));
    }
    return true;
}

std::string new_id() {
    const std::uint64_t number = net::SystemEntropy().next();
    return "cairn-" + hex_text({reinterpret_cast<const char*>(&number), sizeof(number)});
}

// A payload as text where it is text, otherwise as hexadecimal digits.
std::string shown_payload(const std::string& payload) {
    const bool is_text = std::ranges::all_of(payload, [](char c) { return c >= ' ' && c <= '~'; });
    return is_text ? payload : hex_text(payload);
}

int print(const adapters::OutgoingMessage& message) {
    std::cout << printable(message.topic) << "\n" << shown_payload(message.payload) << "\n";
    return 0;
}

void print(const adapters::CommandNews& news) {
    std::cout << name(news.state);
    if (!news.reply.text.empty()) std::cout << ": " << printable(news.reply.text);
    if (news.reply.code != 0 && news.state == adapters::CommandState::refused)
        std::cout << " (" << news.reply.code << ")";
    std::cout << "\n";
    std::size_t width = 0;
    for (const auto& setting : news.reply.settings) width = std::max(width, setting.name.size());
    for (const auto& setting : news.reply.settings)
        std::cout << "  " << padded(printable(setting.name), width + 2) << printable(setting.value) << "\n";
    std::cout << std::flush;
}

// Everything that a gateway sends may come: what it heard, its status, and at some time its answer.
int wait_for_end(adapters::CommandTracker& tracker, net::MqttPublisher& publisher,
                 const CommandOptions& options) {
    net::SystemClock clock;
    for (;;) {
        tracker.step(clock.now());
        while (const auto news = tracker.take_news()) {
            print(*news);
            if (!news->is_over) continue;
            const bool is_good = news->state == adapters::CommandState::done ||
                                 news->state == adapters::CommandState::acknowledged;
            return is_good ? 0 : failed;
        }
        if (is_interrupted()) return complain("interrupted; the gateway may do it all the same"), failed;
        const auto heard = publisher.wait_for_message(poll);
        if (!heard || heard->topic == options.topic) continue;  // our own message
        const auto reply = adapters::parse_reply({heard->topic, as_bytes(heard->payload)}, options.dialect);
        if (reply && *reply) tracker.reply(**reply, clock.now());
    }
}

int send(const adapters::OutgoingMessage& message, const CommandOptions& options) {
    const auto publisher = connect(options.broker);
    if (!publisher) return failed;
    for (const std::string& topic : options.reply_topics) {
        const auto listened = publisher->listen(topic);
        if (!listened) return complain(topic + ": " + listened.error().where), failed;
    }
    catch_interrupts();
    adapters::CommandTracker tracker(1);
    if (const auto tracked = tracker.send(message); !tracked) return complain(tracked.error().where), failed;
    const auto outgoing = tracker.take_outgoing(net::SystemClock().now());
    const auto sent = publisher->publish(outgoing->topic, as_bytes(outgoing->payload), options.broker.qos);
    if (!sent) return complain(std::string("broker: ") + sent.error().where), failed;
    std::cout << "sent to " << printable(message.topic) << std::endl;
    return wait_for_end(tracker, *publisher, options);
}

int run(CommandOptions& options) {
    if (!read_secrets(options.settings)) return failed;
    adapters::Command command;
    const auto gateway = GatewayId::parse(options.gateway);
    if (!gateway)
        return complain("GATEWAY: expected such as moko:D48C49F7909C, found " + printable(options.gateway)),
               wrong_usage;
    command.gateway = *gateway;
    if (!adapters::CommandId::fits(options.id))
        return complain("--id: longer than 36 characters"), wrong_usage;
    command.id = adapters::CommandId(options.id.empty() ? new_id() : options.id);
    auto parsed = adapters::parse_command(options.name, options.settings, net::SystemClock().wall());
    if (const auto* complaint = std::get_if<adapters::Complaint>(&parsed))
        return complain(printable(complaint->text)), wrong_usage;
    command.body = std::get<adapters::CommandBody>(std::move(parsed));
    const adapters::GatewayRoute route{options.topic, options.device_id,
                                       *adapters::parse_word<adapters::GatewayModel>(options.model)};
    auto message = adapters::encode(command, options.dialect, route);
    if (!message)
        return complain(std::string(name(message.error().code)) + ": " + message.error().where), failed;
    if (options.is_dry_run) return print(*message);
    if (options.reply_topics.empty()) options.reply_topics = adapters::reply_topics(options.topic);
    if (options.reply_topics.empty())
        return complain("--reply-topic is required: " + printable(options.topic) +
                        " does not tell where answers come"),
               wrong_usage;
    if (options.timeout_s > 0)
        message->answer_within = Millis{static_cast<std::int64_t>(options.timeout_s * 1000)};
    return send(*message, options);
}

CLI::Validator one_of(std::span<const std::string_view> words) {
    return CLI::IsMember(std::vector<std::string>(words.begin(), words.end()));
}

}  // namespace

void add_command(CLI::App& app, ExitCode& exit_code) {
    const auto options = std::make_shared<CommandOptions>();
    CLI::App* command = app.add_subcommand("command", "Tell a gateway something and wait for its answer");
    command->add_option("GATEWAY", options->gateway, "The gateway's id, such as moko:D48C49F7909C")
        ->required();
    command->add_option("COMMAND", options->name, "What it is told; the list is below")->required();
    command->add_option("SETTING", options->settings,
                        "NAME=VALUE; password=@FILE reads a password from a file");
    command->add_option("--dialect", options->dialect, "What the gateway speaks")
        ->required()
        ->check(one_of(adapters::command_dialects()));
    command->add_option("--topic", options->topic, "The MQTT topic that it takes commands on")->required();
    command
        ->add_option("--reply-topic", options->reply_topics,
                     "A topic or filter of its answers, unless --topic is of the vendor's usual form")
        ->allow_extra_args(false);
    command->add_option("--device-id", options->device_id, "The name of a first-generation Moko gateway");
    command->add_option("--model", options->model, "Models that take other messages than the rest")
        ->check(one_of(adapters::Words<adapters::GatewayModel>::list))
        ->capture_default_str();
    command->add_option("--id", options->id, "The request's id, where the vendor has one; random");
    command->add_option("--timeout", options->timeout_s, "Seconds to wait for the first answer; 30")
        ->check(expect("a number from 0.1 to 3600", [](const std::string& text) {
            const double seconds = parse_finite(text).value_or(0);
            return seconds >= 0.1 && seconds <= 3'600;
        }));
    command->add_flag("--dry-run", options->is_dry_run, "Print topic and message, and send nothing");
    add_broker_options(*command, options->broker);
    command->footer(
        "Commands:\n" + adapters::command_list() +
        "\nExample:\n"
        "  cairn command moko:D48C49F7909C report kind=status interval=60s --dialect moko.json \\\n"
        "      --topic /MKGW3/d48c49f7909c/receive");
    command->callback([options, &exit_code] { exit_code.value = run(*options); });
}

}  // namespace cairn::tool
