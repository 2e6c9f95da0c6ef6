#include "cairn/core/assert.h"
#include "cairn/core/limits.h"
#include "cairn/sync/protocol.h"
#include "cairn/v1/sync.pb.h"
#include "wire/utf8.h"

namespace cairn::protocol {
namespace {

void fill(const Hello& from, v1::ToCloud& out) {
    v1::Hello& to = *out.mutable_hello();
    to.set_protocol_version(from.protocol_version);
    to.set_edge(from.edge);
    to.set_secret(from.secret);
    to.set_epoch(from.epoch);
    to.set_software(from.software);
}

void fill(const Batch& from, v1::ToCloud& out) {
    v1::Batch& to = *out.mutable_batch();
    for (const Block& block : from.blocks) {
        v1::Block& one = *to.add_blocks();
        one.set_sequence(block.sequence);
        one.set_codec(static_cast<std::uint32_t>(block.codec));
        one.set_record_count(block.record_count);
        one.set_sealed_at_unix_ms(static_cast<std::uint64_t>(block.sealed_at.unix_ms));
        one.set_crc32c(block.crc32c);
        one.set_body(block.body.data(), block.body.size());
    }
    for (const Gap& gap : from.gaps) {
        v1::Gap& one = *to.add_gaps();
        one.set_first(gap.first);
        one.set_last(gap.last);
        one.set_reason(static_cast<std::uint32_t>(gap.reason));
        one.set_record_count(gap.record_count);
    }
}

void fill(const Ping&, v1::ToCloud& out) {
    out.mutable_ping();
}

void fill(const Welcome& from, v1::ToEdge& out) {
    v1::Welcome& to = *out.mutable_welcome();
    to.set_acknowledged_through(from.acknowledged_through);
    to.set_batch_bytes_max(from.batch_bytes_max);
}

void fill(const Acknowledge& from, v1::ToEdge& out) {
    out.mutable_acknowledge()->set_through(from.through);
}

void fill(const Refusal& from, v1::ToEdge& out) {
    v1::Refusal& to = *out.mutable_refusal();
    to.set_reason(static_cast<v1::Refusal::Reason>(from.reason));
    to.set_text(wire::to_utf8(std::string_view(from.text).substr(0, refusal_chars_max)));
}

void fill(const Pong&, v1::ToEdge& out) {
    out.mutable_pong();
}

template <typename Message>
std::vector<std::uint8_t> bytes_of(const Message& message) {
    std::vector<std::uint8_t> bytes(message.ByteSizeLong());
    CAIRN_ASSERT(bytes.size() <= limits::link_message_bytes_max);
    message.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

}  // namespace

std::vector<std::uint8_t> encode(const ToCloud& message) {
    v1::ToCloud out;
    std::visit([&](const auto& from) { fill(from, out); }, message);
    return bytes_of(out);
}

std::vector<std::uint8_t> encode(const ToEdge& message) {
    v1::ToEdge out;
    std::visit([&](const auto& from) { fill(from, out); }, message);
    return bytes_of(out);
}

const char* name(RefusalReason reason) noexcept {
    switch (reason) {
        case RefusalReason::unspecified: return "unspecified";
        case RefusalReason::credential: return "credential";
        case RefusalReason::version: return "version";
        case RefusalReason::protocol: return "protocol";
        case RefusalReason::unavailable: return "unavailable";
        case RefusalReason::busy: return "busy";
    }
    return "unspecified";
}

}  // namespace cairn::protocol
