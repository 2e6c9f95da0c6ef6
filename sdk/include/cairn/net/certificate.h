// The keys and certificates with which a cloud identifies itself to its edges.
#pragma once

#include <string>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/net/tls_listener.h"

namespace cairn::net {

/// Whether a certificate can be made for this: a host name, which may start with "*.", or an address.
bool is_certificate_name(const std::string& name);

/// Makes, unless they are there, a certificate authority of the cloud's own (ca.pem, ca.key) and a
/// server certificate signed by it (server.pem, server.key) in `folder`: ECDSA P-256, keys of mode 0600,
/// host names and IP addresses `names` as subjectAltName. A server certificate that lacks one of
/// `names`, or ends within 30 days, is made anew under the same authority.
/// Processes that ask at the same time wait for each other (certificate.lock).
/// io: a file cannot be read or written. malformed: a file holds something else.
Result<TlsServerFiles> ensure_server_certificate(const std::string& folder,
                                                 const std::vector<std::string>& names, Timestamp now);

/// Whether there is a certificate in this PEM text.
bool holds_certificate(const std::string& pem);

}  // namespace cairn::net
