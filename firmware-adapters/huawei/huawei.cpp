#include "huawei/huawei.h"

#include "dialect/gateway_time.h"
#include "dialect/rssi.h"

namespace cairn::adapters::huawei {
namespace {

constexpr std::uint8_t first_byte = 0x48;
constexpr std::uint8_t second_byte = 0x57;
constexpr std::size_t header_bytes = 12;
constexpr std::size_t unknown_bytes = 2;
constexpr std::size_t message_bytes_min = 26;  // the header and one hearing without bytes

// Address, seconds since 1970, signal, two bytes that are not known, length, AD structures.
Result<void> read_hearing(ByteReader& reader, FrameBuilder& frames) {
    CAIRN_TRY(const Bytes address, reader.take(6));
    CAIRN_TRY(const auto seconds, reader.take_u32_be());
    CAIRN_TRY(const auto rssi_dbm, reader.take_i8());
    CAIRN_CHECK(reader.take(unknown_bytes));
    CAIRN_TRY(const auto size, reader.take_u8());
    CAIRN_TRY(const Bytes payload, reader.take(size));
    const HeardAt heard = heard_at(std::int64_t{seconds} * 1000, frames.received_at(), Delivery::live);
    frames.hearing(Advertisement{TagId::of("ble", *MacAddress::from_bytes(address)),
                                 {},
                                 heard.at,
                                 heard.source,
                                 known_rssi_dbm(rssi_dbm),
                                 {}},
                   payload);
    return {};
}

class Huawei final : public Adapter {
public:
    explicit Huawei(Scratch& scratch) noexcept : frames_(&scratch.frames) {}

    std::string_view name() const noexcept override { return "huawei"; }

    // "HW" could begin any text: the count and the length behind it must agree as well.
    bool recognises(const Message& message) const noexcept override {
        const Bytes payload = message.payload;
        if (payload.size() < message_bytes_min) return false;
        if (payload[0] != first_byte || payload[1] != second_byte) return false;
        const std::size_t count = payload[header_bytes - 1];
        return count > 0 && payload.size() - header_bytes >= count * (message_bytes_min - header_bytes);
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const Bytes payload = message.payload;
        if (payload.size() < header_bytes) return refuse(Errc::truncated, "huawei: header", sink);
        if (payload[0] != first_byte || payload[1] != second_byte) {
            return refuse(Errc::malformed, "huawei: first bytes", sink);
        }
        const auto gateway = MacAddress::from_bytes(payload.subspan(3));
        frames_->open(GatewayId::of("huawei", *gateway), now, sink);
        ByteReader reader(payload.subspan(header_bytes));
        for (unsigned left = payload[header_bytes - 1]; left > 0; --left) {
            const auto read = read_hearing(reader, *frames_);
            if (read) continue;
            frames_->refuse(Errc::truncated, "huawei: hearing");
            return frames_->close();
        }
        if (!reader.empty()) frames_->refuse(Errc::malformed, "huawei: bytes behind the last hearing");
        frames_->close();
    }

private:
    static void refuse(Errc code, const char* where, IngestSink& sink) {
        sink.rejected(Error{code, 0, where});
    }

    FrameBuilder* frames_;
};

}  // namespace

std::unique_ptr<Adapter> make_huawei(Scratch& scratch) {
    return std::make_unique<Huawei>(scratch);
}

}  // namespace cairn::adapters::huawei
