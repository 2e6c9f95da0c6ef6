// Gateways' messages as datagrams. Nobody acknowledges a datagram: what comes while nobody listens is lost.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/net/endpoint.h"
#include "cairn/net/event_loop.h"

namespace cairn::net {

/// A view that lives for the call.
struct Datagram {
    Bytes payload;
    std::string_view sender;  // its address, without the port: "192.168.1.20"
};

/// Called on the loop's thread. Datagrams that wait together are handed over one by one, a bounded
/// number at a time, and then `taken` is called once.
struct DatagramHandlers {
    std::function<void(const Datagram&)> received;
    std::function<void()> taken;
};

class UdpSource {
public:
    /// io: the port is in use, or the address is none of this machine; `detail` is errno.
    static Result<std::unique_ptr<UdpSource>> open(EventLoop& loop, const Endpoint& listen,
                                                   DatagramHandlers handlers);
    /// The port that it listens on; listen.port 0 takes any free one.
    std::uint16_t port() const noexcept;
    void close();
    ~UdpSource();

private:
    struct Impl;
    explicit UdpSource(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
