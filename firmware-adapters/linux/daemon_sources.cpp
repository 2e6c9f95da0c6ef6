// The sources beside the broker: posts and datagrams.
#include <algorithm>
#include <cstring>
#include <functional>

#include "cairn/core/limits.h"
#include "cairn/net/log.h"
#include "linux/daemon.h"

namespace cairn::edge {
namespace {

using net::log;
using net::LogLevel;

constexpr std::size_t post_connections_max = 256;
// At most one message is taken in and not durable at a time; a few more may never be posted again.
constexpr std::size_t deferred_posts_max = 64;

std::string listen_advice(const char* source, const net::Endpoint& listen, const Error& error) {
    return std::string("[") + source + "] cannot listen on " + listen.text() + ": " + error.where + " (" +
           std::strerror(error.detail) + "); set another [" + source + "] listen";
}

std::size_t hash_of(const Message& message) noexcept {
    const std::hash<std::string_view> hash;
    return hash(message.topic) * 31 + hash(as_text(message.payload));
}

}  // namespace

bool Daemon::open_post_source(std::string& why) {
    if (!config_.http) return true;
    net::HttpHandlers handlers;
    handlers.respond = [this](const net::HttpRequest& request) { return accept_post(request); };
    net::HttpServerOptions options;
    options.listen = config_.http->listen;
    options.connections_max = post_connections_max;
    options.body_bytes_max = limits::message_bytes_max;
    auto server = net::HttpServer::open(loop_, options, std::move(handlers));
    if (!server) {
        why = listen_advice("http", options.listen, server.error());
        return false;
    }
    post_source_ = std::move(*server);
    log(LogLevel::info, "http",
        "takes posts on http://" + net::Endpoint{options.listen.host, post_source_->port()}.text() + "/");
    return true;
}

bool Daemon::open_udp_source(std::string& why) {
    if (!config_.udp) return true;
    net::DatagramHandlers handlers;
    handlers.received = [this](const net::Datagram& datagram) { accept_datagram(datagram); };
    handlers.taken = [this] {
        if (!is_closed_) commit_when_due();
    };
    auto source = net::UdpSource::open(loop_, *config_.udp, std::move(handlers));
    if (!source) {
        why = listen_advice("udp", *config_.udp, source.error());
        return false;
    }
    udp_source_ = std::move(*source);
    log(LogLevel::info, "udp",
        "takes datagrams on " + net::Endpoint{config_.udp->host, udp_source_->port()}.text());
    return true;
}

// What could not be written goes first; nothing is taken in on top of it.
bool Daemon::has_room() {
    return buffer_error_.empty() || commit();
}

net::HttpResponse Daemon::accept_post(const net::HttpRequest& request) {
    if (auto refusal = refusal_of(request, *config_.http)) return *refusal;
    const bool is_durable = !is_closed_ && keep_post(message_of(request));
    ++(is_durable ? posts_ : posts_deferred_);
    return answer_to_post(is_durable);
}

bool Daemon::keep_post(const Message& message) {
    if (!has_room()) return false;
    // The gateway posts again what was taken in already and has become durable since.
    const std::size_t hash = hash_of(message);
    const auto deferred = std::ranges::find(deferred_posts_, hash);
    if (deferred != deferred_posts_.end()) {
        deferred_posts_.erase(deferred);
        return true;
    }
    const auto taken = ingest(message, {});
    if (!taken) return commit_failed(taken.error()), false;
    if (commit()) return true;
    if (deferred_posts_.size() == deferred_posts_max) deferred_posts_.pop_front();
    deferred_posts_.push_back(hash);
    return false;
}

void Daemon::accept_datagram(const net::Datagram& datagram) {
    if (is_closed_) return;
    const std::string topic = "udp/" + std::string(datagram.sender);
    const bool is_taken = has_room() && ingest({topic, datagram.payload}, {});
    ++(is_taken ? datagrams_ : datagrams_dropped_);
}

}  // namespace cairn::edge
