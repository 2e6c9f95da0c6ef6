#include "moko/mkgw4.h"

#include <algorithm>

#include "cairn/core/hex.h"
#include "dialect/gateway_records.h"
#include "moko/frame_gaps.h"
#include "moko/mkgw4_reports.h"
#include "moko/mkgw4_scan.h"
#include "moko/mkgw4_settings.h"

namespace cairn::adapters::moko {
namespace {

constexpr std::uint8_t start_byte = 0xEF;
constexpr std::size_t header_bytes = 11;
constexpr std::uint16_t live_scan = 0x30A0;
constexpr std::uint16_t buffered_scan = 0x30B2;

struct MessageFrame {
    std::uint16_t id = 0;
    MacAddress gateway;
    Bytes fields;
};

class Mkgw4 final : public Adapter {
public:
    explicit Mkgw4(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "moko.mkgw4"; }

    // Message ids start with 1, 2 or 3; a UTF-8 byte order mark starts EF BB.
    bool recognises(const Message& message) const noexcept override {
        const Bytes payload = message.payload;
        if (payload.size() >= 2 && payload[0] == start_byte) return payload[1] >= 0x10 && payload[1] < 0x40;
        const std::string_view text = as_text(payload);
        return (text.starts_with("ef") || text.starts_with("EF")) && text.size() >= 4 && text[2] >= '1' &&
               text[2] <= '3' && hex_digit(text[3]) >= 0;
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto bytes = binary(message.payload);
        const auto frame = bytes ? parse(*bytes, sink) : fail(bytes.error());
        if (!frame) {
            sink.rejected(frame.error());
            return;
        }
        scratch_->frames.open(GatewayId::of("moko", frame->gateway), now, sink);
        read(*frame, scratch_->frames);
        scratch_->frames.close();
    }

private:
    // Some bridges pass the frame on as hexadecimal text, some people with spaces in it.
    Result<Bytes> binary(Bytes payload) const {
        if (payload.empty() || payload[0] == start_byte) return payload;
        auto& bytes = scratch_->bytes;
        bytes.clear();
        int high = -1;
        for (const char c : as_text(payload)) {
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
            const int digit = hex_digit(c);
            if (digit < 0) return fail(Errc::malformed, "moko.mkgw4: neither a frame nor hexadecimal");
            if (high >= 0) bytes.push_back(static_cast<std::uint8_t>(high << 4 | digit));
            high = high >= 0 ? -1 : digit;
        }
        if (high >= 0) return fail(Errc::malformed, "moko.mkgw4: odd number of digits");
        return Bytes(bytes);
    }

    static Result<MessageFrame> parse(Bytes payload, IngestSink& sink) {
        if (payload.size() < header_bytes) return fail(Errc::truncated, "moko.mkgw4: header");
        ByteReader reader(payload);
        if (*reader.take_u8() != start_byte) return fail(Errc::malformed, "moko.mkgw4: start byte");
        MessageFrame frame;
        frame.id = *reader.take_u16_be();
        frame.gateway = *MacAddress::from_bytes(*reader.take(6));
        const std::size_t claimed = *reader.take_u16_be();
        if (claimed > reader.left()) sink.rejected(Error{Errc::truncated, 0, "moko.mkgw4: length"});
        if (claimed < reader.left()) sink.rejected(Error{Errc::malformed, 0, "moko.mkgw4: length"});
        frame.fields = reader.rest().first(std::min(claimed, reader.left()));
        return frame;
    }

    void read(const MessageFrame& frame, FrameBuilder& frames) {
        if (frame.id == live_scan) {
            const Bytes index = read_mkgw4_scan(frame.fields, Delivery::live, frames);
            return note_gap(frame.gateway, index, frames);
        }
        // What was buffered comes late and between live messages: its numbers say nothing about losses.
        if (frame.id == buffered_scan) {
            read_mkgw4_scan(frame.fields, Delivery::buffered, frames);
        } else if (!read_mkgw4_report(frame.id, frame.fields, frames) &&
                   !read_mkgw4_answer(frame.id, frame.fields, frames)) {
            frames.refuse(Errc::unsupported, "moko.mkgw4: message id");
        }
    }

    void note_gap(const MacAddress& gateway, Bytes index, FrameBuilder& frames) {
        const auto number = big_endian(index);
        const std::uint32_t missed = number ? gaps_.missed_before(gateway, *number, index.size()) : 0;
        if (missed == 0) return;
        GatewayStatus status{frames.gateway(), frames.received_at(), true, {}};
        static_cast<void>(status.measurements.push_back({Quantity::frames_missed, 0, double(missed)}));
        frames.record(status);
    }

    FrameGaps gaps_;
    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_mkgw4(Scratch& scratch) {
    return std::make_unique<Mkgw4>(scratch);
}

}  // namespace cairn::adapters::moko
