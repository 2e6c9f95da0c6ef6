#include "linux/credential_file.h"

#include <algorithm>
#include <fstream>

#include "cairn/net/certificate.h"
#include "cairn/net/config_file.h"
#include "cairn/net/private_file.h"

namespace cairn::edge {
namespace {

constexpr std::size_t secret_digits = 64;
constexpr std::size_t secret_bytes_max = 4096;

bool is_secret(const std::string& text) {
    return text.size() == secret_digits && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

}  // namespace

std::optional<Credential> read_credential(const std::string& path, std::vector<std::string>& errors) {
    if (!net::is_private_file(path, errors)) return std::nullopt;
    auto file = net::ConfigFile::open(path);
    auto& root = file.root();
    Credential credential;
    credential.edge.edge = root.text("edge", "");
    if (credential.edge.edge.empty()) root.reject("edge", "the name of this edge");
    credential.edge.secret = root.text("secret", "");
    if (!is_secret(credential.edge.secret)) root.reject("secret", "64 hexadecimal digits");
    if (!root.has("cloud")) root.reject("cloud", "host:port");
    credential.cloud = root.endpoint("cloud", {});
    credential.ca_pem = root.text("ca_pem", "");
    if (!net::holds_certificate(credential.ca_pem))
        root.reject("ca_pem", "the certificate authority of the cloud, in PEM");
    const auto found = file.errors();
    errors.insert(errors.end(), found.begin(), found.end());
    if (!found.empty()) return std::nullopt;
    return credential;
}

std::optional<std::string> read_secret(const std::string& path, std::vector<std::string>& errors) {
    if (!net::is_private_file(path, errors)) return std::nullopt;
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line) || line.empty() || line.size() > secret_bytes_max) {
        errors.push_back(path + ": expected a password in the first line");
        return std::nullopt;
    }
    if (line.back() == '\r') line.pop_back();
    return line;
}

}  // namespace cairn::edge
