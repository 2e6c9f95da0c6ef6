#include "civic/civic.h"

#include <algorithm>
#include <utility>

#include "cairn/ingest/topic_filter.h"
#include "civic/contract.h"
#include "civic/mapped.h"
#include "dialect/topic.h"

namespace cairn::adapters::civic {
namespace {

class Civic final : public Adapter {
public:
    Civic(Scratch& scratch, std::vector<CivicMapping> mappings) noexcept
        : scratch_(&scratch),
          mappings_(std::move(mappings)) {}

    std::string_view name() const noexcept override { return "civic"; }

    bool recognises(const Message& message) const noexcept override {
        const auto document = scratch_->json.parse(message.payload);
        return document && (mapping_for(message.topic) != nullptr || member(*document, "cairn"));
    }

    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        const auto document = scratch_->json.parse(message.payload);
        if (!document) return sink.rejected(document.error());
        if (member(*document, "cairn")) {
            read_contract(Fields(*object_of(*document), sink), now, scratch_->frames);
        } else if (const CivicMapping* mapping = mapping_for(message.topic)) {
            read_mapped(*mapping, *document, now, scratch_->frames, sink);
        } else {
            sink.rejected(Error{Errc::unsupported, 0, "civic: neither the contract nor a mapped topic"});
        }
    }

private:
    const CivicMapping* mapping_for(std::string_view topic) const noexcept {
        const auto found = std::ranges::find_if(mappings_, [topic](const CivicMapping& mapping) {
            return topic_matches(mapping.topic_filter, topic);
        });
        return found != mappings_.end() ? &*found : nullptr;
    }

    Scratch* scratch_;
    std::vector<CivicMapping> mappings_;
};

}  // namespace

Result<void> check(const CivicMapping& mapping) noexcept {
    if (!is_topic_filter(mapping.topic_filter)) {
        return fail(Errc::malformed, "civic mapping: topic filter");
    }
    if (mapping.tag.empty()) return fail(Errc::malformed, "civic mapping: tag path");
    const bool named = !mapping.gateway_name.empty();
    if (mapping.gateway.empty() && !named) return fail(Errc::malformed, "civic mapping: gateway");
    if (named && !GatewayId::make("civic", mapping.gateway_name)) {
        return fail(Errc::malformed, "civic mapping: gateway name");
    }
    for (const MappedMeasurement& measurement : mapping.measurements) {
        const bool whole = !measurement.path.empty() && !measurement.type.empty();
        if (!whole) return fail(Errc::malformed, "civic mapping: measurement");
    }
    return {};
}

std::unique_ptr<Adapter> make_civic(Scratch& scratch, std::vector<CivicMapping> mappings) {
    return std::make_unique<Civic>(scratch, std::move(mappings));
}

}  // namespace cairn::adapters::civic
