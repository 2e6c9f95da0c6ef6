// TLS 1.2 as a pure machine (mbedTLS): bytes in, bytes out, no socket and no wait.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/net/tls_listener.h"

namespace cairn::net {

/// What all sessions of one end have in common: its role, keys and authorities. Never changes.
class TlsContext {
public:
    /// A client that trusts the authorities in `ca_pem` only, and wants `server_name` in the
    /// certificate's subjectAltName: a DNS name, or an IP address. The common name does not count
    /// (RFC 9525 section 2). malformed: `ca_pem` holds no certificate, or something else beside.
    static Result<std::shared_ptr<TlsContext>> client(const std::string& ca_pem,
                                                      const std::string& server_name);
    /// A server with this chain and key. malformed: no certificate, no key, or the one is not for the other.
    static Result<std::shared_ptr<TlsContext>> server(const std::string& chain_pem,
                                                      const std::string& key_pem);
    /// The same from files. io: cannot be read; `detail` is errno.
    static Result<std::shared_ptr<TlsContext>> server(const TlsServerFiles& files);
    ~TlsContext();

    struct Impl;  // in tls_session.cpp
    explicit TlsContext(std::unique_ptr<Impl> impl) noexcept;
    Impl& impl() noexcept { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
};

/// One connection's worth of TLS. After an error other than would_block nothing but output() is of use:
/// it may hold the alert that tells the peer why.
class TlsSession {
public:
    /// A client offers to resume the session that `resume` was saved from, when there is one.
    explicit TlsSession(std::shared_ptr<TlsContext> context, Bytes resume = {});
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    /// Bytes from the peer; they wait inside until handshake() or read() takes them.
    void feed(Bytes received);
    /// The peer will send nothing more.
    void feed_end();

    /// Goes on as far as the bytes fed allow. would_block: feed more. denied: the server's certificate
    /// is refused; `where` says why. truncated: ended early. malformed: not TLS as spoken here.
    Result<void> handshake();
    bool is_established() const noexcept;
    /// Whether the handshake resumed an earlier session.
    bool is_resumed() const noexcept;

    /// would_block: feed more. closed: the peer ended the session properly. truncated: it did not.
    Result<std::size_t> read(MutableBytes plain);
    /// Adds `plain` to output(), all of it.
    Result<void> write(Bytes plain);
    /// Adds the alert that ends the session to output().
    void close();

    /// What is to be sent to the peer. The caller clears what it took.
    std::vector<std::uint8_t>& output() noexcept;
    /// The client's session for a later one to resume; holds keys. Empty when there is none.
    std::vector<std::uint8_t> save() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn::net
