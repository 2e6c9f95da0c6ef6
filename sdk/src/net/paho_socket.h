// Which of this process's sockets did Paho just open?
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "net/paho_client.h"

namespace cairn::net {

/// From before a connect until after it. Clients of one broker port take turns, so that the socket that is
/// new at the end is the one that was opened in between.
class ConnectTurn {
public:
    /// Waits for the turn.
    explicit ConnectTurn(std::uint16_t broker_port);
    ~ConnectTurn();
    ConnectTurn(const ConnectTurn&) = delete;
    ConnectTurn& operator=(const ConnectTurn&) = delete;

    /// nullopt: none, or several, because somebody else connected to the same port meanwhile.
    std::optional<PahoSocket> find() const;

private:
    std::uint16_t port_;
    std::set<std::uint64_t> before_;  // inodes
};

}  // namespace cairn::net
