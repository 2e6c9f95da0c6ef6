// systemd, if it started this program: readiness, watchdog, status (sd_notify(3), the socket protocol).
#pragma once

#include <string>
#include <string_view>

#include "cairn/core/time.h"

namespace cairn::edge {

class Supervisor {
public:
    /// `socket_path` is $NOTIFY_SOCKET, `watchdog_us` is $WATCHDOG_USEC; empty where there is none.
    Supervisor(std::string socket_path, std::string_view watchdog_us);
    /// From the environment.
    Supervisor();

    void ready() const { send("READY=1"); }
    void stopping() const { send("STOPPING=1"); }
    void alive() const { send("WATCHDOG=1"); }
    /// How often alive() is due: half of what systemd waits. 0: never.
    Millis alive_interval() const noexcept { return alive_interval_; }

private:
    void send(std::string_view state) const;

    std::string socket_path_;
    Millis alive_interval_{0};
};

}  // namespace cairn::edge
