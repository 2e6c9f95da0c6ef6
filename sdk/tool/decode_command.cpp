#include <iostream>
#include <memory>

#include "cairn/adapters/adapters.h"
#include "cairn/net/format_file.h"
#include "cairn/net/system_ports.h"
#include "commands.h"
#include "decode_input.h"
#include "decode_json.h"
#include "decode_print.h"
#include "terminal.h"
#include "text_file.h"

namespace cairn::tool {
namespace {

struct DecodeOptions {
    std::vector<std::string> inputs;
    std::string file;
    std::string topic;
    std::vector<std::string> format_files;
    bool as_json = false;
    bool explain = false;
};

int run(const DecodeOptions& options) {
    std::vector<std::string> inputs = options.inputs;
    if (!options.file.empty() || inputs.empty()) {
        const auto text = read_text(options.file.empty() ? "-" : options.file);
        if (!text) return 1;
        const std::vector<std::string> read = split_inputs(*text, options.as_json);
        inputs.insert(inputs.end(), read.begin(), read.end());
    }
    const auto adapter = adapters::make_adapter({});
    if (!adapter) return complain(adapter.error().where), 1;

    const Paint paint(output_has_colours());
    bool all_good = !inputs.empty();
    if (inputs.empty()) complain("nothing to decode");
    net::FormatDefinitions definitions;
    std::vector<std::string> errors;
    for (const std::string& path : options.format_files) definitions.read(path, errors);
    for (const std::string& error : errors) complain(error);
    if (!errors.empty()) return 1;
    InputDecoder decoder(**adapter, definitions.table());
    for (const std::string& input : inputs) {
        const DecodedInput decoded = decoder.decode(input, options.topic, net::SystemClock().wall());
        std::cout << (options.as_json ? decoded_json(decoded, options.explain) + "\n"
                                      : decoded_table(decoded, paint, options.explain));
        all_good = all_good && decoded.is_good();
    }
    return all_good ? 0 : 1;
}

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
                     "An advertisement or a binary message as hexadecimal text, or JSON: an advertisement's "
                     "(see below) or a gateway's message; more may follow")
        ->type_name("TEXT");
    command->allow_extras();
    command->add_option(
        "--file", options->file,
        "Read the inputs from a file: one a line, a capture, a JSON document, or a binary message");
    command->add_option("--topic", options->topic,
                        "The inputs are messages that were sent to this MQTT topic");
    command
        ->add_option("--formats", options->format_files,
                     "A file that tells the advertisements of new devices (docs/formats/definitions.md)")
        ->type_name("FILE")
        ->allow_extra_args(false);
    command->add_flag("--json", options->as_json, "Write one line of JSON for each line of input");
    command->add_flag("--explain", options->explain, "Show which bytes made which value");
    command->footer(
        "Without INPUT and --file, standard input is read. The exit code is 1 if any input failed, and 2 if\n"
        "the command line is wrong.\n\n"
        "An advertisement as JSON has \"adv_hex\", or \"service_data\" and \"manufacturer_data\", lists of "
        "[id, body];\n"
        "and perhaps \"name\", \"mac\", \"key\" (to decrypt), \"irk\" (to resolve the mac) and an \"id\", "
        "which is echoed.\n\n"
        "Example:\n"
        "  cairn decode 0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F");
    command->callback([command, options, &exit_code] {
        for (const std::string& more : command->remaining()) {
            if (more == "--") continue;
            if (more.starts_with('-')) throw CLI::ExtrasError(command->get_name(), {more});
            options->inputs.push_back(more);
        }
        exit_code.value = run(*options);
    });
}

}  // namespace cairn::tool
