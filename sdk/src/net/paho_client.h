// What MqttSource and MqttPublisher have in common: an Eclipse Paho client, and what went wrong with it.
#pragma once

// Paho tells a message's packet id only to its own tests. The switch adds accessors and changes no layout.
#ifndef UNIT_TESTS
#define UNIT_TESTS
#endif
#include <mqtt/async_client.h>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
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
    Millis keep_alive{60'000};
    Millis timeout{10'000};
    bool clean_session = true;
};

/// What went wrong, as a code to react to and as a sentence for people. Never holds a secret.
struct BrokerFailure {
    Errc code = Errc::closed;
    std::string text;
};

/// One TCP socket of this process, known by its number and, as numbers are used again, by its inode.
struct PahoSocket {
    int number = -1;
    std::uint64_t inode = 0;

    /// Ends both directions; Paho finds out by itself. Does nothing once the socket is closed.
    void shut_down() const;
};

/// A client, together with the one thing Paho keeps from its users: its socket.
///
/// Paho calls back with its one global lock held, and sends the PUBACK when the callback returns: no call
/// of Paho's own can end the connection in between. Whoever must not acknowledge a message needs the socket.
class PahoClient {
public:
    explicit PahoClient(BrokerLogin login);
    /// Disconnects, should it still be connected, and waits for that a second at most.
    ~PahoClient();
    PahoClient(const PahoClient&) = delete;
    PahoClient& operator=(const PahoClient&) = delete;

    mqtt::async_client& mqtt() noexcept { return client_; }

    /// Waits until the broker has answered. True in `session_present`: it kept the session.
    std::optional<BrokerFailure> connect(bool* session_present = nullptr);
    /// For Paho's threads, from the first message on. nullopt: it could not be told apart from another.
    std::optional<PahoSocket> socket() const;

private:
    mqtt::connect_options connect_options() const;
    BrokerFailure explain(const mqtt::exception& thrown) const;

    BrokerLogin login_;
    mutable std::mutex mutex_;  // for the members below, which Paho's threads use too
    mutable std::condition_variable found_;
    bool looked_for_socket_ = false;
    std::optional<PahoSocket> socket_;
    mqtt::async_client client_;  // goes first: its threads use the members above
};

}  // namespace cairn::net
