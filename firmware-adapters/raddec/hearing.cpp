#include "raddec/hearing.h"

#include "cairn/core/limits.h"

namespace cairn::adapters::raddec {
namespace {

constexpr unsigned kind_eui_48 = 2;
constexpr unsigned kind_random_48 = 3;
constexpr unsigned kind_max = 7;
constexpr std::size_t header_bytes = 2;
constexpr std::size_t address_bytes = 6;

}  // namespace

Result<Transmitter> transmitter_of(unsigned kind, std::string_view digits) noexcept {
    if (kind > kind_max) return fail(Errc::malformed, "raddec: kind of identifier");
    Transmitter transmitter;
    if (kind == kind_eui_48 || kind == kind_random_48) {
        CAIRN_TRY(const auto address, MacAddress::parse(digits));
        transmitter.id = TagId::of("ble", address);
        transmitter.address_type = kind == kind_eui_48 ? AddressType::public_device : AddressType::random;
    } else {
        CAIRN_TRY(transmitter.id, TagId::make("raddec", digits));
    }
    return transmitter;
}

Result<GatewayId> receiver_of(std::string_view digits) noexcept {
    return GatewayId::make("raddec", digits);
}

Result<Bytes> structures_in(Bytes packet) noexcept {
    const std::size_t front = header_bytes + address_bytes;
    if (packet.size() < front) return fail(Errc::malformed, "raddec: packet");
    const Bytes structures = packet.subspan(front);
    if (structures.size() > limits::advertisement_bytes_max) return fail(Errc::full, "raddec: packet");
    return structures;
}

}  // namespace cairn::adapters::raddec
