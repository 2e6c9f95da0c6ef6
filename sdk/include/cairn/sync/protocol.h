// The conversation between an edge and the cloud: one of these is one message of the link.
// docs/wire.md tells who says what when; both ends use this code.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/model/block.h"

namespace cairn::protocol {

inline constexpr std::uint32_t version_spoken = 1;
/// Blocks and gaps together in one Batch.
inline constexpr std::size_t batch_items_max = 4096;
/// A Hello's names, and a Refusal's text, in bytes of UTF-8.
inline constexpr std::size_t edge_chars_max = 63;
inline constexpr std::size_t secret_chars_max = 64;
inline constexpr std::size_t software_chars_max = 95;
inline constexpr std::size_t refusal_chars_max = 511;

/// The edge's first message of a connection.
struct Hello {
    std::uint32_t protocol_version = version_spoken;
    std::string edge;
    std::string secret;
    Epoch epoch = 0;
    std::string software;  // "cairn-edge 0.1.0", for people
};

/// Blocks and gaps that together cover a range of sequences without a hole, each in order.
struct Batch {
    std::vector<Block> blocks;
    std::vector<Gap> gaps;
};

/// Asks for a Pong.
struct Ping {};

/// The answer to Hello: the edge goes on behind `acknowledged_through`.
struct Welcome {
    Sequence acknowledged_through = 0;
    std::uint64_t batch_bytes_max = 0;  // of block bodies in one Batch; 0: the edge decides
};

/// Everything up to `through` is stored; the edge forgets it.
struct Acknowledge {
    Sequence through = 0;
};

/// Numbers are sent: they are only ever appended.
enum class RefusalReason : std::uint8_t {
    unspecified = 0,
    credential = 1,   // wrong edge or secret
    version = 2,      // this protocol version is not spoken here
    protocol = 3,     // the edge sent what it must not
    unavailable = 4,  // nothing can be stored now: try later
    busy = 5,         // this edge is connected already
};
/// The reason's own name, such as "credential". Static text.
const char* name(RefusalReason reason) noexcept;

/// The cloud's last message: it closes the connection after it.
struct Refusal {
    RefusalReason reason = RefusalReason::unspecified;
    std::string text;  // what is wrong and the way out, for people; cut at refusal_chars_max
};

struct Pong {};

using ToCloud = std::variant<Hello, Batch, Ping>;
using ToEdge = std::variant<Welcome, Acknowledge, Refusal, Pong>;

std::vector<std::uint8_t> encode(const ToCloud& message);
std::vector<std::uint8_t> encode(const ToEdge& message);

/// malformed: not such a message, or a field outside of what this header states; in particular every
/// Batch that comes through holds something, numbers its items without a hole, and has bodies of at
/// most limits::block_body_bytes_max. full: longer than limits::link_message_bytes_max, or more than
/// batch_items_max. Checksums and bodies are not looked at. Codecs and gap reasons that are not known
/// here come through.
Result<ToCloud> parse_to_cloud(Bytes message);

/// malformed: not such a message. full: as parse_to_cloud(). A refusal reason that is not known here
/// becomes `unspecified`.
Result<ToEdge> parse_to_edge(Bytes message);

}  // namespace cairn::protocol
