#include "linux/credential_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "cairn/net/certificate.h"
#include "cairn/net/config_file.h"
#include "cairn/net/private_file.h"

namespace cairn::edge {
namespace {

constexpr std::size_t secret_digits = 64;

bool is_secret(const std::string& text) {
    return text.size() == secret_digits && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

/// A file that is written under another name first.
class Replacement {
public:
    explicit Replacement(const std::string& path)
        : path_(path),
          new_path_(path + ".new"),
          file_(::open(new_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {}
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;
    ~Replacement() {
        if (file_ < 0) return;
        ::close(file_);
        if (!is_in_place_) ::unlink(new_path_.c_str());
    }

    bool write(std::string_view text) {
        if (file_ < 0) return false;
        while (!text.empty()) {
            const auto written = ::write(file_, text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        is_in_place_ = ::fsync(file_) == 0 && ::rename(new_path_.c_str(), path_.c_str()) == 0;
        return is_in_place_ && sync_folder();
    }

private:
    /// The new name is durable with its folder only.
    bool sync_folder() const {
        const auto parent = std::filesystem::path(path_).parent_path();
        const std::string folder = parent.empty() ? "." : parent.string();
        const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (opened < 0) return false;
        const bool is_synced = ::fsync(opened) == 0;
        ::close(opened);
        return is_synced;
    }

    std::string path_;
    std::string new_path_;
    int file_;
    bool is_in_place_ = false;
};

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
    if (!Replacement(path).write(text)) return fail(Errc::io, "credential: cannot be written", errno);
    return {};
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
