#include "broker.h"

#include <algorithm>
#include <iostream>

#include "terminal.h"
#include "text_file.h"

namespace cairn::tool {

void add_broker_options(CLI::App& command, BrokerOptions& options) {
    command.add_option("--broker", options.broker, "host:port of the MQTT broker")->capture_default_str();
    command.add_option("--username", options.username, "User name at the broker");
    command.add_option("--password-file", options.password_file, "File whose first line is the password");
    command.add_option("--ca-file", options.ca_file, "Connect with TLS; authorities (PEM) that are trusted");
    command.add_option("--qos", options.qos, "MQTT quality of service")
        ->check(CLI::Range(0, 2))
        ->capture_default_str();
}

std::unique_ptr<net::MqttPublisher> connect(const BrokerOptions& options) {
    const auto endpoint = net::Endpoint::parse(options.broker);
    if (!endpoint) return complain("--broker: expected host:port, found " + options.broker), nullptr;
    net::MqttPublisherOptions publisher;
    publisher.broker = *endpoint;
    publisher.username = options.username;
    publisher.ca_file = options.ca_file;
    if (!options.password_file.empty()) {
        const auto text = read_text(options.password_file);
        if (!text) return nullptr;
        publisher.password = text->substr(0, text->find_first_of("\r\n"));
    }
    std::string reason;
    auto opened = net::MqttPublisher::open(publisher, &reason);
    if (opened) return std::move(*opened);
    std::string text = options.broker + ": " + name(opened.error().code);
    if (!reason.empty()) text += ": " + reason;
    return complain(text), nullptr;
}

bool Traffic::publish(net::MqttPublisher& publisher, const std::string& topic, const std::string& payload,
                      int qos) {
    const auto sent = publisher.publish(topic, as_bytes(payload), qos);
    if (!sent) {
        complain(std::string("broker: ") + name(sent.error().code) + ": " + sent.error().where);
        return false;
    }
    ++messages_;
    bytes_ += payload.size();
    return true;
}

void Traffic::show_progress() {
    const auto now = std::chrono::steady_clock::now();
    if (!errors_are_watched() || now - shown_ < std::chrono::milliseconds{500}) return;
    shown_ = now;
    has_shown_ = true;
    std::cerr << "\r\x1b[K" << messages_ << " messages, " << fixed(seconds(), 0) << " s, "
              << fixed(static_cast<double>(messages_) / seconds(), 1) << " messages/s" << std::flush;
}

void Traffic::sum_up() {
    if (has_shown_) std::cerr << "\r\x1b[K" << std::flush;
    std::cout << "messages=" << messages_ << " bytes=" << bytes_ << " seconds=" << fixed(seconds(), 1)
              << " rate=" << fixed(static_cast<double>(messages_) / seconds(), 1) << std::endl;
}

double Traffic::seconds() const {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
    return std::max(elapsed.count(), 1e-3);
}

}  // namespace cairn::tool
