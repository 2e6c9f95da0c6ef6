#include "laird/laird.h"

#include <charconv>
#include <optional>

#include "dialect/raw_payload.h"
#include "dialect/rssi.h"
#include "dialect/text_lines.h"

namespace cairn::adapters::laird {
namespace {

constexpr std::string_view line_start = "adv:";

Failure broken() noexcept {
    return fail(Errc::malformed, "laird: line");
}

Result<AddressType> address_type(std::string_view digits) noexcept {
    if (digits == "02") return AddressType::public_device;
    if (digits == "03") return AddressType::random;
    return broken();
}

Result<std::int8_t> signal(std::string_view text) noexcept {
    std::int8_t rssi_dbm = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, rssi_dbm);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return broken();
    return rssi_dbm;
}

// "adv:02FEE150BADA55 0201060A... -70", the part behind "adv:".
Result<void> read_line(std::string_view left, FrameBuilder& frames) {
    constexpr std::size_t type_chars = 2;
    const std::string_view address = take_until(left, ' ');
    if (address.size() <= type_chars) return broken();
    CAIRN_TRY(const auto type, address_type(address.substr(0, type_chars)));
    CAIRN_TRY(const auto tag, MacAddress::parse(address.substr(type_chars)));
    RawPayload payload;
    CAIRN_CHECK(payload.append_hex(take_until(left, ' ')));
    CAIRN_TRY(const auto rssi_dbm, signal(left));
    frames.hearing(Advertisement{TagId::of("ble", tag),
                                 {},
                                 frames.received_at(),
                                 TimeSource::receipt,
                                 known_rssi_dbm(rssi_dbm),
                                 {},
                                 type},
                   payload.view());
    return {};
}

// The lines do not say who heard: the last level of the topic that can be a name does.
GatewayId gateway_of(std::string_view topic) {
    std::optional<GatewayId> found;
    while (!topic.empty()) {
        const auto named = GatewayId::make("laird", take_until(topic, '/'));
        if (named) found = *named;
    }
    return found ? *found : *GatewayId::make("laird", "unknown");
}

class Laird final : public Adapter {
public:
    explicit Laird(Scratch& scratch) noexcept : frames_(&scratch.frames) {}

    std::string_view name() const noexcept override { return "laird"; }

    bool recognises(const Message& message) const noexcept override {
        return without_leading_space(as_text(message.payload)).starts_with(line_start);
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        frames_->open(gateway_of(message.topic), now, sink);
        std::string_view text = as_text(message.payload);
        while (!text.empty()) {
            const Line line = take_line(text);
            // A module prints other things as well.
            if (!line.text.starts_with(line_start)) continue;
            const auto read = read_line(line.text.substr(line_start.size()), *frames_);
            if (!read && line.ended) frames_->refuse(read.error().code, read.error().where);
            if (!read && !line.ended) frames_->refuse(Errc::truncated, "laird: line");
        }
        frames_->close();
    }

private:
    FrameBuilder* frames_;
};

}  // namespace

std::unique_ptr<Adapter> make_laird(Scratch& scratch) {
    return std::make_unique<Laird>(scratch);
}

}  // namespace cairn::adapters::laird
