#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdio>
#include <iostream>
#include <memory>

#include "cairn/buffer/inspection.h"
#include "cairn/core/time_text.h"
#include "cairn/crypto/storage_keys.h"
#include "cairn/net/base64.h"
#include "cairn/net/secret_file.h"
#include "cairn/net/system_ports.h"
#include "cairn/wire/block_reader.h"
#include "commands.h"
#include "terminal.h"
#include "json/json_text.h"
#include "json/nullable_json.h"
#include "json/record_json.h"

namespace cairn::tool {
namespace {

namespace json = boost::json;

constexpr int failed = 1;

struct BufferCommand {
    std::string file;
    std::string new_file;
    std::string key_file;
    std::string stream;
    bool as_json = false;
    bool with_acknowledged = false;

    BufferOptions buffer;
    crypto::MbedtlsStorageCipher cipher;

    bool wants(Stream one) const { return stream.empty() || stream == name(one); }
};

std::string hex(std::uint64_t value, int digits) {
    char text[17];
    return {text, static_cast<std::size_t>(std::snprintf(text, sizeof text, "%0*llx", digits,
                                                         static_cast<unsigned long long>(value)))};
}

void complain_about(const BufferCommand& command, const Error& error) {
    const std::string file = printable(command.file) + ": ";
    switch (error.code) {
        case Errc::would_block:
            return complain(file + "is in use; end cairn-edge first: systemctl stop cairn-edge");
        case Errc::denied:
            return complain(file + "is encrypted with key " +
                            hex(static_cast<std::uint32_t>(error.detail), 8) + "; name its file with --keys");
        case Errc::io: return complain(file + "cannot be read by this user, or is not there");
        case Errc::malformed:
        case Errc::unsupported: return complain(file + error.where);
        case Errc::truncated:
        case Errc::corrupt:
        case Errc::full:
        case Errc::closed:
            return complain(file + error.where + " (code " + std::to_string(error.detail) + ")");
    }
}

bool read_keys(BufferCommand& command) {
    command.buffer.path = command.file;
    if (command.key_file.empty()) return true;
    std::vector<std::string> errors;
    for (const net::Secret& secret : net::read_secret_file(command.key_file, errors))
        command.buffer.keys.push_back(crypto::storage_key(secret, {}));
    command.buffer.cipher = &command.cipher;
    for (const std::string& error : errors) complain(error);
    return errors.empty();
}

json::object block_json(const BufferInspection::Item& item) {
    const Block& block = item.block;
    return {{"stream", name(block.stream)},
            {"block", block.sequence},
            {"mergedCount", block.merged_count},
            {"chainPlace", block.chain_place},
            {"sealedAt", to_json(block.sealed_at)},
            {"boot", hex(block.clock.boot, 16)},
            {"elapsedMs", block.clock.sealed.elapsed_ms},
            {"recordCount", block.record_count},
            {"codec", static_cast<int>(block.codec)},
            {"acknowledged", item.is_acknowledged},
            {"bodyBase64", item.is_sound ? json::value(net::base64(block.body)) : json::value(nullptr)}};
}

json::object gap_json(const Gap& gap) {
    return {{"stream", name(gap.stream)},
            {"firstBlock", gap.first},
            {"lastBlock", gap.last},
            {"reason", name(gap.reason)},
            {"recordCount", gap.record_count}};
}

/// "hearings 17 sighting: {...}" without its quotes would lie: people get the same fields as programs.
void print_record(const Block& block, const Record& record, bool as_json) {
    json::object out{{"stream", name(block.stream)}, {"block", block.sequence}, {"type", type_of(record)}};
    if (as_json) {
        add_fields(out, record);
        std::cout << json_text(out) << '\n';
        return;
    }
    json::object fields;
    add_fields(fields, record);
    std::cout << name(block.stream) << ' ' << block.sequence << ' ' << type_of(record);
    for (const auto& [key, value] : fields) {
        if (!value.is_null()) std::cout << ' ' << std::string_view(key) << '=' << json_text(value);
    }
    std::cout << '\n';
}

/// Prints the records of one stream; false: some could not be read.
Result<bool> cat_stream(const BufferCommand& command, BufferInspection& inspection, Stream stream) {
    bool is_whole = true;
    BlockReader reader;
    const auto print = [&](const BufferInspection::Item& item) {
        const bool is_shown = !item.is_acknowledged || command.with_acknowledged;
        const auto read = !item.is_sound || !reader.is_next(item.block)
                              ? Result<void>(fail(Errc::corrupt, "it is damaged, or the chain before it is"))
                              : reader.read(item.block, [&](const Record& record) {
                                    if (is_shown) print_record(item.block, record, command.as_json);
                                });
        if (read || !is_shown) return;
        is_whole = false;
        complain(std::string(name(stream)) + " " + std::to_string(item.block.sequence) + ": " +
                 read.error().where);
    };
    CAIRN_CHECK(inspection.blocks(stream, print));
    return is_whole;
}

Result<bool> cat(const BufferCommand& command, BufferInspection& inspection) {
    bool is_whole = true;
    for (const Stream stream : streams) {
        if (!command.wants(stream)) continue;
        CAIRN_TRY(const bool is_stream_whole, cat_stream(command, inspection, stream));
        is_whole = is_whole && is_stream_whole;
    }
    return is_whole;
}

Result<bool> export_blocks(const BufferCommand& command, BufferInspection& inspection) {
    bool is_whole = true;
    for (const Stream stream : streams) {
        if (!command.wants(stream)) continue;
        CAIRN_CHECK(inspection.blocks(stream, [&](const BufferInspection::Item& item) {
            is_whole = is_whole && item.is_sound;
            if (item.is_acknowledged && !command.with_acknowledged) return;
            std::cout << json_text(block_json(item)) << '\n';
        }));
        CAIRN_CHECK(
            inspection.gaps(stream, [](const Gap& gap) { std::cout << json_text(gap_json(gap)) << '\n'; }));
    }
    if (!is_whole) complain("blocks whose body is null are damaged");
    return is_whole;
}

Result<bool> verify(const BufferCommand& command, BufferInspection& inspection) {
    json::array lines;
    CAIRN_TRY(const auto findings, inspection.verify([&](const std::string& finding) {
        if (command.as_json) {
            lines.emplace_back(finding);
        } else {
            std::cout << finding << '\n';
        }
    }));
    if (command.as_json) {
        std::cout << json_text(json::object{{"findings", std::move(lines)}}) << '\n';
    } else {
        std::cout << (findings == 0 ? "all is as it should be" : "findings: " + std::to_string(findings))
                  << '\n';
    }
    return findings == 0;
}

json::object stream_json(const BufferInspection& inspection, Stream stream) {
    const BufferStats all = inspection.stats();
    const StreamStats& of = all.of(stream);
    json::array beyond;
    const SequenceSet& acknowledged = inspection.acknowledged(stream);
    for (const SequenceRange& range : acknowledged.beyond())
        beyond.push_back(json::object{{"firstBlock", range.first}, {"lastBlock", range.last}});
    return {{"stream", name(stream)},
            {"blocks", of.blocks},
            {"records", of.records},
            {"bodyBytes", of.body_bytes},
            {"keptBytes", of.kept_bytes},
            {"oldestAt", to_json(of.oldest_at)},
            {"nextBlock", inspection.next_sequence(stream)},
            {"acknowledgedThrough", acknowledged.through()},
            {"acknowledgedBeyond", std::move(beyond)},
            {"droppedRecords", of.dropped_records},
            {"expiredRecords", of.expired_records}};
}

json::object epoch_json(const EpochStart& start) {
    json::object firsts;
    for (const Stream stream : streams) firsts[name(stream)] = start.first_of(stream);
    return {{"epoch", hex(start.epoch, 16)}, {"firstBlocks", std::move(firsts)}};
}

Result<bool> stat(const BufferCommand& command, BufferInspection& inspection) {
    const BufferStats stats = inspection.stats();
    json::array all;
    for (const Stream stream : streams) all.push_back(stream_json(inspection, stream));
    json::array epochs;
    for (const EpochStart& start : inspection.epochs()) epochs.push_back(epoch_json(start));
    json::object out{{"epochs", std::move(epochs)},
                     {"streams", std::move(all)},
                     {"quarantinedBlocks", stats.quarantined_blocks},
                     {"stateBytes", stats.state_bytes}};
    if (command.as_json) {
        std::cout << json_text(out) << '\n';
        return true;
    }
    std::cout << "epochs " << inspection.epochs().size() << ", states " << stats.state_bytes
              << " bytes, quarantined blocks " << stats.quarantined_blocks << '\n';
    for (const Stream stream : streams) {
        const StreamStats& of = stats.of(stream);
        std::cout << name(stream) << ": " << of.blocks << " blocks wait with " << of.records << " records in "
                  << of.body_bytes << " bytes; acknowledged through "
                  << inspection.acknowledged(stream).through() << ", next "
                  << inspection.next_sequence(stream) << ", dropped records " << of.dropped_records
                  << ", expired " << of.expired_records << '\n';
    }
    return true;
}

int repair(BufferCommand& command) {
    if (!read_keys(command)) return failed;
    net::SystemEntropy entropy;
    const auto report = repair_buffer(command.buffer, command.new_file, entropy);
    if (!report) return complain_about(command, report.error()), failed;
    if (command.as_json) {
        std::cout << json_text(json::object{{"blocks", report->blocks},
                                            {"records", report->records},
                                            {"lostBlocks", report->lost_blocks},
                                            {"lostRecords", report->lost_records},
                                            {"states", report->states},
                                            {"lostStates", report->lost_states}})
                  << '\n';
        return 0;
    }
    std::cout << "saved " << report->blocks << " blocks with " << report->records << " records and "
              << report->states << " states; lost " << report->lost_blocks << " blocks with at least "
              << report->lost_records << " records and " << report->lost_states << " states\n";
    return 0;
}

using Look = Result<bool> (*)(const BufferCommand&, BufferInspection&);

int run(BufferCommand& command, Look look) {
    if (!read_keys(command)) return failed;
    auto inspection = BufferInspection::open(command.buffer);
    if (!inspection) return complain_about(command, inspection.error()), failed;
    const auto looked = look(command, *inspection);
    if (!looked) return complain_about(command, looked.error()), failed;
    return *looked ? 0 : failed;
}

void add_file(CLI::App& sub, BufferCommand& command) {
    sub.add_option("FILE", command.file, "The buffer's file, such as /var/lib/cairn-edge/buffer.db")
        ->required();
    sub.add_option("--keys", command.key_file,
                   "File with the secrets that encrypt it, as [buffer] key_file names it");
    sub.add_flag("--json", command.as_json, "Write JSON");
}

void add_stream(CLI::App& sub, BufferCommand& command) {
    sub.add_option("--stream", command.stream, "Only this one: status, positions or hearings")
        ->check(CLI::IsMember({"status", "positions", "hearings"}));
    sub.add_flag("--all", command.with_acknowledged,
                 "Also what the cloud has, and what is kept for the blocks that need it");
}

}  // namespace

void add_buffer(CLI::App& app, ExitCode& exit_code) {
    const auto command = std::make_shared<BufferCommand>();
    CLI::App* const buffer =
        app.add_subcommand("buffer", "Look into the buffer of a cairn-edge, check and save it");
    buffer->require_subcommand(1);
    buffer->footer("Nothing is written to FILE. cairn-edge has it to itself: stop it first.\n\n"
                   "Example:\n  cairn buffer verify /var/lib/cairn-edge/buffer.db");
    const auto add = [&](const char* verb, const char* help, Look look) {
        CLI::App* const sub = buffer->add_subcommand(verb, help);
        add_file(*sub, *command);
        sub->callback([command, look, &exit_code] { exit_code.value = run(*command, look); });
        return sub;
    };
    add_stream(*add("cat", "Print the records that wait, a line each", cat), *command);
    add_stream(*add("export", "Print the blocks that wait and the gaps as JSON, a line each", export_blocks),
               *command);
    add("verify", "Check everything and say what is wrong; the exit code is 1 if something is", verify);
    add("stat", "Say what waits", stat);
    CLI::App* const saving = buffer->add_subcommand("repair", "Write what is sound to a new file");
    add_file(*saving, *command);
    saving
        ->add_option("NEW", command->new_file, "Where the new file is made; it can take the old one's place")
        ->required();
    saving->callback([command, &exit_code] { exit_code.value = repair(*command); });
}

}  // namespace cairn::tool
