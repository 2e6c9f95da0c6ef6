#include "http_get.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <memory>
#include <utility>

namespace cairn::tool {
namespace {

constexpr std::size_t answer_bytes_max = 64UL * 1024 * 1024;
constexpr timeval step_time_max{10, 0};

/// A connected socket; closed with its owner.
class Connection {
public:
    explicit Connection(int socket) noexcept : socket_(socket) {}
    Connection(Connection&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
    ~Connection() {
        if (socket_ >= 0) ::close(socket_);
    }
    int socket() const noexcept { return socket_; }

    static Result<Connection> open(const net::Endpoint& server) {
        addrinfo wanted{};
        wanted.ai_socktype = SOCK_STREAM;
        addrinfo* list = nullptr;
        if (::getaddrinfo(server.host.c_str(), std::to_string(server.port).c_str(), &wanted, &list) != 0) {
            return fail(Errc::closed, "cloud: no such host");
        }
        const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
        for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
            Connection connection(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol));
            if (connection.socket() < 0) continue;
            ::setsockopt(connection.socket(), SOL_SOCKET, SO_RCVTIMEO, &step_time_max, sizeof step_time_max);
            ::setsockopt(connection.socket(), SOL_SOCKET, SO_SNDTIMEO, &step_time_max, sizeof step_time_max);
            if (::connect(connection.socket(), at->ai_addr, at->ai_addrlen) == 0) return connection;
        }
        return fail(Errc::closed, "cloud: no server there");
    }

private:
    int socket_;
};

bool send_all(int socket, std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// The server closes behind its answer, since we ask for that.
Result<std::string> receive_all(int socket) {
    std::string text;
    std::array<char, 16'384> piece{};
    while (text.size() < answer_bytes_max) {
        const ssize_t got = ::recv(socket, piece.data(), piece.size(), 0);
        if (got == 0) return text;
        if (got < 0) return fail(Errc::closed, "cloud: the answer does not come");
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return fail(Errc::malformed, "cloud: the answer does not end");
}

}  // namespace

Result<net::Endpoint> parse_http_address(const std::string& text) {
    constexpr std::string_view scheme = "http://";
    if (!text.starts_with(scheme)) return fail(Errc::malformed, "cloud: not an http:// address");
    std::string rest = text.substr(scheme.size());
    if (rest.ends_with('/')) rest.pop_back();
    return net::Endpoint::parse(rest);
}

Result<std::string> body_of_answer(std::string_view answer) {
    constexpr std::string_view version = "HTTP/1.1 ";
    const std::size_t body_at = answer.find("\r\n\r\n");
    int status = 0;
    if (!answer.starts_with("HTTP/1.") || body_at == answer.npos || body_at < version.size() ||
        std::from_chars(answer.data() + version.size(), answer.data() + body_at, status).ec != std::errc{}) {
        return fail(Errc::malformed, "cloud: not HTTP");
    }
    if (status != 200) return fail(Errc::denied, "cloud: status", status);
    return std::string(answer.substr(body_at + 4));
}

Result<std::string> http_get(const net::Endpoint& server, const std::string& target) {
    CAIRN_TRY(const auto connection, Connection::open(server));
    const std::string request =
        "GET " + target + " HTTP/1.1\r\nHost: " + server.text() + "\r\nConnection: close\r\n\r\n";
    if (!send_all(connection.socket(), request)) return fail(Errc::closed, "cloud: went away");
    CAIRN_TRY(const auto answer, receive_all(connection.socket()));
    return body_of_answer(answer);
}

}  // namespace cairn::tool
