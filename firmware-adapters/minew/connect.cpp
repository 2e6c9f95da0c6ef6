#include "minew/connect.h"

#include "dialect/rssi.h"
#include "dialect/topic.h"

namespace cairn::adapters::minew {
namespace {

constexpr std::uint8_t start_byte = 0xBB;
constexpr std::uint8_t connect_kind = 0x02;
constexpr std::size_t header_bytes = 20;

// One entry without its own length: receiver, flags, address, signal, payload, perhaps angles.
Result<void> read_entry(Bytes entry, FrameBuilder& frames) {
    constexpr std::size_t receiver_and_flags_bytes = 2;
    ByteReader reader(entry);
    CAIRN_CHECK(reader.take(receiver_and_flags_bytes));
    CAIRN_TRY(const Bytes address, reader.take(6));
    CAIRN_TRY(const auto rssi_dbm, reader.take_i8());
    CAIRN_TRY(const auto size, reader.take_u8());
    CAIRN_TRY(const Bytes payload, reader.take(size));
    frames.hearing(Advertisement{TagId::of("ble", *MacAddress::from_bytes(address)),
                                 {},
                                 frames.received_at(),
                                 TimeSource::receipt,
                                 known_rssi_dbm(rssi_dbm),
                                 {}},
                   payload);
    return {};
}

// A broken entry costs itself only: each has its length.
void read_entries(Bytes entries, FrameBuilder& frames) {
    ByteReader reader(entries);
    while (!reader.empty()) {
        const auto size = reader.take_u16_le();
        const auto entry = size ? reader.take(*size) : fail(size.error());
        if (!entry) return frames.refuse(Errc::truncated, "minew.connect: entry");
        const auto read = read_entry(*entry, frames);
        if (!read) frames.refuse(Errc::malformed, "minew.connect: entry");
    }
}

class Connect final : public Adapter {
public:
    explicit Connect(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "minew.connect"; }

    bool recognises(const Message& message) const noexcept override {
        const Bytes payload = message.payload;
        return payload.size() >= header_bytes && payload[0] == start_byte && payload[1] == connect_kind;
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto entries = entries_of(message.payload);
        if (!entries) return sink.rejected(entries.error());
        const auto gateway = mac_in_topic(message.topic);
        if (!gateway)
            return sink.rejected(Error{Errc::malformed, 0, "minew.connect: no gateway in the topic"});
        scratch_->frames.open(GatewayId::of("minew", *gateway), now, sink);
        read_entries(*entries, scratch_->frames);
        scratch_->frames.close();
    }

private:
    // The three lengths say the same thing: what disagrees is no such message.
    static Result<Bytes> entries_of(Bytes payload) {
        constexpr std::uint16_t scan_body = 0x843E;
        if (payload.size() < header_bytes) return fail(Errc::truncated, "minew.connect: header");
        ByteReader reader(payload);
        const bool starts = *reader.take_u8() == start_byte && *reader.take_u8() == connect_kind;
        if (!starts) return fail(Errc::malformed, "minew.connect: start byte");
        static_cast<void>(reader.take(4));
        const std::size_t whole = *reader.take_u32_le();
        if (whole > payload.size()) return fail(Errc::truncated, "minew.connect: length");
        const std::size_t body = *reader.take_u32_le();
        const std::uint16_t kind = *reader.take_u16_be();
        const std::size_t content = *reader.take_u32_le();
        const bool fits = whole == payload.size() && body == payload.size() - 14 && content == reader.left();
        if (!fits) return fail(Errc::malformed, "minew.connect: length");
        if (kind != scan_body) return fail(Errc::unsupported, "minew.connect: body type");
        return reader.rest();
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_connect(Scratch& scratch) {
    return std::make_unique<Connect>(scratch);
}

}  // namespace cairn::adapters::minew
