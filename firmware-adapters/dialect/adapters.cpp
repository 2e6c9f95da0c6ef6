#include "cairn/adapters/adapters.h"

#include <algorithm>
#include <array>
#include <utility>

#include "aprilbrother/aprilbrother.h"
#include "aruba/aruba.h"
#include "cairn/core/limits.h"
#include "cairn/ingest/topic_filter.h"
#include "cassia/cassia.h"
#include "civic/civic.h"
#include "dialect/scratch.h"
#include "dialect/topic.h"
#include "espresense/espresense.h"
#include "glinet/glinet.h"
#include "huawei/huawei.h"
#include "ingics/ingics.h"
#include "kontakt/kontakt.h"
#include "laird/laird.h"
#include "minew/binary.h"
#include "minew/connect.h"
#include "minew/json_long.h"
#include "minew/json_raw.h"
#include "moko/json.h"
#include "moko/lw003.h"
#include "moko/mkgw1.h"
#include "moko/mkgw4.h"
#include "openmqttgateway/openmqttgateway.h"
#include "raddec/raddec.h"
#include "ruuvi/ruuvi.h"
#include "shelly/shelly.h"

namespace cairn::adapters {
namespace {

struct Dialect {
    std::string_view name;
    std::unique_ptr<Adapter> (*make)(Scratch&);
};

// In the order in which they are asked whether they recognise a message. Civic, which is made of what a
// person configured, comes last.
constexpr auto dialects = std::to_array<Dialect>({
    {"moko.mkgw4", moko::make_mkgw4},
    {"minew.binary", minew::make_binary},
    {"minew.connect", minew::make_connect},
    {"huawei", huawei::make_huawei},
    {"ingics", ingics::make_ingics},
    {"laird", laird::make_laird},
    {"aruba", aruba::make_aruba},
    {"aprilbrother", aprilbrother::make_aprilbrother},
    {"moko.json", moko::make_json},
    {"moko.mkgw1", moko::make_mkgw1},
    {"minew.json-raw", minew::make_json_raw},
    {"minew.json-long", minew::make_json_long},
    {"openmqttgateway", openmqttgateway::make_openmqttgateway},
    {"espresense", espresense::make_espresense},
    {"ruuvi", ruuvi::make_ruuvi},
    {"cassia", cassia::make_cassia},
    {"glinet", glinet::make_glinet},
    {"raddec", raddec::make_raddec},
    {"kontakt", kontakt::make_kontakt},
    {"shelly", shelly::make_shelly},
    {"moko.lw003", moko::make_lw003},
});
constexpr std::size_t civic_index = dialects.size();

constexpr auto names = [] {
    std::array<std::string_view, dialects.size() + 1> all;
    for (std::size_t i = 0; i < dialects.size(); ++i) all[i] = dialects[i].name;
    all[civic_index] = "civic";
    return all;
}();

std::optional<std::size_t> dialect_index(std::string_view name) noexcept {
    const auto* found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

constexpr std::size_t last_will_bytes_max = 128;  // what Moko's gateways take

// Passes everything on and remembers what it was.
class WatchedSink final : public IngestSink {
public:
    explicit WatchedSink(IngestSink& sink) noexcept : sink_(&sink) {}

    void frame(const Frame& frame) override {
        found_ = true;
        sink_->frame(frame);
    }
    void rejected(const Error& error) override {
        refused_ = true;
        sink_->rejected(error);
    }
    bool understood() const noexcept { return found_ || !refused_; }

private:
    IngestSink* sink_;
    bool found_ = false;
    bool refused_ = false;
};

struct Pin {
    std::string topic_filter;
    std::size_t dialect;
};

// Chooses a dialect for each message.
class AnyDialect final : public Adapter {
public:
    AnyDialect(const AdaptersOptions& options, std::vector<Pin> pins)
        : pins_(std::move(pins)),
          pass_through_(options.pass_through),
          mapped_topics_(topics_of(options.civic_mappings)),
          last_wills_(options.last_wills),
          scratch_(std::make_unique<Scratch>()) {
        adapters_.reserve(names.size());
        for (const Dialect& dialect : dialects) adapters_.push_back(dialect.make(*scratch_));
        adapters_.push_back(civic::make_civic(*scratch_, options.civic_mappings));
        // A message as hexadecimal text is twice as long as its bytes.
        scratch_->bytes.reserve(limits::message_bytes_max / 2);
    }

    std::string_view name() const noexcept override { return name_; }

    bool recognises(const Message& message) const noexcept override {
        scratch_->json.forget();
        return dialect_for(message) != nullptr || passing_filter(message.topic) != nullptr ||
               gateway_that_left(message).has_value();
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        if (message.payload.size() > limits::message_bytes_max) {
            return sink.rejected(Error{Errc::full, 0, "message: longer than allowed"});
        }
        scratch_->json.forget();
        WatchedSink watched(sink);
        Adapter* dialect = dialect_for(message);
        name_ = dialect != nullptr ? dialect->name() : "none";
        const std::string* filter = passing_filter(message.topic);
        if (dialect != nullptr) dialect->feed(message, now, watched);
        const bool understood = dialect != nullptr && watched.understood();
        if (filter != nullptr && !understood) {
            pass_on(*filter, message, now, sink);
        } else if (dialect == nullptr) {
            refuse_or_say_offline(message, now, sink);
        }
    }

private:
    static std::vector<std::string> topics_of(const std::vector<CivicMapping>& mappings) {
        std::vector<std::string> topics;
        topics.reserve(mappings.size());
        for (const CivicMapping& mapping : mappings) topics.push_back(mapping.topic_filter);
        return topics;
    }

    void refuse_or_say_offline(const Message& message, Timestamp now, IngestSink& sink) const {
        const auto gateway = gateway_that_left(message);
        if (!gateway) return sink.rejected(reason_for(message));
        const Record record = GatewayStatus{*gateway, now, false, {}};
        sink.frame(Frame{*gateway, now, {}, {&record, 1}});
    }

    // The gateway whose last will this is, of a message that no dialect recognises. Broken JSON is none: the
    // factory's setting puts the last will beside the scans, and one of those may be torn.
    std::optional<GatewayId> gateway_that_left(const Message& message) const noexcept {
        const auto will = std::ranges::find_if(last_wills_, [&](const LastWill& candidate) {
            return topic_matches(candidate.topic_filter, message.topic);
        });
        const bool fits = !message.payload.empty() && message.payload.size() <= last_will_bytes_max;
        const bool broken = begins_json(message.payload) && !scratch_->json.parse(message.payload);
        if (will == last_wills_.end() || !fits || broken) return std::nullopt;
        if (const auto mac = mac_in_topic(message.topic)) return GatewayId::of(will->vendor, *mac);
        const auto named =
            GatewayId::make(will->vendor, first_wildcard_level(will->topic_filter, message.topic));
        return named ? std::optional(*named) : std::nullopt;
    }

    // Why no dialect recognised it.
    Error reason_for(const Message& message) const noexcept {
        if (begins_json(message.payload)) {
            if (const auto document = scratch_->json.parse(message.payload); !document)
                return document.error();
        }
        return Error{Errc::unsupported, 0, "no dialect recognises the message"};
    }

    // What a person configured goes before what is guessed.
    Adapter* dialect_for(const Message& message) const noexcept {
        const auto matches = [&](const std::string& filter) { return topic_matches(filter, message.topic); };
        const auto pin = std::ranges::find_if(pins_, matches, &Pin::topic_filter);
        if (pin != pins_.end()) return adapters_[pin->dialect].get();
        if (std::ranges::any_of(mapped_topics_, matches)) return adapters_[civic_index].get();
        const auto found = std::ranges::find_if(
            adapters_, [&](const std::unique_ptr<Adapter>& dialect) { return dialect->recognises(message); });
        return found != adapters_.end() ? found->get() : nullptr;
    }

    const std::string* passing_filter(std::string_view topic) const noexcept {
        const auto found = std::ranges::find_if(
            pass_through_, [topic](const std::string& filter) { return topic_matches(filter, topic); });
        return found != pass_through_.end() ? &*found : nullptr;
    }

    // The gateway's name is the topic level where the filter has its first "+".
    static void pass_on(const std::string& filter, const Message& message, Timestamp now, IngestSink& sink) {
        const auto named = GatewayId::make("civic", first_wildcard_level(filter, message.topic));
        const GatewayId gateway = named ? *named : *GatewayId::make("civic", "unknown");
        const Record record = RawMessage{gateway, now, message.topic, message.payload};
        sink.frame(Frame{gateway, now, {}, {&record, 1}});
    }

    std::vector<Pin> pins_;
    std::vector<std::string> pass_through_;
    std::vector<std::string> mapped_topics_;
    std::vector<LastWill> last_wills_;
    std::unique_ptr<Scratch> scratch_;
    std::string_view name_ = "any";
    std::vector<std::unique_ptr<Adapter>> adapters_;
};

}  // namespace

std::span<const std::string_view> dialect_names() noexcept {
    return names;
}

Result<std::unique_ptr<Adapter>> make_adapter(const AdaptersOptions& options) {
    std::vector<Pin> pins;
    for (const DialectPin& pin : options.pins) {
        const auto dialect = dialect_index(pin.dialect);
        if (!dialect) return fail(Errc::malformed, "pin: unknown dialect");
        if (!is_topic_filter(pin.topic_filter)) return fail(Errc::malformed, "pin: topic filter");
        pins.push_back({pin.topic_filter, *dialect});
    }
    for (const CivicMapping& mapping : options.civic_mappings) CAIRN_CHECK(civic::check(mapping));
    for (const LastWill& will : options.last_wills) {
        if (!is_topic_filter(will.topic_filter)) return fail(Errc::malformed, "last will: topic filter");
        if (!GatewayId::make(will.vendor, "x")) return fail(Errc::malformed, "last will: vendor");
    }
    for (const std::string& filter : options.pass_through) {
        if (!is_topic_filter(filter)) return fail(Errc::malformed, "pass_through: topic filter");
    }
    return std::unique_ptr<Adapter>(std::make_unique<AnyDialect>(options, std::move(pins)));
}

}  // namespace cairn::adapters
