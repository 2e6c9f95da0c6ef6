// What the edge's decoding needs beside tables: keys, format files, identities, and the counters that keep
// replays out, which outlive a restart.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/crypto/ring_identities.h"
#include "cairn/decode/key_ring.h"
#include "cairn/decode/replay_guard.h"
#include "cairn/edge.h"
#include "cairn/net/format_file.h"

namespace cairn::edge {

class DecodeParts {
public:
    /// Empty paths and lists are left out. What is wrong with the files is in `errors`, a line each.
    DecodeParts(const std::string& key_file, const std::vector<std::string>& format_files,
                std::vector<std::string>& errors);

    /// Lends everything to the options; outlives the Edge that is opened with them.
    void lend_to(EdgeOptions& options) noexcept;

    bool has_keys() const noexcept { return keys_.has_value(); }
    /// The counters of encrypted advertisements, in a file. Without keys nothing is read or written.
    /// malformed, corrupt and others: the file is not one; the counters begin anew. io: it cannot be written.
    Result<void> load_counters(const std::string& path);
    Result<void> save_counters(const std::string& path) const;

private:
    crypto::MbedtlsCipher cipher_;
    std::optional<KeyRing> keys_;
    std::optional<ReplayGuard> replay_guard_;
    std::optional<crypto::RingIdentities> identities_;
    net::FormatDefinitions definitions_;
};

}  // namespace cairn::edge
