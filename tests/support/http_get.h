// Blocking requests over plain HTTP on loopback, for tests that ask a real server.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace cairn::test {

struct HttpAnswer {
    int status = 0;  // 0: no server there
    std::string body;
};

/// Sends one request, which asks to close; a body in chunks is not understood.
inline HttpAnswer http_ask(std::uint16_t port, const std::string& request) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return {};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{10, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    std::string text;
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        std::string_view left = request;
        for (ssize_t sent = 0; !left.empty(); left.remove_prefix(static_cast<std::size_t>(sent))) {
            sent = ::send(socket, left.data(), left.size(), MSG_NOSIGNAL);
            if (sent <= 0) break;
        }
        char piece[8192];
        for (ssize_t got = 0; (got = ::recv(socket, piece, sizeof piece, 0)) > 0;) {
            text.append(piece, static_cast<std::size_t>(got));
        }
    }
    ::close(socket);
    const auto body = text.find("\r\n\r\n");
    if (body == std::string::npos || text.size() < 12) return {};
    return {std::stoi(text.substr(9, 3)), text.substr(body + 4)};
}

inline HttpAnswer http_get(std::uint16_t port, const std::string& target) {
    return http_ask(port, "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
}

/// `headers` are whole lines, each with its end.
inline HttpAnswer http_post(std::uint16_t port, const std::string& target, const std::string& body,
                            const std::string& headers = {}) {
    return http_ask(port, "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
                              headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

/// A port of this machine's loopback that nobody listens on just now.
inline std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return 0;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    std::uint16_t port = 0;
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
        port = ntohs(address.sin_port);
    }
    ::close(socket);
    return port;
}

}  // namespace cairn::test
