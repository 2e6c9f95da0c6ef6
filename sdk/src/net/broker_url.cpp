#include "cairn/net/broker_url.h"

namespace cairn::net {

Result<BrokerUrl> BrokerUrl::parse(std::string_view text) {
    constexpr std::string_view with_tls = "mqtts://";
    constexpr std::string_view without_tls = "mqtt://";
    BrokerUrl url;
    url.has_tls = text.starts_with(with_tls);
    if (!url.has_tls && !text.starts_with(without_tls))
        return fail(Errc::malformed, "broker: expected mqtts://host or mqtts://host:port");
    const std::string place(text.substr((url.has_tls ? with_tls : without_tls).size()));
    auto endpoint = Endpoint::parse(place);
    if (!endpoint) endpoint = Endpoint::parse(place + (url.has_tls ? ":8883" : ":1883"));
    if (!endpoint) return fail(endpoint.error());
    url.endpoint = *std::move(endpoint);
    return url;
}

std::string BrokerUrl::text() const {
    return (has_tls ? "mqtts://" : "mqtt://") + endpoint.text();
}

}  // namespace cairn::net
