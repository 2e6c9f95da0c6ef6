#include "moko/mkgw4_reply.h"

#include "cairn/core/hex.h"
#include "dialect/reply_reader.h"
#include "moko/mkgw4_settings.h"

namespace cairn::adapters::moko {
namespace {

constexpr std::uint8_t start_byte = 0xEF;
constexpr std::size_t reply_bytes_max = 4096;  // of one message of settings

struct ReplyFrame {
    std::uint16_t id = 0;
    MacAddress gateway;
    Bytes fields;
};

Result<ReplyFrame> parse_frame(Bytes payload) {
    ByteReader reader(payload);
    CAIRN_TRY(const std::uint8_t start, reader.take_u8());
    if (start != start_byte) return fail(Errc::malformed, "moko.mkgw4: start byte");
    ReplyFrame frame;
    CAIRN_TRY(frame.id, reader.take_u16_be());
    CAIRN_TRY(const Bytes octets, reader.take(6));
    CAIRN_TRY(frame.gateway, MacAddress::from_bytes(octets));
    CAIRN_TRY(const std::uint16_t claimed, reader.take_u16_be());
    if (claimed > reader.left()) return fail(Errc::truncated, "moko.mkgw4: length");
    if (claimed < reader.left()) return fail(Errc::malformed, "moko.mkgw4: length");
    frame.fields = reader.rest();
    return frame;
}

// The answer to a change holds fields that the vendor does not publish: they are shown as they came.
void read_change(const ReplyFrame& frame, CommandReply& reply) {
    InlineString<200> digits;
    append_hex(digits, frame.fields);
    reply.outcome = ReplyOutcome::acknowledged;
    reply.text = "answered; what it means is not published";
    if (!digits.empty()) reply.settings.push_back({"fields", std::string(digits.view())});
}

Result<void> read_settings(const ReplyFrame& frame, CommandReply& reply) {
    const auto add = [&](std::string_view name, std::string_view value) {
        if (reply.settings.size() < reply_settings_max)
            reply.settings.push_back({std::string(name), shown_text(value)});
    };
    return name_mkgw4_settings(frame.id, frame.fields, add);
}

}  // namespace

Result<std::optional<CommandReply>> parse_mkgw4_reply(const Message& message) {
    std::vector<std::uint8_t> bytes;
    Bytes payload = message.payload;
    if (!payload.empty() && payload[0] != start_byte) {  // passed on as hexadecimal text
        if (payload.size() > 2 * reply_bytes_max) return std::optional<CommandReply>();
        bytes.resize(payload.size() / 2 + 1);
        CAIRN_TRY(const std::size_t count, parse_hex(as_text(payload), bytes));
        payload = Bytes(bytes).first(count);
    }
    CAIRN_TRY(const ReplyFrame frame, parse_frame(payload));
    CommandReply reply;
    reply.key = {GatewayId::of("moko", frame.gateway), frame.id, {}};
    switch (frame.id >> 12) {
        case 1: read_change(frame, reply); return std::optional(std::move(reply));
        case 2: break;
        default: return std::optional<CommandReply>();  // sent without being asked
    }
    if (frame.fields.empty()) return std::optional<CommandReply>();  // the request itself
    CAIRN_CHECK(read_settings(frame, reply));
    reply.text = "done";
    return std::optional(std::move(reply));
}

}  // namespace cairn::adapters::moko
