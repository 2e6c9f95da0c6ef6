#include "cairn/net/secret_file.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>

#include "cairn/core/hex.h"
#include "cairn/core/secret.h"
#include "cairn/net/private_file.h"

namespace cairn::net {
namespace {

constexpr const char* advice = "; make one with: openssl rand -hex 32";

std::optional<Secret> parse_secret(std::string_view line) {
    Secret secret{};
    if (line.size() != 2 * secret.size() || !parse_hex(line, secret)) return std::nullopt;
    return secret;
}

}  // namespace

std::vector<Secret> read_secret_file(const std::string& path, std::vector<std::string>& errors) {
    if (!is_private_file(path, errors)) return {};
    std::ifstream file(path);
    std::vector<Secret> secrets;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        if (line.empty() || line.front() == '#') continue;
        const auto secret = parse_secret(line);
        wipe({reinterpret_cast<std::uint8_t*>(line.data()), line.size()});
        const bool is_new = secret && std::ranges::find(secrets, *secret) == secrets.end();
        if (!is_new || secrets.size() == secret_file_secrets_max) {
            errors.push_back(path + ":" + std::to_string(number) +
                             ": expected a secret of 64 hexadecimal digits, each once, " +
                             std::to_string(secret_file_secrets_max) + " at most" + advice);
            return {};
        }
        secrets.push_back(*secret);
    }
    if (secrets.empty()) errors.push_back(path + ": no secret in it" + advice);
    return secrets;
}

}  // namespace cairn::net
