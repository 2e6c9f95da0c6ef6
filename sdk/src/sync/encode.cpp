#include "cairn/core/assert.h"
#include "cairn/core/limits.h"
#include "cairn/sync/protocol.h"
#include "cairn/v1/sync.pb.h"
#include "wire/utf8.h"

namespace cairn::protocol {
namespace {

std::uint64_t bits(Instant at) noexcept {
    return static_cast<std::uint64_t>(at.elapsed_ms);
}

std::uint64_t bits(Timestamp at) noexcept {
    return static_cast<std::uint64_t>(at.unix_ms);
}

std::string remark(std::string_view text) {
    return wire::to_utf8(text.substr(0, remark_chars_max));
}

void fill(const Hello& from, v1::ToCloud& out) {
    v1::Hello& to = *out.mutable_hello();
    to.set_protocol_version(from.protocol_version);
    to.set_edge(from.edge);
    to.set_secret(from.secret);
    EpochStart before;
    for (const EpochStart& start : from.epochs) {
        v1::Epoch& one = *to.add_epochs();
        one.set_epoch(start.epoch);
        one.set_status_more(start.first[0] - before.first[0]);
        one.set_positions_more(start.first[1] - before.first[1]);
        one.set_hearings_more(start.first[2] - before.first[2]);
        before = start;
    }
    to.set_software(from.software);
    to.set_boot(from.boot);
    to.set_sent_elapsed_ms(bits(from.sent));
}

void fill(const Block& from, v1::Block& to) {
    to.set_sequence(from.sequence);
    to.set_codec(static_cast<std::uint32_t>(from.codec));
    to.set_record_count(from.record_count);
    to.set_sealed_at_unix_ms(bits(from.sealed_at));
    to.set_crc32c(from.crc32c);
    to.set_body(from.body.data(), from.body.size());
    to.set_stream(static_cast<std::uint32_t>(from.stream));
    to.set_merged_more(from.merged_count - 1);
    to.set_chain_place(from.chain_place);
    to.set_boot(from.clock.boot);
    to.set_sealed_elapsed_ms(bits(from.clock.sealed));
    to.set_correction_ms(from.clock.correction_ms);
    if (from.clock.uncertainty_ms != UINT32_MAX) to.set_uncertainty_ms(from.clock.uncertainty_ms);
}

void fill(const Gap& from, v1::Gap& to) {
    to.set_first(from.first);
    to.set_last(from.last);
    to.set_reason(static_cast<std::uint32_t>(from.reason));
    to.set_record_count(from.record_count);
    to.set_stream(static_cast<std::uint32_t>(from.stream));
}

void fill(const Batch& from, v1::ToCloud& out) {
    v1::Batch& to = *out.mutable_batch();
    for (const Block& block : from.blocks) fill(block, *to.add_blocks());
    for (const Gap& gap : from.gaps) fill(gap, *to.add_gaps());
}

void fill(const Ping& from, v1::ToCloud& out) {
    out.mutable_ping()->set_sent_elapsed_ms(bits(from.sent));
}

void fill(const CommandState& from, v1::ToCloud& out) {
    v1::CommandState& to = *out.mutable_command_state();
    to.set_id(from.id);
    to.set_outcome(static_cast<std::uint32_t>(from.outcome));
    to.set_text(remark(from.text));
}

void fill(const ConfigState& from, v1::ToCloud& out) {
    v1::ConfigState& to = *out.mutable_config_state();
    to.set_version(from.version);
    to.set_is_applied(from.is_applied);
    to.set_text(remark(from.text));
}

void fill(const SecretKept&, v1::ToCloud& out) {
    out.mutable_secret_kept();
}

void fill(const Held& from, v1::Held& to) {
    to.set_stream(static_cast<std::uint32_t>(from.stream));
    to.set_through(from.through);
    for (const SequenceRange& range : from.ranges) {
        v1::Range& one = *to.add_ranges();
        one.set_first(range.first);
        one.set_last(range.last);
    }
}

void fill(const Welcome& from, v1::ToEdge& out) {
    v1::Welcome& to = *out.mutable_welcome();
    for (const Held& held : from.held) fill(held, *to.add_held());
    to.set_credit_bytes(from.credit_bytes);
    to.set_cloud_at_unix_ms(bits(from.cloud_at));
}

void fill(const Acknowledge& from, v1::ToEdge& out) {
    v1::Acknowledge& to = *out.mutable_acknowledge();
    for (const Held& held : from.held) fill(held, *to.add_held());
    to.set_credit_bytes(from.credit_bytes);
}

void fill(const Refusal& from, v1::ToEdge& out) {
    v1::Refusal& to = *out.mutable_refusal();
    to.set_reason(static_cast<v1::Refusal::Reason>(from.reason));
    to.set_text(remark(from.text));
}

void fill(const Pong& from, v1::ToEdge& out) {
    v1::Pong& to = *out.mutable_pong();
    to.set_asked_elapsed_ms(bits(from.asked));
    to.set_cloud_at_unix_ms(bits(from.cloud_at));
}

void fill(const KeyFrameRequest& from, v1::ToEdge& out) {
    v1::KeyFrameRequest& to = *out.mutable_key_frame_request();
    to.set_stream(static_cast<std::uint32_t>(from.stream));
    to.set_sequence(from.sequence);
}

void fill(const Command& from, v1::ToEdge& out) {
    v1::Command& to = *out.mutable_command();
    to.set_id(from.id);
    to.set_expires_at_unix_ms(bits(from.expires_at));
    to.set_gateway(from.gateway);
    to.set_dialect(from.dialect);
    to.set_topic(from.topic);
    to.set_reply_topic(from.reply_topic);
    to.set_device_id(from.device_id);
    to.set_model(from.model);
    to.set_name(from.name);
    for (const std::string& setting : from.settings) to.add_settings(setting);
}

void fill(const Config& from, v1::ToEdge& out) {
    v1::Config& to = *out.mutable_config();
    to.set_version(from.version);
    to.set_toml(from.toml);
}

void fill(const NewSecret& from, v1::ToEdge& out) {
    out.mutable_new_secret()->set_secret(from.secret);
}

template <typename Message>
std::vector<std::uint8_t> bytes_of(const Message& message, std::size_t size_max) {
    std::vector<std::uint8_t> bytes(message.ByteSizeLong());
    CAIRN_ASSERT(bytes.size() <= size_max);
    message.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

}  // namespace

std::vector<std::uint8_t> encode(const ToCloud& message) {
    v1::ToCloud out;
    std::visit([&](const auto& from) { fill(from, out); }, message);
    return bytes_of(out, limits::link_message_bytes_max);
}

std::vector<std::uint8_t> encode(const ToEdge& message) {
    v1::ToEdge out;
    std::visit([&](const auto& from) { fill(from, out); }, message);
    return bytes_of(out, to_edge_bytes_max);
}

}  // namespace cairn::protocol
