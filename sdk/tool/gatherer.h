// Gathers a message's frames into gateways and their tags.
#pragma once

#include "decode_input.h"

namespace cairn::tool {

class Gatherer final : public IngestSink {
public:
    /// `identities` may be left out.
    Gatherer(const Decoder& decoder, Identities* identities, DecodedInput& out)
        : decoder_(decoder),
          identities_(identities),
          out_(out) {}

    void frame(const Frame& frame) override;
    void rejected(const Error& error) override { out_.errors.push_back(error); }

private:
    DecodedGateway& gateway(const GatewayId& id);
    /// The tag's last hearing: records belong to the one before them.
    DecodedTag& tag(const GatewayId& gateway_id, const TagId& id);

    void add(const GatewayId& gateway_id, const Advertisement& advertisement);
    void add(const GatewayId& gateway_id, const Reading& reading);
    void add(const GatewayId& gateway_id, const Attribute& attribute);
    void add(const GatewayId& gateway_id, const GeoFix& fix);
    void add(const GatewayId& gateway_id, const GatewayStatus& status);
    void add(const GatewayId& gateway_id, const Sighting& sighting);
    /// Positions are made further on, and pass-through is not asked for: adapters hand over neither here.
    void add(const GatewayId& /*gateway_id*/, const Position& /*position*/) {}
    void add(const GatewayId& /*gateway_id*/, const RawMessage& /*message*/) {}

    const Decoder& decoder_;
    Identities* identities_;
    DecodedInput& out_;
};

}  // namespace cairn::tool
