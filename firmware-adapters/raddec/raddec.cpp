#include "raddec/raddec.h"

#include <array>

#include "cairn/core/hex.h"
#include "dialect/json_time.h"
#include "raddec/binary.h"
#include "raddec/hearing.h"

namespace cairn::adapters::raddec {
namespace {

class Raddec final : public Adapter {
public:
    explicit Raddec(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "raddec"; }

    bool recognises(const Message& message) const noexcept override {
        if (is_binary(message.payload)) return true;
        const auto document = scratch_->json.parse(message.payload);
        return document && has_member(*document, "transmitterId") &&
               has_member(*document, "transmitterIdType");
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        if (!begins_json(message.payload)) return read_binary(message.payload, now, scratch_->frames, sink);
        const auto object = scratch_->json.parse_object(message.payload, "raddec: not an object");
        if (!object) return sink.rejected(object.error());
        read(Fields(*object, sink), now);
    }

private:
    void read(const Fields& fields, Timestamp now) {
        const auto kind = fields.number("transmitterIdType", "raddec: kind of identifier");
        const auto digits = fields.text("transmitterId", "raddec: transmitterId");
        const bool is_kind = kind && *kind >= 0 && *kind <= 7;
        const auto transmitter = is_kind && digits ? transmitter_of(static_cast<unsigned>(*kind), *digits)
                                                   : fail(Errc::malformed, "raddec: transmitterId");
        if (!transmitter) return fields.refuse(Errc::malformed, "raddec: transmitterId");
        Transmitter heard = *transmitter;
        heard.heard = time_in(fields, "timestamp", "raddec: timestamp", now);
        const auto list = fields.find("rssiSignature");
        const auto receivers = list ? array_of(*list) : std::nullopt;
        if (!receivers) return fields.refuse(Errc::malformed, "raddec: rssiSignature");
        // The packets are told once, with the receiver that heard best.
        bool is_first = true;
        for (const JsonValue receiver : *receivers) {
            if (const auto object = object_of(receiver)) {
                read_receiver(Fields(*object, fields.sink()), fields, heard, is_first, now);
            } else {
                fields.refuse(Errc::malformed, "raddec: receiver");
            }
            is_first = false;
        }
    }

    void read_receiver(const Fields& receiver, const Fields& whole, const Transmitter& transmitter,
                       bool with_packets, Timestamp now) {
        const auto digits = receiver.text("receiverId", "raddec: receiver");
        const auto gateway = digits ? receiver_of(*digits) : fail(Errc::malformed, "raddec: receiver");
        if (!gateway) return receiver.refuse(Errc::malformed, "raddec: receiver");
        scratch_->frames.open(*gateway, now, receiver.sink());
        const auto rssi = receiver.rssi_dbm("rssi", "raddec: rssi");
        const Advertisement hearing{transmitter.id, {}, transmitter.heard.at,    transmitter.heard.source,
                                    rssi,           {}, transmitter.address_type};
        const auto list = with_packets ? whole.find("packets") : std::nullopt;
        const auto packets = list ? array_of(*list) : std::nullopt;
        const std::size_t before = scratch_->frames.found();
        if (packets) read_packets(*packets, hearing);
        if (scratch_->frames.found() == before) scratch_->frames.hearing(hearing, {});
        scratch_->frames.close();
    }

    void read_packets(const JsonArray& packets, const Advertisement& hearing) {
        FrameBuilder& frames = scratch_->frames;
        for (const JsonValue packet : packets) {
            std::array<std::uint8_t, limits::advertisement_bytes_max> bytes;
            const auto size = parse_hex(text_of(packet).value_or(""), bytes);
            const auto structures =
                size ? structures_in(Bytes(bytes).first(*size)) : fail(Errc::malformed, "raddec: packet");
            if (structures) {
                frames.hearing(hearing, *structures);
            } else {
                frames.refuse(structures.error().code, "raddec: packet");
            }
        }
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_raddec(Scratch& scratch) {
    return std::make_unique<Raddec>(scratch);
}

}  // namespace cairn::adapters::raddec
