#include <limits>
#include <optional>

#include "cairn/core/limits.h"
#include "cairn/core/protobuf_reader.h"
#include "cairn/sync/protocol.h"
#include "cairn/v1/sync.pb.h"
#include "wire/record_writer.h"
#include "wire/utf8.h"

namespace cairn::protocol {
namespace {

/// Everything but a batch is shorter.
constexpr std::size_t short_message_bytes_max = 4096;
constexpr std::uint32_t batch_number = 2;
constexpr std::uint32_t blocks_number = 1;
constexpr std::uint32_t gaps_number = 2;

Failure broken(const char* what) noexcept {
    return fail(Errc::malformed, what);
}

bool is_text(const std::string& text, std::size_t size_max) {
    return text.size() <= size_max && wire::is_utf8(text);
}

template <typename Message>
bool parse_whole(Message& message, Bytes bytes) {
    return message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

Result<Block> read(const v1::Block& from) {
    if (from.sequence() == 0) return broken("batch: block number 0");
    if (from.record_count() == 0 || from.record_count() > limits::block_records_max)
        return broken("batch: number of records");
    if (from.codec() == 0 || from.codec() > std::numeric_limits<std::uint8_t>::max())
        return broken("batch: codec");
    if (from.sealed_at_unix_ms() > static_cast<std::uint64_t>(wire::unix_ms_max))
        return broken("batch: time out of range");
    if (from.body().empty() || from.body().size() > limits::block_body_bytes_max)
        return broken("batch: size of a body");
    Block block;
    block.sequence = from.sequence();
    block.sealed_at = {static_cast<std::int64_t>(from.sealed_at_unix_ms())};
    block.record_count = from.record_count();
    block.codec = static_cast<BlockCodec>(from.codec());
    block.crc32c = from.crc32c();
    block.body.assign(from.body().begin(), from.body().end());
    return block;
}

Result<Gap> read(const v1::Gap& from) {
    if (from.first() == 0 || from.last() < from.first()) return broken("batch: range of a gap");
    if (from.reason() == 0 || from.reason() > std::numeric_limits<std::uint8_t>::max())
        return broken("batch: reason of a gap");
    Gap gap;
    gap.first = from.first();
    gap.last = from.last();
    gap.reason = static_cast<GapReason>(from.reason());
    gap.record_count = from.record_count();
    return gap;
}

/// Whether blocks and gaps, taken in the order of their numbers, leave no hole and do not overlap.
Result<void> check_order(const Batch& batch) {
    std::size_t block = 0;
    std::size_t gap = 0;
    std::optional<Sequence> last;
    while (block < batch.blocks.size() || gap < batch.gaps.size()) {
        const bool is_block =
            gap == batch.gaps.size() ||
            (block < batch.blocks.size() && batch.blocks[block].sequence < batch.gaps[gap].first);
        const Sequence first = is_block ? batch.blocks[block].sequence : batch.gaps[gap].first;
        if (last && (*last == std::numeric_limits<Sequence>::max() || first != *last + 1))
            return broken("batch: a hole, or out of order");
        last = is_block ? first : batch.gaps[gap].last;
        ++(is_block ? block : gap);
    }
    return {};
}

Result<ToCloud> read_batch(Bytes encoded) {
    Batch batch;
    v1::Block block;
    v1::Gap gap;
    ProtobufReader fields(encoded);
    while (true) {
        CAIRN_TRY(const auto field, fields.next());
        if (!field) break;
        if (field->number != blocks_number && field->number != gaps_number) continue;
        if (field->type != ProtobufType::bytes) return broken("batch: a field of another type");
        if (batch.blocks.size() + batch.gaps.size() == batch_items_max)
            return fail(Errc::full, "batch: too many items");
        if (field->number == blocks_number) {
            if (!parse_whole(block, field->bytes)) return broken("batch: not a block");
            CAIRN_TRY(Block one, read(block));
            batch.blocks.push_back(std::move(one));
        } else {
            if (!parse_whole(gap, field->bytes)) return broken("batch: not a gap");
            CAIRN_TRY(const Gap one, read(gap));
            batch.gaps.push_back(one);
        }
    }
    if (batch.blocks.empty() && batch.gaps.empty()) return broken("batch: empty");
    CAIRN_CHECK(check_order(batch));
    return ToCloud(std::move(batch));
}

Result<ToCloud> read(const v1::Hello& from) {
    if (!is_text(from.edge(), edge_chars_max) || !is_text(from.secret(), secret_chars_max) ||
        !is_text(from.software(), software_chars_max))
        return broken("hello: a text that is none");
    Hello hello;
    hello.protocol_version = from.protocol_version();
    hello.edge = from.edge();
    hello.secret = from.secret();
    hello.epoch = from.epoch();
    hello.software = from.software();
    return ToCloud(std::move(hello));
}

ToEdge read(const v1::Refusal& from) {
    Refusal refusal;
    const int reason = from.reason();
    if (reason > 0 && reason <= static_cast<int>(RefusalReason::busy))
        refusal.reason = static_cast<RefusalReason>(reason);
    refusal.text = wire::to_utf8(from.text().substr(0, refusal_chars_max));
    return refusal;
}

}  // namespace

Result<ToCloud> parse_to_cloud(Bytes message) {
    if (message.size() > limits::link_message_bytes_max) return fail(Errc::full, "sync: message too long");
    ProtobufReader fields(message);
    CAIRN_TRY(const auto kind, fields.next());
    if (!kind || kind->type != ProtobufType::bytes) return broken("sync: a message of no kind");
    CAIRN_TRY(const auto second, fields.next());
    if (second) return broken("sync: a message of two kinds");
    if (kind->number == batch_number) return read_batch(kind->bytes);

    if (message.size() > short_message_bytes_max) return broken("sync: message too long for its kind");
    v1::ToCloud parsed;
    if (!parse_whole(parsed, message)) return broken("sync: not a message to the cloud");
    if (parsed.has_hello()) return read(parsed.hello());
    if (parsed.has_ping()) return ToCloud(Ping{});
    return broken("sync: a message of no known kind");
}

Result<ToEdge> parse_to_edge(Bytes message) {
    if (message.size() > limits::link_message_bytes_max) return fail(Errc::full, "sync: message too long");
    if (message.size() > short_message_bytes_max) return broken("sync: message too long for its kind");
    v1::ToEdge parsed;
    if (!parse_whole(parsed, message)) return broken("sync: not a message to an edge");
    switch (parsed.message_case()) {
        case v1::ToEdge::kWelcome:
            return ToEdge(
                Welcome{parsed.welcome().acknowledged_through(), parsed.welcome().batch_bytes_max()});
        case v1::ToEdge::kAcknowledge: return ToEdge(Acknowledge{parsed.acknowledge().through()});
        case v1::ToEdge::kRefusal: return read(parsed.refusal());
        case v1::ToEdge::kPong: return ToEdge(Pong{});
        case v1::ToEdge::MESSAGE_NOT_SET: break;
    }
    return broken("sync: a message of no known kind");
}

}  // namespace cairn::protocol
