#include "http/order_command.h"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "cairn/cloud/store.h"
#include "cairn/core/time_text.h"
#include "cairn/core/utf8.h"
#include "cairn/net/system_ports.h"
#include "http/complaint.h"
#include "http/opened_store.h"

namespace cairn::cloud {
namespace {

void complain_of_order(const std::string& edge, const Error& error) {
    if (error.code == Errc::denied) {
        complain(edge, error, "`cairn-cloud edge list` shows those that are there.");
    } else if (error.code == Errc::malformed) {
        complain(edge, error, "Nothing was changed. Make it shorter.");
    } else {
        complain(edge, {error.code, 0, "the store cannot be read or written"},
                 "Nothing was changed. Try again.");
    }
}

/// Whether the message that it becomes can be sent; that it is right is for the edge to say.
bool is_sendable(const SendCommandOptions& options) {
    using namespace protocol;
    const auto fits = [](const std::string& text, std::size_t size_max) { return text.size() <= size_max; };
    bool fit =
        fits(options.gateway, command_word_chars_max) && fits(options.dialect, command_word_chars_max) &&
        fits(options.model, command_word_chars_max) && fits(options.name, command_word_chars_max) &&
        fits(options.topic, command_text_chars_max) && fits(options.reply_topic, command_text_chars_max) &&
        fits(options.device_id, command_text_chars_max) && options.settings.size() <= command_settings_max;
    for (const std::string& setting : options.settings) {
        fit = fit && fits(setting, command_setting_chars_max) && is_utf8(setting) &&
              setting.find('\n') == std::string::npos;
    }
    for (const std::string* text : {&options.gateway, &options.dialect, &options.model, &options.name,
                                    &options.topic, &options.reply_topic, &options.device_id})
        fit = fit && is_utf8(*text);
    return fit;
}

const char* word(const std::optional<protocol::CommandOutcome>& outcome) {
    return outcome ? name(*outcome) : "waiting";
}

}  // namespace

int send_command(const SendCommandOptions& options) {
    if (!is_sendable(options)) {
        complain(options.edge, {Errc::malformed, 0, "the command is too long, or not UTF-8"},
                 "Nothing was changed. At most 32 settings of 1,024 bytes each.");
        return 1;
    }
    auto store = open_store(options.folder);
    if (!store) return 1;
    const Timestamp now = net::SystemClock().wall();
    protocol::Command command{"",
                              now + Millis{std::int64_t{options.expires_s} * 1000},
                              options.gateway,
                              options.dialect,
                              options.topic,
                              options.reply_topic,
                              options.device_id,
                              options.model,
                              options.name,
                              options.settings};
    const auto id = store->add_command(options.edge, command, now);
    if (!id) {
        complain_of_order(options.edge, id.error());
        return 1;
    }
    std::printf("%s\n", id->c_str());
    return 0;
}

int list_commands(const std::string& folder, const std::string& edge) {
    const auto store = open_store(folder);
    if (!store) return 1;
    const auto commands = store->commands(edge);
    if (!commands) {
        complain_of_order(edge, commands.error());
        return 1;
    }
    std::printf("%-8s %-24s %-24s %-20s %-14s %s\n", "ID", "MADE", "GATEWAY", "COMMAND", "STATE", "REMARK");
    for (const StoredCommand& stored : *commands) {
        std::printf("%-8s %-24s %-24s %-20s %-14s %s\n", stored.command.id.c_str(),
                    std::string(time_text(stored.made_at).view()).c_str(), stored.command.gateway.c_str(),
                    stored.command.name.c_str(), word(stored.outcome), stored.remark.c_str());
    }
    return 0;
}

int set_config(const std::string& folder, const std::string& edge, const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        complain(file, {Errc::io, errno, "the file cannot be read"}, "Nothing was changed.");
        return 1;
    }
    const std::string toml{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    if (!is_utf8(toml)) {
        complain(file, {Errc::malformed, 0, "not UTF-8"}, "Nothing was changed.");
        return 1;
    }
    auto store = open_store(folder);
    if (!store) return 1;
    const auto version = store->set_config(edge, toml, net::SystemClock().wall());
    if (!version) {
        complain_of_order(edge, version.error());
        return 1;
    }
    std::printf("version %llu\n", static_cast<unsigned long long>(*version));
    return 0;
}

int show_config(const std::string& folder, const std::string& edge) {
    const auto store = open_store(folder);
    if (!store) return 1;
    const auto config = store->config(edge);
    if (!config) {
        complain_of_order(edge, config.error());
        return 1;
    }
    if (!*config) {
        std::printf("%s has no settings from here\n", edge.c_str());
        return 0;
    }
    const char* const state = !(*config)->is_told ? "waiting" : (*config)->is_applied ? "applied" : "refused";
    std::printf("# version %llu of %s: %s%s%s\n%s", static_cast<unsigned long long>((*config)->version),
                std::string(time_text((*config)->set_at).view()).c_str(), state,
                (*config)->remark.empty() ? "" : ": ", (*config)->remark.c_str(), (*config)->toml.c_str());
    return 0;
}

}  // namespace cairn::cloud
