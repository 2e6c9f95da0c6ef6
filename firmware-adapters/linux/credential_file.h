// The files that hold secrets: read only when nobody else can.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/net/endpoint.h"
#include "cairn/sync/sync_client.h"

namespace cairn::edge {

/// What `cairn-cloud edge add` wrote.
struct Credential {
    std::string file;  // that holds it
    EdgeCredential edge;
    net::Endpoint cloud;
    std::string ca_pem;
};

/// Says what is wrong in `errors`, a line each, and never a secret.
std::optional<Credential> read_credential(const std::string& path, std::vector<std::string>& errors);

/// Puts another secret in the place of the one in the file, which after a loss of power is either the one
/// before or this one. malformed: not a secret, or not such a file. io: the file or its folder cannot be
/// written; `detail` is errno.
Result<void> replace_secret(const std::string& path, const std::string& secret);

}  // namespace cairn::edge
