#include <filesystem>
#include <iostream>
#include <memory>

#include "cairn/adapters/adapters.h"
#include "cairn/crypto/ring_identities.h"
#include "cairn/net/format_file.h"
#include "cairn/net/key_file.h"
#include "cairn/net/system_ports.h"
#include "commands.h"
#include "decode_input.h"
#include "decode_json.h"
#include "decode_print.h"
#include "packets/packet_capture.h"
#include "terminal.h"
#include "text_file.h"

namespace cairn::tool {
namespace {

struct DecodeOptions {
    std::vector<std::string> inputs;
    std::string file;
    std::string topic;
    std::vector<std::string> format_files;
    std::string key_file;
    bool as_json = false;
    bool explain = false;
};

/// What the options name, read; it stays where it is.
class Knowledge {
public:
    /// What is wrong with the files is in `errors`, a line each.
    Knowledge(const DecodeOptions& options, std::vector<std::string>& errors) {
        for (const std::string& path : options.format_files) definitions_.read(path, errors);
        if (options.key_file.empty()) return;
        keys_ = net::read_key_file(options.key_file, errors);
        if (!keys_) return;
        auto identities = crypto::RingIdentities::create(*keys_);
        if (identities) identities_ = std::move(*identities);
        if (!identities) errors.push_back(options.key_file + ": more devices than can be kept");
    }

    InputDecoderOptions lent() {
        return {definitions_.table(), keys_ ? &*keys_ : nullptr, identities_ ? &*identities_ : nullptr};
    }

private:
    net::FormatDefinitions definitions_;
    std::optional<KeyRing> keys_;
    std::optional<crypto::RingIdentities> identities_;
};

/// Decodes inputs and writes what they say.
class DecodeRun {
public:
    DecodeRun(const DecodeOptions& options, Adapter& adapter, Knowledge& knowledge)
        : options_(options),
          decoder_(adapter, knowledge.lent()),
          paint_(output_has_colours()) {}

    bool is_good() const { return is_good_; }

    /// A file's path, "-" for standard input, or an input itself.
    void take_argument(const std::string& argument) {
        std::error_code none;
        const bool is_path = argument == "-" || std::filesystem::exists(argument, none);
        if (is_path) return take_file(argument);
        DecodedInput decoded = decode(argument);
        for (Error& error : decoded.errors) {
            if (std::string_view(error.where) == not_an_input)
                error.where = "input: neither hexadecimal nor JSON, and no file has this name";
        }
        write(decoded);
    }

    void take_file(const std::string& path) {
        if (path == "-") return take_standard_input();
        const auto text = read_text(path);
        if (text) take_text(path, *text);
        if (!text) is_good_ = false;
    }

private:
    /// Whoever writes into it line by line, such as mosquitto_sub, gets an answer to each.
    void take_standard_input() {
        std::string line;
        std::getline(std::cin, line);
        const std::string name = "standard input";
        if (!begins_lines(line)) {
            if (!std::cin.eof()) line += '\n';
            line.append(std::istreambuf_iterator<char>(std::cin), {});
            return take_text(name, line);
        }
        line = without_mark(line);
        bool is_empty = true;
        do {
            const auto input = input_in_line(line, options_.as_json);
            if (input) write(decode(*input));
            is_empty = is_empty && !input;
            if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
        } while (std::getline(std::cin, line));
        if (is_empty) fail_with(name + ": nothing to decode");
    }

    void take_text(const std::string& name, const std::string& text) {
        if (is_packet_file(as_bytes(text))) return take_packets(name, text);
        const std::vector<std::string> inputs = split_inputs(text, options_.as_json);
        for (const std::string& input : inputs) write(decode(input));
        if (inputs.empty()) fail_with(name + ": nothing to decode");
    }

    DecodedInput decode(const std::string& input) {
        DecodedInput decoded = decoder_.decode(input, options_.topic, net::SystemClock().wall());
        is_good_ = is_good_ && decoded.is_good();
        return decoded;
    }

    /// Only the file can be wrong: what is on the air is as it is.
    void take_packets(const std::string& name, std::string_view file) {
        const PacketCaptureEnd end =
            read_packet_capture(as_bytes(file), [&](std::uint64_t number, const Advertisement& heard) {
                write(decoder_.decode_heard(number, heard));
            });
        const PacketCounts& counts = end.counts;
        complain(name + ": packets=" + std::to_string(counts.packets) +
                 " advertisements=" + std::to_string(counts.advertisements) +
                 " bad_crc=" + std::to_string(counts.bad_crc) + " broken=" + std::to_string(counts.broken) +
                 " unfinished=" + std::to_string(counts.unfinished));
        if (end.error) fail_with(name + ": " + error_text(*end.error));
    }

    void write(const DecodedInput& decoded) {
        std::cout << (options_.as_json ? decoded_json(decoded, options_.explain) + "\n"
                                       : decoded_table(decoded, paint_, options_.explain));
    }

    void fail_with(const std::string& text) {
        complain(text);
        is_good_ = false;
    }

    const DecodeOptions& options_;
    InputDecoder decoder_;
    Paint paint_;
    bool is_good_ = true;
};

int run(const DecodeOptions& options) {
    std::ios::sync_with_stdio(false);  // so that standard input says whether more has come
    std::vector<std::string> errors;
    Knowledge knowledge(options, errors);
    for (const std::string& error : errors) complain(error);
    const auto adapter = adapters::make_adapter({});
    if (!adapter) complain(adapter.error().where);
    if (!adapter || !errors.empty()) return 1;

    DecodeRun decode(options, **adapter, knowledge);
    for (const std::string& input : options.inputs) decode.take_argument(input);
    if (!options.file.empty() || options.inputs.empty())
        decode.take_file(options.file.empty() ? "-" : options.file);
    return decode.is_good() ? 0 : 1;
}

constexpr const char* footer =
    "Without INPUT and --file, or for the INPUT -, standard input is read. The exit code is 1 if any "
    "input\n"
    "failed, and 2 if the command line is wrong. A packet capture fails only if its file is broken; how\n"
    "many packets it held is said on standard error.\n\n"
    "An advertisement as JSON has \"adv_hex\", or \"service_data\" and \"manufacturer_data\", lists of "
    "[id, body];\n"
    "and perhaps \"name\", \"mac\", \"key\" (to decrypt), \"irk\" (to resolve the mac) and an \"id\", "
    "which is echoed.\n\n"
    "Examples:\n"
    "  cairn decode 0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F\n"
    "  cairn decode --json --keys keys.toml btsnoop_hci.log";

}  // namespace

void add_decode(CLI::App& app, ExitCode& exit_code) {
    const auto options = std::make_shared<DecodeOptions>();
    CLI::App* command = app.add_subcommand("decode", "Say what advertisements and gateways' messages hold");
    // Not a vector: CLI11 would cut "[...]", a JSON array, at its commas, and take "{}" for none.
    const auto take_input = [options](const CLI::results_t& texts) {
        options->inputs = texts;
        return true;
    };
    command
        ->add_option("INPUT", take_input,
                     "A file (as with --file), or an input: an advertisement or a binary message as "
                     "hexadecimal text, or JSON: an advertisement's (see below) or a gateway's message; more "
                     "may follow")
        ->type_name("TEXT");
    command->allow_extras();
    command->add_option(
        "--file", options->file,
        "Read a file: inputs, one a line; a JSON document; a binary message; or a packet capture (btsnoop, "
        "pcap, pcapng) of Bluetooth LE");
    command->add_option("--topic", options->topic,
                        "The inputs are messages that were sent to this MQTT topic");
    command
        ->add_option("--formats", options->format_files,
                     "A file that tells the advertisements of new devices (docs/formats/definitions.md)")
        ->type_name("FILE")
        ->allow_extra_args(false);
    command
        ->add_option("--keys", options->key_file,
                     "A file with the keys of devices, which opens what they send encrypted and resolves "
                     "their private addresses (docs/formats/keys.md)")
        ->type_name("FILE");
    command->add_flag(
        "--json", options->as_json,
        "Write one line of JSON for each line of input, or for each advertisement of a packet capture");
    command->add_flag("--explain", options->explain, "Show which bytes made which value");
    command->footer(footer);
    command->callback([command, options, &exit_code] {
        for (const std::string& more : command->remaining()) {
            if (more == "--") continue;
            if (more.starts_with('-') && more != "-") throw CLI::ExtrasError(command->get_name(), {more});
            options->inputs.push_back(more);
        }
        exit_code.value = run(*options);
    });
}

}  // namespace cairn::tool
