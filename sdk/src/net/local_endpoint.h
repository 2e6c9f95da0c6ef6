// Where to listen: an address of this machine, or a name that stands for one.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>

#include "cairn/net/endpoint.h"
#include "net/event_loop_impl.h"

namespace cairn::net {

/// `Protocol`: boost::asio::ip::tcp or udp. io: no such address; `detail` is errno.
template <typename Protocol>
Result<typename Protocol::endpoint> local_endpoint(EventLoop& loop, const Endpoint& listen) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(listen.host, error);
    if (!error) return typename Protocol::endpoint(address, listen.port);
    typename Protocol::resolver resolver(loop.impl().context);
    const auto found =
        resolver.resolve(listen.host, std::to_string(listen.port), Protocol::resolver::passive, error);
    if (error || found.empty()) return fail(Errc::io, "the address to listen on is not known", error.value());
    return found.begin()->endpoint();
}

}  // namespace cairn::net
