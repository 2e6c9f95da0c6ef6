#include "net/paho_client.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace cairn::net {
namespace {

constexpr std::chrono::seconds disconnect_timeout{1};
constexpr int probe_timeout_ms = 1'000;
constexpr std::chrono::seconds keep_alive{60};

std::string uri_of(const BrokerLogin& login) {
    return (login.ca_file.empty() ? "tcp://" : "ssl://") + login.broker.text();
}

std::chrono::seconds whole_seconds(Millis duration) {
    return std::max(std::chrono::ceil<std::chrono::seconds>(duration), std::chrono::seconds{1});
}

/// Paho tells a refused connection and a refused name by the same number.
bool somebody_listens(const Endpoint& broker) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(broker.host.c_str(), std::to_string(broker.port).c_str(), &hints, &found) != 0)
        return false;
    bool connected = false;
    for (const addrinfo* to = found; to != nullptr && !connected; to = to->ai_next) {
        const int probe = ::socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (probe < 0) continue;
        const bool at_once = ::connect(probe, to->ai_addr, to->ai_addrlen) == 0;
        pollfd writable{probe, POLLOUT, 0};
        int failed = 0;
        socklen_t size = sizeof(failed);
        connected =
            at_once || (::poll(&writable, 1, probe_timeout_ms) == 1 &&
                        ::getsockopt(probe, SOL_SOCKET, SO_ERROR, &failed, &size) == 0 && failed == 0);
        ::close(probe);
    }
    ::freeaddrinfo(found);
    return connected;
}

}  // namespace

mqtt::ssl_options tls_options(const std::string& ca_file) {
    mqtt::ssl_options tls;
    if (!ca_file.empty()) tls.set_trust_store(ca_file);
    tls.set_enable_server_cert_auth(true);
    tls.set_verify(true);  // the host name, which Paho by default does not look at
    // No error handler: Paho C++ 1.2 would call it through options that are gone when connect() returns.
    return tls;
}

void leave_and_wait(mqtt::async_client& client) noexcept {
    try {
        if (client.is_connected()) client.disconnect()->wait_for(disconnect_timeout);
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): it is gone, which is what is wanted.
    }
}

PahoClient::PahoClient(BrokerLogin login)
    : login_(std::move(login)),
      client_(uri_of(login_), login_.client_id, mqtt::create_options(MQTTVERSION_3_1_1), nullptr) {}

mqtt::connect_options PahoClient::connect_options() const {
    mqtt::connect_options options;
    options.set_mqtt_version(MQTTVERSION_3_1_1);
    options.set_clean_session(true);
    options.set_automatic_reconnect(false);
    options.set_keep_alive_interval(keep_alive);
    options.set_connect_timeout(whole_seconds(login_.timeout));
    if (!login_.username.empty()) {
        options.set_user_name(login_.username);
        options.set_password(login_.password);
    }
    if (login_.ca_file.empty()) return options;
    options.set_ssl(tls_options(login_.ca_file));
    return options;
}

std::optional<BrokerFailure> PahoClient::connect() {
    try {
        const auto token = client_.connect(connect_options());
        // Paho's own time-out comes first, as a rule.
        if (!token->wait_for(login_.timeout + Millis{2'000}))
            return BrokerFailure{Errc::closed, "no answer from the broker"};
        return std::nullopt;
    } catch (const mqtt::exception& thrown) {
        return explain(thrown);
    } catch (const std::exception& thrown) {
        return BrokerFailure{Errc::io, thrown.what()};
    }
}

/// Positive numbers are CONNACK return codes, MQTT 3.1.1 section 3.2.2.3.
BrokerFailure PahoClient::explain(const mqtt::exception& thrown) const {
    switch (thrown.get_return_code()) {
        case 1: return {Errc::denied, "broker does not speak MQTT 3.1.1"};
        case 2: return {Errc::denied, "broker refused the client id"};
        case 3: return {Errc::closed, "broker is not available"};
        case 4:
        case 5: return {Errc::denied, "broker refused the user name or password"};
        default: break;
    }
    if (!login_.ca_file.empty() && somebody_listens(login_.broker))
        return {Errc::denied,
                "broker's certificate is refused: not signed by ca_file, for another name than " +
                    login_.broker.host + ", or not valid now; or the broker speaks no TLS there"};
    return {Errc::closed, "no connection to the broker: " + thrown.to_string()};
}

}  // namespace cairn::net
