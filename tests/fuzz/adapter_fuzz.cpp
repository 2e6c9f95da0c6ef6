// Gateways' messages: the first byte chooses the choice among all dialects (0) or one of them. With
// CAIRN_FUZZ_ONLY in the environment, the name of a dialect, it is always that one.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cairn/adapters/adapters.h"
#include "cairn/core/assert.h"
#include "cairn/core/crc32c.h"
#include "cairn/core/limits.h"
#include "cairn/core/utf8.h"

namespace {

using namespace cairn;

// Looks at everything that it is given, so that a view into nowhere is noticed.
class CheckingSink final : public IngestSink {
public:
    void frame(const Frame& frame) override {
        CAIRN_ASSERT(!frame.gateway.empty());
        CAIRN_ASSERT(frame.advertisements.size() <= limits::frame_advertisements_max);
        CAIRN_ASSERT(frame.records.size() <= limits::frame_records_max);
        for (const Advertisement& heard : frame.advertisements) {
            CAIRN_ASSERT(!heard.tag.empty() && heard.gateway == frame.gateway);
            CAIRN_ASSERT(heard.payload.size() <= limits::advertisement_bytes_max);
            add(heard.tag.view());
            add(as_text(heard.payload));
        }
        for (const Record& record : frame.records) std::visit([this](const auto& is) { check(is); }, record);
    }
    void rejected(const Error& error) override {
        CAIRN_ASSERT(error.where[0] != '\0');
        add(error.where);
    }

    /// Of all that came.
    std::uint32_t sum() const noexcept { return sum_; }

private:
    void add(std::string_view text) { sum_ = crc32c(as_bytes(text), sum_); }
    void check(const Measurement& measurement) {
        CAIRN_ASSERT(std::isfinite(measurement.value));
        add(name(measurement.quantity));
        add({reinterpret_cast<const char*>(&measurement.value), sizeof measurement.value});
    }

    void check(const Sighting& sighting) { CAIRN_ASSERT(!sighting.tag.empty()); }
    void check(const Position& position) { CAIRN_ASSERT(!position.tag.empty()); }
    void check(const Reading& reading) {
        CAIRN_ASSERT(!reading.tag.empty());
        CAIRN_ASSERT(reading.label.empty() == (reading.measurement.quantity != Quantity::custom));
        CAIRN_ASSERT(is_utf8(reading.label));
        check(reading.measurement);
    }
    void check(const Attribute& attribute) {
        CAIRN_ASSERT(!attribute.text.empty() && is_utf8(attribute.text));
        add(attribute.text);
    }
    void check(const GeoFix& fix) {
        CAIRN_ASSERT(std::abs(fix.position.latitude_deg) <= 90 &&
                     std::abs(fix.position.longitude_deg) <= 180);
        CAIRN_ASSERT(fix.position.accuracy_m >= 0);
    }
    void check(const GatewayStatus& status) {
        for (const Measurement& measurement : status.measurements) check(measurement);
    }
    void check(const RawMessage& message) {
        add(message.topic);
        add(as_text(message.payload));
    }

    std::uint32_t sum_ = 0;
};

adapters::AdaptersOptions mapped() {
    adapters::CivicMapping mapping;
    mapping.topic_filter = "#";
    mapping.items = "items";
    mapping.gateway = "hub.serial";
    mapping.gateway_name = "hub";
    mapping.tag = "id";
    mapping.at = "at";
    mapping.rssi = "rssi";
    mapping.latitude = "lat";
    mapping.longitude = "lon";
    mapping.measurements = {{"t", "temperature", "F"}};
    adapters::AdaptersOptions options;
    options.civic_mappings.push_back(mapping);
    return options;
}

constexpr auto topics = std::to_array<std::string_view>({
    "/gw/ac233fc001ea/status",
    "home/OpenMQTTGateway/BTtoMQTT/E48F4C26CEEE",
    "home/OpenMQTTGateway/presence",
    "home/OpenMQTTGateway/LWT",
    "home/OpenMQTTGateway/SYStoMQTT",
    "espresense/devices/watch/basement",
    "espresense/rooms/basement/status",
    "espresense/rooms/basement/telemetry",
    "ruuvi/C8:25:2D:8E:9C:2C/F4:1F:0C:28:CB:D6",
    "ruuvi/C8:25:2D:8E:9C:2C/gw_status",
});

// The choice among all dialects comes first: its inputs keep their meaning when a dialect is added.
std::vector<std::unique_ptr<Adapter>> make_choices() {
    std::vector<std::unique_ptr<Adapter>> choices;
    adapters::AdaptersOptions any;
    any.pass_through = {"/gw/+/status"};
    any.last_wills = {{"/gw/+/status", "moko"}};
    choices.push_back(*adapters::make_adapter(any));
    choices.push_back(*adapters::make_adapter(mapped()));
    for (const std::string_view name : adapters::dialect_names()) {
        adapters::AdaptersOptions options;
        options.pins.push_back({"#", std::string(name)});
        choices.push_back(*adapters::make_adapter(options));
    }
    return choices;
}

std::uint32_t feed(Adapter& adapter, const Message& message) {
    constexpr Timestamp now{1'769'860'800'000};
    CheckingSink sink;
    adapter.feed(message, now, sink);
    return sink.sum();
}

void feed_any(std::uint8_t first, Bytes payload) {
    static const auto choices = make_choices();
    // From 0x80 the choice is left to the adapter too, and the rest of the byte chooses the topic.
    const bool with_topic = first >= 0x80;
    const std::string_view topic = topics[with_topic ? (first & 0x7FU) % topics.size() : 0];
    feed(*choices[with_topic ? 0 : first % choices.size()], {topic, payload});
}

/// The input is a topic, a line end, and the message.
void feed_one(const char* dialect, Bytes input) {
    static const auto adapter = [dialect] {
        adapters::AdaptersOptions options;
        options.pins.push_back({"#", dialect});
        return *adapters::make_adapter(options);
    }();
    const std::string_view text = as_text(input);
    const std::size_t end = std::min(text.find('\n'), text.size());
    const Message message{text.substr(0, end), input.subspan(std::min(end + 1, text.size()))};
    // An adapter may remember what it heard before, but the third time is like the second.
    feed(*adapter, message);
    const std::uint32_t second = feed(*adapter, message);
    CAIRN_ASSERT(second == feed(*adapter, message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const char* const only =
        std::getenv("CAIRN_FUZZ_ONLY");  // NOLINT(concurrency-mt-unsafe): one thread
    if (size == 0) return 0;
    if (only != nullptr) {
        feed_one(only, Bytes(bytes, size));
    } else {
        feed_any(bytes[0], Bytes(bytes + 1, size - 1));
    }
    return 0;
}
