#include "linux/credential_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "cairn/net/certificate.h"
#include "cairn/net/config_file.h"
#include "cairn/net/private_file.h"
#include "net/text_file.h"

namespace cairn::edge {
namespace {

constexpr std::size_t secret_digits = 64;

bool is_secret(const std::string& text) {
    return text.size() == secret_digits && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

}  // namespace

Result<void> replace_secret(const std::string& path, const std::string& secret) {
    if (!is_secret(secret)) return fail(Errc::malformed, "credential: not a secret");
    std::vector<std::string> errors;
    const auto present = read_credential(path, errors);
    if (!present) return fail(Errc::malformed, "credential: the file is none");
    std::ifstream file(path);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    // It stands there once: 256 random bits.
    const std::size_t place = text.find(present->edge.secret);
    if (place == std::string::npos) return fail(Errc::malformed, "credential: the file is none");
    text.replace(place, secret.size(), secret);
    return net::write_text_file(path, text, 0600, "credential: cannot be written");
}

std::optional<Credential> read_credential(const std::string& path, std::vector<std::string>& errors) {
    if (!net::is_private_file(path, errors)) return std::nullopt;
    auto file = net::ConfigFile::open(path);
    auto& root = file.root();
    Credential credential;
    credential.file = path;
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

}  // namespace cairn::edge
