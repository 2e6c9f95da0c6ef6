// A blocking TCP client for loopback that says exactly what a test wants said.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace cairn::test {

class RawClient {
public:
    /// `receive_buffer_bytes`, when not 0, makes the kernel hold little for a client that does not read.
    explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer_bytes != 0)
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof(receive_buffer_bytes));
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0;
    }
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const noexcept { return connected_; }

    bool send(std::string_view text) {
        while (!text.empty()) {
            const ssize_t count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }
    void end_sending() { ::shutdown(socket_, SHUT_WR); }

    /// What came until `mark` was in it; also at the end of the connection and after ten seconds.
    std::string read_until(std::string_view mark) {
        while (got_.find(mark) == std::string::npos && read_some()) {
        }
        const std::size_t at = got_.find(mark);
        const std::size_t size = at == std::string::npos ? got_.size() : at + mark.size();
        std::string front = got_.substr(0, size);
        got_.erase(0, size);
        return front;
    }
    std::string read(std::size_t size) {
        while (got_.size() < size && read_some()) {
        }
        std::string front = got_.substr(0, size);
        got_.erase(0, front.size());
        return front;
    }
    /// Everything until the peer closes.
    std::string read_to_end() {
        while (read_some()) {
        }
        return std::exchange(got_, {});
    }
    bool ended() const noexcept { return ended_; }

private:
    bool read_some() {
        constexpr int patience_ms = 10'000;
        pollfd readable{socket_, POLLIN, 0};
        if (::poll(&readable, 1, patience_ms) != 1) return false;
        std::array<char, 65536> piece{};
        const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
        if (count <= 0) {
            ended_ = true;
            return false;
        }
        got_.append(piece.data(), static_cast<std::size_t>(count));
        return true;
    }

    int socket_;
    bool connected_ = false;
    bool ended_ = false;
    std::string got_;
};

}  // namespace cairn::test
