#include "net/paho_socket.h"

#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::net {
namespace {

struct Turns {
    std::mutex mutex;
    std::condition_variable changed;
    std::set<std::uint16_t> taken;  // broker ports
};

Turns& turns() {
    static Turns the_turns;
    return the_turns;
}

/// Asked of /proc, so that numbers of other threads are only read about, never used. 0: no socket.
std::uint64_t inode_of(int number) {
    std::array<char, 64> target{};
    const std::string link = "/proc/self/fd/" + std::to_string(number);
    if (::readlink(link.c_str(), target.data(), target.size() - 1) < 0) return 0;
    constexpr std::string_view kind = "socket:[";
    return std::string_view(target.data()).starts_with(kind)
               ? std::strtoull(target.data() + kind.size(), nullptr, 10)
               : 0;
}

/// 0: no TCP socket, or not connected.
std::uint16_t peer_port_of(int number) {
    sockaddr_storage peer{};
    socklen_t size = sizeof(peer);
    if (::getpeername(number, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return 0;
    if (peer.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(peer).sin_port);
    if (peer.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(peer).sin6_port);
    return 0;
}

std::vector<PahoSocket> sockets_to(std::uint16_t port) {
    std::vector<PahoSocket> found;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc/self/fd"), ::closedir);
    if (!folder) return found;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is this function's own.
    while (const dirent* entry = ::readdir(folder.get())) {
        const int number =
            std::atoi(entry->d_name);  // NOLINT(cert-err34-c): "." and ".." become 0, no socket
        const std::uint64_t inode = inode_of(number);
        if (inode != 0 && peer_port_of(number) == port) found.push_back({number, inode});
    }
    return found;
}

}  // namespace

void PahoSocket::shut_down() const {
    if (inode != 0 && inode_of(number) == inode) ::shutdown(number, SHUT_RDWR);
}

ConnectTurn::ConnectTurn(std::uint16_t broker_port) : port_(broker_port) {
    {
        std::unique_lock lock(turns().mutex);
        turns().changed.wait(lock, [this] { return !turns().taken.contains(port_); });
        turns().taken.insert(port_);
    }
    for (const PahoSocket& socket : sockets_to(port_)) before_.insert(socket.inode);
}

ConnectTurn::~ConnectTurn() {
    const std::lock_guard lock(turns().mutex);
    turns().taken.erase(port_);
    turns().changed.notify_all();
}

std::optional<PahoSocket> ConnectTurn::find() const {
    std::optional<PahoSocket> found;
    for (const PahoSocket& socket : sockets_to(port_)) {
        if (before_.contains(socket.inode)) continue;
        if (found) return std::nullopt;
        found = socket;
    }
    return found;
}

}  // namespace cairn::net
