// An Eclipse Paho client, and what went wrong with it.
#pragma once

#include <mqtt/async_client.h>

#include <optional>
#include <string>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/net/endpoint.h"

namespace cairn::net {

struct BrokerLogin {
    Endpoint broker;
    std::string client_id;
    std::string username;  // empty: anonymous
    std::string password;
    std::string ca_file;  // not empty: TLS
    Millis timeout{10'000};
};

/// What went wrong, as a code to react to and as a sentence for people. Never holds a secret.
struct BrokerFailure {
    Errc code = Errc::closed;
    std::string text;
};

/// For a broker's certificate and host name; an empty `ca_file` trusts the system's authorities.
mqtt::ssl_options tls_options(const std::string& ca_file);
/// Disconnects, should it still be connected, and waits for that a second at most.
void leave_and_wait(mqtt::async_client& client) noexcept;

class PahoClient {
public:
    explicit PahoClient(BrokerLogin login);
    ~PahoClient() { leave_and_wait(client_); }
    PahoClient(const PahoClient&) = delete;
    PahoClient& operator=(const PahoClient&) = delete;

    mqtt::async_client& mqtt() noexcept { return client_; }

    /// Waits until the broker has answered.
    std::optional<BrokerFailure> connect();

private:
    mqtt::connect_options connect_options() const;
    BrokerFailure explain(const mqtt::exception& thrown) const;

    BrokerLogin login_;
    mqtt::async_client client_;
};

}  // namespace cairn::net
