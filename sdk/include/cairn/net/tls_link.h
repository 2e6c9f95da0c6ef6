// The Link to the cloud over TCP and TLS 1.2 (mbedTLS). The server's certificate is always checked.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cairn/core/time.h"
#include "cairn/net/endpoint.h"
#include "cairn/net/event_loop.h"
#include "cairn/ports/link.h"

namespace cairn::net {

struct TlsLinkOptions {
    Endpoint cloud;
    std::string ca_pem;  // PEM text; the only authorities that are trusted. There is no way to trust all.
    std::string server_name;  // must be in the certificate; empty: cloud.host
    Millis connect_timeout{10'000};  // name look-up, TCP and TLS together
};

/// Messages travel as a four-byte big-endian length and that many bytes (docs/wire.md). The last TLS
/// session is resumed where the server agrees. Use on the loop's thread only.
class TlsLink final : public Link {
public:
    /// malformed: ca_pem holds no certificate.
    static Result<std::unique_ptr<TlsLink>> make(EventLoop& loop, const TlsLinkOptions& options);

    Result<void> connect() override;
    Result<void> send(Bytes message) override;
    Result<std::size_t> receive(MutableBytes message) override;
    void disconnect() override;

    /// Called on the loop's thread whenever connect(), send() or receive() may now get further.
    void on_ready(std::function<void()> ready);

    ~TlsLink() override;

private:
    struct Impl;
    explicit TlsLink(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
