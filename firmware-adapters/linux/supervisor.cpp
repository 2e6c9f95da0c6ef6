#include "linux/supervisor.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace cairn::edge {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once, at the start
    return value != nullptr ? value : "";
}

}  // namespace

Supervisor::Supervisor(std::string socket_path, std::string_view watchdog_us)
    : socket_path_(std::move(socket_path)) {
    std::int64_t microseconds = 0;
    std::from_chars(watchdog_us.data(), watchdog_us.data() + watchdog_us.size(), microseconds);
    if (microseconds > 0) alive_interval_ = std::max(Millis{1}, Millis{microseconds / 2000});
}

Supervisor::Supervisor() : Supervisor(environment("NOTIFY_SOCKET"), environment("WATCHDOG_USEC")) {}

void Supervisor::send(std::string_view state) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket_path_.empty() || socket_path_.size() >= sizeof address.sun_path) return;
    std::memcpy(address.sun_path, socket_path_.data(), socket_path_.size());
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // a socket without a file
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_path_.size());
    // Nobody to tell is no reason to stop working.
    static_cast<void>(::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                               reinterpret_cast<const sockaddr*>(&address), size));
    ::close(socket);
}

}  // namespace cairn::edge
