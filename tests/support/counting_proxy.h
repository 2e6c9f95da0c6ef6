// Stands between a client and a server on loopback, and counts what passes.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <thread>

namespace cairn::test {

/// One connection after the other.
class CountingProxy {
public:
    explicit CountingProxy(std::uint16_t server) : server_(server), listener_(tcp_socket()) {
        sockaddr_in here = loopback(0);
        socklen_t size = sizeof(here);
        if (::bind(listener_, reinterpret_cast<const sockaddr*>(&here), size) != 0 ||
            ::listen(listener_, 8) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0)
            std::abort();
        port_ = ntohs(here.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~CountingProxy() {
        is_over_ = true;
        thread_.join();
        ::close(listener_);
    }
    CountingProxy(const CountingProxy&) = delete;
    CountingProxy& operator=(const CountingProxy&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    /// Of the present connection, both ways.
    std::size_t bytes() const noexcept { return bytes_; }

private:
    static int tcp_socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }
    static sockaddr_in loopback(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    /// False: nothing came in the tenth of a second.
    static bool is_readable(int socket) {
        pollfd waiting{socket, POLLIN, 0};
        return ::poll(&waiting, 1, 100) == 1;
    }

    void run() {
        while (!is_over_) {
            if (!is_readable(listener_)) continue;
            const int client = ::accept(listener_, nullptr, nullptr);
            const int server = tcp_socket();
            const sockaddr_in to = loopback(server_);
            bytes_ = 0;
            if (::connect(server, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0)
                pass(client, server);
            ::close(client);
            ::close(server);
        }
    }
    /// Until one of them ends.
    void pass(int client, int server) {
        std::array<pollfd, 2> ends{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
        std::array<char, 16384> piece{};
        while (!is_over_) {
            ::poll(ends.data(), ends.size(), 100);
            for (std::size_t i = 0; i < ends.size(); ++i) {
                if (ends[i].revents == 0) continue;
                const ssize_t size = ::recv(ends[i].fd, piece.data(), piece.size(), 0);
                if (size <= 0) return;
                bytes_ += static_cast<std::size_t>(size);
                if (::send(ends[1 - i].fd, piece.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) !=
                    size)
                    return;
            }
        }
    }

    std::uint16_t server_;
    std::uint16_t port_ = 0;
    int listener_;
    std::atomic<std::size_t> bytes_{0};
    std::atomic<bool> is_over_{false};
    std::thread thread_;
};

}  // namespace cairn::test
