#include <boost/json.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "cairn/core/base64.h"
#include "cairn/core/version.h"
#include "cairn/net/site_file.h"
#include "commands.h"
#include "explain_text.h"
#include "terminal.h"
#include "text.h"
#include "text_file.h"

namespace cairn::tool {
namespace {

struct ExplainOptions {
    std::string file;
    std::string site_file;
};

/// What the edge answered, as far as it is needed.
struct Explained {
    std::vector<std::uint8_t> record;
    std::string version;  // of the edge; empty: it does not say
};

/// Nothing: said why on standard error.
std::optional<Explained> read_explained(const std::string& path) {
    const auto text = read_text(path);
    if (!text) return std::nullopt;
    const auto refuse = [&](std::string_view why) {
        complain(path + ": " + std::string(why));
        return std::optional<Explained>();
    };
    boost::system::error_code bad;
    const boost::json::value json = boost::json::parse(*text, bad);
    const boost::json::object* const object = bad ? nullptr : json.if_object();
    if (object == nullptr) return refuse("expected the JSON of the edge's /api/explain");
    const boost::json::value* const record = object->if_contains("record");
    if (record == nullptr || !record->is_string()) {
        const bool is_asked = object->contains("status");
        return refuse(is_asked ? "the edge was only asked here; ask it again in a second"
                               : "no \"record\" in it");
    }
    const std::string_view base64 = view(record->get_string());
    Explained explained;
    explained.record.resize(base64.size() / 4 * 3 + 3);
    const auto size = parse_base64(base64, explained.record);
    if (!size) return refuse("\"record\" is no base64");
    explained.record.resize(*size);
    const boost::json::value* const version = object->if_contains("version");
    if (version != nullptr && version->is_string()) explained.version = view(version->get_string());
    return explained;
}

int run(const ExplainOptions& options) {
    const auto explained = read_explained(options.file);
    if (!explained) return 1;
    std::vector<std::string> errors;
    const Site site = net::read_site(options.site_file, errors);
    for (const std::string& error : errors) complain(error);
    if (!errors.empty()) return 1;
    const auto fix = recompute(site, explained->record);
    if (!fix) return complain(options.file + ": " + fix.error().where), 1;
    std::cout << explain_text(fix->reasons, site) << comparison_text(*fix, site);
    if (fix->is_same) return 0;
    if (!explained->version.empty() && explained->version != version())
        complain("the record was made by " + printable(explained->version) + ", this is " + version());
    return 1;
}

}  // namespace

void add_explain(CLI::App& app, ExitCode& exit_code) {
    const auto options = std::make_shared<ExplainOptions>();
    CLI::App* command =
        app.add_subcommand("explain", "Say why a tag is where the edge says it is, and work that out again");
    command->add_option("FILE", options->file, "What the edge's /api/explain answered; - for standard input")
        ->required();
    command->add_option("--site", options->site_file, "The edge's site file (TOML or GeoJSON)")->required();
    command->footer(
        "The exit code is 1, too, when the position worked out again is another one than the edge's.\n\n"
        "Example, the second answer being the explanation:\n"
        "  curl 'http://127.0.0.1:8090/api/explain?tag=ble:AC233FA03208'; sleep 2\n"
        "  curl 'http://127.0.0.1:8090/api/explain?tag=ble:AC233FA03208' > why.json\n"
        "  cairn explain why.json --site site.toml");
    command->callback([options, &exit_code] { exit_code.value = run(*options); });
}

}  // namespace cairn::tool
