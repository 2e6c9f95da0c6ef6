// Gateways' messages: the first byte chooses the choice among all dialects (0) or one of them.
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/adapters/adapters.h"
#include "cairn/core/assert.h"
#include "cairn/core/limits.h"

namespace {

using namespace cairn;

// Looks at everything that it is given, so that a view into nowhere is noticed.
class ReadingSink final : public IngestSink {
public:
    void frame(const Frame& frame) override {
        CAIRN_ASSERT(!frame.gateway.empty());
        CAIRN_ASSERT(frame.advertisements.size() <= limits::frame_advertisements_max);
        CAIRN_ASSERT(frame.records.size() <= limits::frame_records_max);
        for (const Advertisement& heard : frame.advertisements) {
            CAIRN_ASSERT(!heard.tag.empty() && heard.gateway == frame.gateway);
            CAIRN_ASSERT(heard.payload.size() <= limits::advertisement_bytes_max);
            for (const std::uint8_t byte : heard.payload) sum_ += byte;
        }
        sum_ += frame.records.size();
    }
    void rejected(const Error& error) override { CAIRN_ASSERT(error.where[0] != '\0'); }

    std::size_t sum() const noexcept { return sum_; }

private:
    std::size_t sum_ = 0;
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const auto choices = make_choices();
    constexpr Timestamp now{1'769'860'800'000};
    if (size == 0) return 0;
    ReadingSink sink;
    // From 0x80 the choice is left to the adapter too, and the rest of the byte chooses the topic.
    const std::uint8_t first = bytes[0];
    const bool with_topic = first >= 0x80;
    const std::string_view topic = topics[with_topic ? (first & 0x7FU) % topics.size() : 0];
    Adapter& adapter = *choices[with_topic ? 0 : first % choices.size()];
    adapter.feed(Message{topic, Bytes(bytes + 1, size - 1)}, now, sink);
    return sink.sum() == SIZE_MAX ? 1 : 0;
}
