// The conversation between an edge and the cloud: one of these is one message of the link.
// docs/wire.md tells who says what when; both ends use this code.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/model/block.h"
#include "cairn/sync/sequence_set.h"

namespace cairn::protocol {

inline constexpr std::uint32_t version_spoken = 2;
/// No edge gets there: a thousand blocks a second for a hundred million years. Sums stay in 64 bits.
inline constexpr Sequence sequence_max = Sequence{1} << 62U;
/// Blocks and gaps together in one Batch.
inline constexpr std::size_t batch_items_max = 4096;
/// Ranges of a stream that may be stored behind the first number that is not.
inline constexpr std::size_t ranges_max = 32;
/// A message of another kind than Batch, in bytes.
inline constexpr std::size_t short_to_cloud_bytes_max = 8192;
inline constexpr std::size_t to_edge_bytes_max = 64 * 1024;
/// A Hello's names, and what is said for people, in bytes of UTF-8.
inline constexpr std::size_t edge_chars_max = 63;
inline constexpr std::size_t secret_chars_max = 64;
inline constexpr std::size_t software_chars_max = 95;
inline constexpr std::size_t remark_chars_max = 511;
/// Of a Command: its words, one setting, and how many there may be.
inline constexpr std::size_t command_id_chars_max = 36;
inline constexpr std::size_t command_word_chars_max = 63;
inline constexpr std::size_t command_text_chars_max = 255;
inline constexpr std::size_t command_setting_chars_max = 1024;
inline constexpr std::size_t command_settings_max = 32;
/// The text of a Config.
inline constexpr std::size_t config_chars_max = 48 * 1024;

// From the edge.

/// The first message of a connection.
struct Hello {
    std::uint32_t protocol_version = version_spoken;
    std::string edge;
    std::string secret;
    std::vector<EpochStart> epochs;  // 1 to limits::epochs_max, oldest first
    std::string software;  // "cairn-edge 0.1.0", for people
    std::uint64_t boot = 0;  // of the machine; 0: not known
    Instant sent;            // by that boot's elapsed time
};

/// Blocks and gaps of any streams, those of a stream in the order of their numbers. Numbers may be left
/// out: they are stored already, are on their way, or come later.
struct Batch {
    std::vector<Block> blocks;
    std::vector<Gap> gaps;
};

/// Asks for a Pong.
struct Ping {
    Instant sent;
};

/// What has become of a Command. Numbers are sent: they are only ever appended.
enum class CommandOutcome : std::uint8_t {
    queued = 1,  // the edge has it, and it waits there
    sent = 2,    // the gateways' broker has it
    acknowledged = 3,  // the gateway has it
    done = 4,
    failed = 5,   // tried, and not managed or never answered
    expired = 6,  // not sent in time
    refused = 7,  // by the edge or by the gateway, untried
};
/// Static text: "queued", ...
const char* name(CommandOutcome outcome) noexcept;
/// Whether nothing follows.
bool is_final(CommandOutcome outcome) noexcept;

struct CommandState {
    std::string id;
    CommandOutcome outcome = CommandOutcome::queued;
    std::string text;  // for people
};

/// What has become of a Config.
struct ConfigState {
    std::uint64_t version = 0;
    bool is_applied = false;
    std::string text;  // what is wrong with it, for people
};

/// The edge has made the new secret durable, and will say it from now on.
struct SecretKept {};

// From the cloud.

/// What the cloud has of a stream: every block and gap up to `through`, and those of `ranges`. Numbers before
/// the first epoch of Hello count as held.
struct Held {
    Stream stream = Stream::status;
    Sequence through = 0;
    std::vector<SequenceRange> ranges;  // behind through + 1, in order; no two of them touch
};
/// The first ranges_max ranges; of what is left out, the edge sends again what it still has.
Held held(Stream stream, const SequenceSet& set);
SequenceSet set_of(const Held& held);

/// The answer to Hello.
struct Welcome {
    std::vector<Held> held;  // a stream that is left out has nothing stored
    std::uint64_t credit_bytes = 0;  // of block bodies that may be unacknowledged
    Timestamp cloud_at;
};

/// What it names is stored; the edge forgets it.
struct Acknowledge {
    std::vector<Held> held;  // a stream that is left out is as it was
    std::uint64_t credit_bytes = 0;
};

struct Pong {
    Instant asked;  // as Ping has it
    Timestamp cloud_at;
};

/// The edge is to begin a new chain in this stream. `sequence` not 0: that block was not stored, because
/// the blocks that it is read with are not here; they are to be sent again, and it behind them.
struct KeyFrameRequest {
    Stream stream = Stream::status;
    Sequence sequence = 0;
};

/// For a gateway. What it is told stands in the words of `cairn command`: docs/guide-tool.md.
struct Command {
    std::string id;  // the cloud's; a command that comes twice is carried out once
    Timestamp expires_at;
    std::string gateway;
    std::string dialect;
    std::string topic;  // that the gateway takes commands on
    std::string reply_topic;  // of its answers; empty: the vendor's usual one
    std::string device_id;  // of a first-generation Moko gateway
    std::string model;  // empty: the usual one
    std::string name;  // "report"
    std::vector<std::string> settings;  // "kind=status"
};

/// Settings of edge.toml that the cloud decides. The newest version holds.
struct Config {
    std::uint64_t version = 0;
    std::string toml;
};

/// Takes the place of the edge's secret once the edge has said SecretKept; until then both are valid.
struct NewSecret {
    std::string secret;
};

/// Numbers are sent: they are only ever appended.
enum class RefusalReason : std::uint8_t {
    unspecified = 0,
    credential = 1,  // wrong edge or secret
    version = 2,  // this protocol version is not spoken here
    protocol = 3,  // the edge sent what it must not
    unavailable = 4,  // nothing can be stored now: try later
    busy = 5,  // this edge is connected already
};
/// The reason's own name, such as "credential". Static text.
const char* name(RefusalReason reason) noexcept;

/// The cloud's last message: it closes the connection after it.
struct Refusal {
    RefusalReason reason = RefusalReason::unspecified;
    std::string text;  // what is wrong and the way out, for people; cut at remark_chars_max
};

using ToCloud = std::variant<Hello, Batch, Ping, CommandState, ConfigState, SecretKept>;
using ToEdge = std::variant<Welcome, Acknowledge, Refusal, Pong, KeyFrameRequest, Command, Config, NewSecret>;

/// Texts for people are made UTF-8 and cut; everything else must be as this header says.
std::vector<std::uint8_t> encode(const ToCloud& message);
std::vector<std::uint8_t> encode(const ToEdge& message);

/// malformed: not such a message, or a field outside of what this header states; in particular every
/// Batch that comes through holds something, its items of a stream are in order and do not overlap, a
/// chain or a merged block begins at 1 or later, and bodies have at most limits::block_body_bytes_max.
/// full: longer than limits::link_message_bytes_max, or more than batch_items_max. Checksums and bodies
/// are not looked at. Codecs and gap reasons that are not known here come through.
Result<ToCloud> parse_to_cloud(Bytes message);

/// malformed: not such a message. full: longer than to_edge_bytes_max. A refusal reason that is not
/// known here becomes `unspecified`.
Result<ToEdge> parse_to_edge(Bytes message);

}  // namespace cairn::protocol
