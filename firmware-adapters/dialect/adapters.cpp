#include "cairn/adapters/adapters.h"

#include <algorithm>
#include <array>
#include <utility>

#include "aprilbrother/aprilbrother.h"
#include "cairn/core/limits.h"
#include "cairn/ingest/topic_filter.h"
#include "civic/civic.h"
#include "dialect/scratch.h"
#include "dialect/topic.h"
#include "huawei/huawei.h"
#include "ingics/ingics.h"
#include "laird/laird.h"
#include "minew/binary.h"
#include "minew/connect.h"
#include "minew/json_long.h"
#include "moko/json.h"
#include "moko/mkgw4.h"

namespace cairn::adapters {
namespace {

// In the order in which they are asked whether they recognise a message.
constexpr auto names = std::to_array<std::string_view>({
    "moko.mkgw4",
    "minew.binary",
    "minew.connect",
    "huawei",
    "ingics",
    "laird",
    "aprilbrother",
    "moko.json",
    "minew.json-long",
    "civic",
});
constexpr auto civic_index = static_cast<std::size_t>(std::ranges::find(names, "civic") - names.begin());

using Dialects = std::array<std::unique_ptr<Adapter>, names.size()>;

std::optional<std::size_t> dialect_index(std::string_view name) noexcept {
    const auto* found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

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
          scratch_(std::make_unique<Scratch>()),
          dialects_{
              moko::make_mkgw4(*scratch_),
              minew::make_binary(*scratch_),
              minew::make_connect(*scratch_),
              huawei::make_huawei(*scratch_),
              ingics::make_ingics(*scratch_),
              laird::make_laird(*scratch_),
              aprilbrother::make_aprilbrother(*scratch_),
              moko::make_json(*scratch_),
              minew::make_json_long(*scratch_),
              civic::make_civic(*scratch_, options.civic_mappings),
          } {
        // A message as hexadecimal text is twice as long as its bytes.
        scratch_->bytes.reserve(limits::message_bytes_max / 2);
    }

    std::string_view name() const noexcept override { return "any"; }

    bool recognises(const Message& message) const noexcept override {
        scratch_->json.forget();
        return dialect_for(message) != nullptr || passing_filter(message.topic) != nullptr;
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        if (message.payload.size() > limits::message_bytes_max) {
            return sink.rejected(Error{Errc::full, 0, "message: longer than allowed"});
        }
        scratch_->json.forget();
        WatchedSink watched(sink);
        Adapter* dialect = dialect_for(message);
        const std::string* filter = passing_filter(message.topic);
        if (dialect != nullptr) dialect->feed(message, now, watched);
        const bool understood = dialect != nullptr && watched.understood();
        if (filter != nullptr && !understood) {
            pass_on(*filter, message, now, sink);
        } else if (dialect == nullptr) {
            sink.rejected(reason_for(message));
        }
    }

private:
    static std::vector<std::string> topics_of(const std::vector<CivicMapping>& mappings) {
        std::vector<std::string> topics;
        topics.reserve(mappings.size());
        for (const CivicMapping& mapping : mappings) topics.push_back(mapping.topic_filter);
        return topics;
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
        if (pin != pins_.end()) return dialects_[pin->dialect].get();
        if (std::ranges::any_of(mapped_topics_, matches)) return dialects_[civic_index].get();
        const auto* found = std::ranges::find_if(
            dialects_, [&](const std::unique_ptr<Adapter>& dialect) { return dialect->recognises(message); });
        return found != dialects_.end() ? found->get() : nullptr;
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
    std::unique_ptr<Scratch> scratch_;
    Dialects dialects_;
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
    for (const std::string& filter : options.pass_through) {
        if (!is_topic_filter(filter)) return fail(Errc::malformed, "pass_through: topic filter");
    }
    return std::unique_ptr<Adapter>(std::make_unique<AnyDialect>(options, std::move(pins)));
}

}  // namespace cairn::adapters
