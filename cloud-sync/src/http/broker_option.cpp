#include "http/broker_option.h"

#include <fstream>
#include <iterator>
#include <vector>

#include "cairn/net/certificate.h"
#include "cairn/net/log.h"
#include "cairn/net/private_file.h"

namespace cairn::cloud {
namespace {

std::nullopt_t refuse(const std::string& line) {
    net::log(net::LogLevel::error, "mqtt", line);
    return std::nullopt;
}

bool is_authority(const std::string& file) {
    std::ifstream pem(file);
    return net::holds_certificate({std::istreambuf_iterator<char>(pem), std::istreambuf_iterator<char>()});
}

}  // namespace

std::optional<net::BrokerAccess> read_broker_option(const BrokerOption& option) {
    const auto url = net::BrokerUrl::parse(option.url);
    if (!url) return refuse("--mqtt: expected mqtts://HOST or mqtts://HOST:PORT, found " + option.url);
    if (!url->is_private() && !option.allows_plain)
        return refuse("--mqtt " + option.url +
                      ": without TLS everyone on the way reads the edges' secrets. Use mqtts://, or "
                      "--mqtt-allow-plain.");
    net::BrokerAccess access{*url, option.username, "", option.ca_file};
    if (!option.ca_file.empty() && !is_authority(option.ca_file))
        return refuse("--mqtt-ca " + option.ca_file +
                      ": expected a file with the certificate of an authority");
    if (option.password_file.empty()) return access;
    std::vector<std::string> errors;
    auto password = net::read_password(option.password_file, errors);
    if (!password) return refuse("--mqtt-password-file: " + errors.front());
    access.password = *std::move(password);
    if (access.username.empty())
        return refuse("--mqtt-password-file: expected a user name beside it, with --mqtt-user NAME");
    return access;
}

}  // namespace cairn::cloud
