// Certificates for tests, as cairn-cloud makes them for itself.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "cairn/net/certificate.h"
#include "cairn/net/system_ports.h"
#include "support/broker.h"

namespace cairn::test {

/// An authority and a server certificate for `names`, in a folder of their own.
class Certificates {
public:
    explicit Certificates(const std::vector<std::string>& names = {"127.0.0.1", "localhost", "cloud.example"},
                          Timestamp now = net::SystemClock().wall()) {
        const auto made = net::ensure_server_certificate(folder_.path(), names, now);
        if (!made) std::abort();
        files_ = *made;
    }

    const net::TlsServerFiles& files() const noexcept { return files_; }
    std::string ca_file() const { return folder_.file("ca.pem"); }
    std::string ca_pem() const { return text_of(ca_file()); }
    const TemporaryDirectory& folder() const noexcept { return folder_; }

    static std::string text_of(const std::string& path) {
        std::ifstream file(path);
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    TemporaryDirectory folder_;
    net::TlsServerFiles files_;
};

}  // namespace cairn::test
