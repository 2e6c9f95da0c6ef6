// A broker that says exactly what a test wants said, to one client at a time.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "cairn/net/endpoint.h"

namespace cairn::test {

class ScriptedBroker {
public:
    ScriptedBroker() : listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        ::bind(listening_, reinterpret_cast<const sockaddr*>(&address), size);
        ::listen(listening_, 4);
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~ScriptedBroker() {
        hang_up();
        ::close(listening_);
    }
    ScriptedBroker(const ScriptedBroker&) = delete;
    ScriptedBroker& operator=(const ScriptedBroker&) = delete;

    net::Endpoint endpoint() const { return {"127.0.0.1", port_}; }

    /// Takes the next client, and answers its first packet, which is a CONNECT.
    std::string take_client() {
        hang_up();
        if (is_readable(listening_)) client_ = ::accept(listening_, nullptr, nullptr);
        return take_packet();
    }
    void hang_up() {
        if (client_ >= 0) ::close(client_);
        client_ = -1;
    }
    void say(std::string_view bytes) const { ::send(client_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    /// A whole packet of under 128 bytes; empty: the client hung up, or said nothing for ten seconds.
    std::string take_packet() const {
        std::string packet = take(2);
        if (packet.size() == 2) packet += take(static_cast<unsigned char>(packet[1]));
        return packet;
    }

private:
    static bool is_readable(int socket) {
        constexpr int patience_ms = 10'000;
        pollfd readable{socket, POLLIN, 0};
        return ::poll(&readable, 1, patience_ms) == 1;
    }
    std::string take(std::size_t size) const {
        std::string got;
        while (got.size() < size && is_readable(client_)) {
            std::array<char, 128> piece{};
            const ssize_t count = ::recv(client_, piece.data(), size - got.size(), 0);
            if (count <= 0) return "";
            got.append(piece.data(), static_cast<std::size_t>(count));
        }
        return got;
    }

    int listening_;
    int client_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace cairn::test
