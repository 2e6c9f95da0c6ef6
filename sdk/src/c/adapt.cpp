// The C side of Adapter.
#include <memory>
#include <string>
#include <variant>

#include "c/reading.h"
#include "cairn.h"
#include "cairn/adapters/adapters.h"

using namespace cairn;  // NOLINT(google-build-using-namespace): the functions below have no namespace

namespace {

/// Hands everything on to the callbacks that are there.
class CallbackSink final : public IngestSink {
public:
    CallbackSink(const cairn_adapter_callbacks& callbacks, void* context) noexcept
        : callbacks_(callbacks),
          context_(context) {}

    void frame(const Frame& frame) override {
        for (const Advertisement& advertisement : frame.advertisements) hand_on(advertisement);
        for (const Record& record : frame.records) {
            std::visit([this](const auto& what) { hand_on(what); }, record);
        }
    }
    void rejected(const Error& error) override {
        if (callbacks_.on_rejected != nullptr)
            callbacks_.on_rejected(context_, static_cast<int>(error.code), error.where);
    }

private:
    using IdText = c::CText<limits::id_chars_max>;

    void hand_on(const Advertisement& heard) {
        if (callbacks_.on_advertisement == nullptr) return;
        const IdText gateway(heard.gateway.view());
        const IdText tag(heard.tag.view());
        const cairn_advertisement out{gateway.get(),
                                      tag.get(),
                                      heard.payload.data(),
                                      heard.payload.size(),
                                      c::unix_ms_of(heard.heard_at),
                                      heard.rssi_dbm ? 1 : 0,
                                      heard.rssi_dbm.value_or(std::int8_t{0})};
        callbacks_.on_advertisement(context_, &out);
    }
    void hand_on(const Sighting& seen) {
        hand_on(Advertisement{seen.tag, seen.gateway, seen.at, seen.time_source, seen.rssi_dbm, {}});
    }
    void hand_on(const Reading& reading) {
        const bool is_custom = reading.measurement.quantity == Quantity::custom;
        add_number(reading.gateway, reading.tag, reading.at, reading.measurement,
                   is_custom ? reading.label.view() : name(reading.measurement.quantity));
    }
    void hand_on(const Attribute& attribute) {
        const c::CText<95> text(attribute.text.view());
        const c::CText<47> kind(name(attribute.kind));
        add(attribute.gateway, attribute.tag, attribute.at, {kind.get(), text.get(), 0, 0, -1, 0});
    }
    void hand_on(const GeoFix& fix) {
        add(fix.gateway, fix.tag, fix.at, {"latitude_deg", nullptr, fix.position.latitude_deg, 0, -1, 0});
        add(fix.gateway, fix.tag, fix.at, {"longitude_deg", nullptr, fix.position.longitude_deg, 0, -1, 0});
    }
    void hand_on(const GatewayStatus& status) {
        const IdText gateway(status.gateway.view());
        if (callbacks_.on_gateway != nullptr)
            callbacks_.on_gateway(context_, gateway.get(), status.online ? 1 : 0, c::unix_ms_of(status.at));
        for (const Measurement& measurement : status.measurements) {
            add_number(status.gateway, TagId{}, status.at, measurement, name(measurement.quantity));
        }
    }
    /// Positions are made further on, and messages are not passed through.
    void hand_on(const Position& /*position*/) {}
    void hand_on(const RawMessage& /*message*/) {}

    void add_number(const GatewayId& gateway, const TagId& tag, Timestamp at, const Measurement& measurement,
                    std::string_view called) {
        const c::CText<47> label(called);
        add(gateway, tag, at, {label.get(), nullptr, measurement.value, measurement.channel, -1, 0});
    }
    void add(const GatewayId& gateway, const TagId& tag, Timestamp at, const cairn_reading& reading) {
        if (callbacks_.on_fact == nullptr) return;
        const IdText gateway_text(gateway.view());
        const IdText tag_text(tag.view());
        const cairn_fact fact{gateway_text.get(), tag_text.get(), reading, c::unix_ms_of(at)};
        callbacks_.on_fact(context_, &fact);
    }

    const cairn_adapter_callbacks& callbacks_;
    void* context_;
};

}  // namespace

struct cairn_adapter {
    std::unique_ptr<Adapter> adapter;
};

cairn_adapter* cairn_adapter_create(const char* dialect) {
    try {
        adapters::AdaptersOptions options;
        if (dialect != nullptr) options.pins.push_back({"#", dialect});
        auto made = adapters::make_adapter(options);
        if (!made) return nullptr;
        // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): C frees it by cairn_adapter_free()
        return new cairn_adapter{std::move(*made)};
    } catch (...) {
        return nullptr;
    }
}

void cairn_adapter_free(cairn_adapter* adapter) {
    delete adapter;  // NOLINT(cppcoreguidelines-owning-memory): as above
}

void cairn_adapt(cairn_adapter* adapter, const char* topic, const unsigned char* payload, size_t payload_size,
                 double now_ms, const cairn_adapter_callbacks* callbacks, void* context) {
    constexpr cairn_adapter_callbacks none{};
    CallbackSink sink(callbacks == nullptr ? none : *callbacks, context);
    adapter->adapter->feed({topic, Bytes(payload, payload_size)}, c::timestamp_of(now_ms), sink);
}
