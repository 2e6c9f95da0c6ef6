#include "moko/lw003.h"

#include <array>

#include "cairn/core/base64.h"
#include "dialect/gateway_time.h"
#include "dialect/lorawan.h"
#include "moko/lw003_scan.h"
#include "moko/lw003_status.h"

namespace cairn::adapters::moko {
namespace {

constexpr bool is_scan_port(std::uint8_t port) noexcept {
    return port == 5 || port == 10;
}

/// An application's payload has 242 bytes at most: LoRaWAN Regional Parameters.
using PayloadBytes = std::array<std::uint8_t, 256>;

class Lw003 final : public Adapter {
public:
    explicit Lw003(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "moko.lw003"; }

    // Any LoRaWAN device has these ports: it is one by its name, or by a scan that is sound to its last byte.
    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        const auto uplink = document ? lorawan_uplink(*document) : std::nullopt;
        if (!uplink) return false;
        if (uplink->is_called("lw003")) return true;
        PayloadBytes bytes{};
        const auto size = parse_base64(uplink->payload, bytes);
        return size && is_scan_port(uplink->port) && is_lw003_scan(Bytes(bytes).first(*size));
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto document = scratch_->json.parse(message.payload);
        if (!document) return sink.rejected(document.error());
        const auto uplink = lorawan_uplink(*document);
        if (!uplink) return sink.rejected(Error{Errc::unsupported, 0, "moko.lw003: no uplink"});
        PayloadBytes bytes{};
        const auto size = parse_base64(uplink->payload, bytes);
        if (!size) return sink.rejected(size.error());
        const auto gateway = GatewayId::make("moko", uplink->device_eui.view());
        if (!gateway) return sink.rejected(gateway.error());
        scratch_->frames.open(*gateway, now, sink);
        read(*uplink, Bytes(bytes).first(*size));
        scratch_->frames.close();
    }

private:
    void read(const LorawanUplink& uplink, Bytes payload) {
        FrameBuilder& frames = scratch_->frames;
        if (is_scan_port(uplink.port)) return read_lw003_scan(payload, frames);
        const Timestamp at = heard_at(uplink.received_ms, frames.received_at(), Delivery::live).at;
        if (!read_lw003_status(uplink.port, payload, at, frames))
            frames.refuse(Errc::unsupported, "moko.lw003: port");
    }

    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_lw003(Scratch& scratch) {
    return std::make_unique<Lw003>(scratch);
}

}  // namespace cairn::adapters::moko
