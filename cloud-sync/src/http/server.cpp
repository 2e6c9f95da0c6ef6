#include "http/server.h"

#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "cairn/cloud/store.h"
#include "cairn/net/certificate.h"
#include "cairn/net/http_server.h"
#include "cairn/net/log.h"
#include "cairn/net/mqtt_listener.h"
#include "cairn/net/site_file.h"
#include "cairn/net/system_ports.h"
#include "cairn/net/tls_listener.h"
#include "http/api.h"
#include "http/complaint.h"
#include "http/state_folder.h"
#include "http/sync_peers.h"

namespace cairn::cloud {
namespace {

using net::LogLevel;

// Readers that are behind get a page this often: up to 20000 records a second.
constexpr Millis feed_interval{10};
// An edge on a link that is paid by the byte asks for a sign of life every quarter of an hour.
constexpr Millis idle_timeout{20 * 60 * 1'000};
// Orders come from another process, through the store.
constexpr Millis orders_interval{1'000};
// What is left for answers under way when the server stops.
constexpr Millis farewell{300};

std::string with_port(const net::Endpoint& asked, std::uint16_t port) {
    return net::Endpoint{asked.host, port}.text();
}

// Every name by which someone may come, without repetition.
std::vector<std::string> certificate_names(const ServerOptions& options) {
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
    const auto add = [&names](const std::string& name) {
        if (name.empty() || name == "0.0.0.0" || name == "::") return;
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    };
    for (const auto& name : options.names) add(name);
    add(options.sync.host);
    add(options.http.host);
    return names;
}

/// Owns all of it, in the order in which it is taken down from the bottom up.
class Server {
public:
    Server(ServerOptions options, Site site, Store store)
        : options_(std::move(options)),
          store_(std::move(store)),
          events_(store_, counters_),
          api_(store_, {std::move(site), options_.names}, events_, counters_, entropy_),
          peers_(store_, clock_, counters_, [this] { feed(); }) {}

    bool open(const net::TlsServerFiles& files);
    void run();

private:
    bool open_sync(const net::TlsServerFiles& files);
    bool open_mqtt();
    net::LinkPeerCallbacks peer_callbacks();
    bool open_http(const net::TlsServerFiles& files);
    void feed();
    void send_orders();
    void stop();

    ServerOptions options_;
    net::SystemClock clock_;
    net::SystemEntropy entropy_;
    Counters counters_;
    Store store_;
    Events events_;
    Api api_;
    SyncPeers peers_;
    net::EventLoop loop_;
    std::unique_ptr<net::TlsListener> listener_;
    std::unique_ptr<net::MqttListener> mqtt_;
    std::unique_ptr<net::HttpServer> http_;
    bool is_feeding_ = false;
};

net::LinkPeerCallbacks Server::peer_callbacks() {
    net::LinkPeerCallbacks callbacks;
    callbacks.on_opened = [this](net::LinkPeer& peer) { peers_.open(peer); };
    callbacks.on_message = [this](net::LinkPeer& peer, Bytes message) { peers_.receive(peer, message); };
    callbacks.on_closed = [this](net::LinkPeer& peer) { peers_.forget(peer); };
    return callbacks;
}

bool Server::open_sync(const net::TlsServerFiles& files) {
    net::TlsListenerOptions listen;
    listen.listen = options_.sync;
    listen.idle_timeout = idle_timeout;
    listen.files = files;
    auto listener = net::TlsListener::open(loop_, listen, peer_callbacks());
    if (!listener) {
        complain("--sync " + options_.sync.text(), listener.error(),
                 "Free the port, or choose another with --sync HOST:PORT.");
        return false;
    }
    listener_ = *std::move(listener);
    net::log(LogLevel::info, "sync", "edges are awaited on " + with_port(options_.sync, listener_->port()));
    return true;
}

bool Server::open_mqtt() {
    if (options_.broker.url.empty()) return true;
    const auto broker = read_broker_option(options_.broker);
    if (!broker) return false;
    net::MqttListenerOptions listen;
    listen.broker = *broker;
    listen.idle_timeout = idle_timeout;
    mqtt_ = net::MqttListener::open(loop_, listen, peer_callbacks());
    return true;
}

bool Server::open_http(const net::TlsServerFiles& files) {
    net::HttpServerOptions listen;
    listen.listen = options_.http;
    const bool is_local = options_.http.is_loopback();
    if (!is_local) listen.tls = files;
    net::HttpHandlers handlers;
    handlers.respond = [this](const net::HttpRequest& request) { return api_.respond(request); };
    handlers.stream = [this](const net::HttpRequest& request) { return api_.respond_to_stream(request); };
    handlers.opened = [this](const net::HttpRequest& request, std::shared_ptr<net::EventStream> stream) {
        events_.open(request, std::move(stream));
        feed();
    };
    auto http = net::HttpServer::open(loop_, listen, std::move(handlers));
    if (!http) {
        complain("--http " + options_.http.text(), http.error(),
                 "Free the port, or choose another with --http HOST:PORT.");
        return false;
    }
    http_ = *std::move(http);
    net::log(LogLevel::info, "http",
             std::string("the live page is at ") + (is_local ? "http://" : "https://") +
                 with_port(options_.http, http_->port()) + "/");
    if (!is_local) {
        net::log(LogLevel::warning, "http",
                 "this address is open to the network, so it speaks TLS (trust " +
                     authority_file(options_.folder) + "); everyone who reaches it can read everything");
    }
    return true;
}

bool Server::open(const net::TlsServerFiles& files) {
    if (!open_sync(files) || !open_mqtt() || !open_http(files)) return false;
    loop_.on_terminate([this] { stop(); });
    send_orders();
    return true;
}

void Server::send_orders() {
    peers_.send_orders();
    loop_.after(orders_interval, [this] { send_orders(); });
}

// Streams get what is new at once, and whoever is far behind gets it bit by bit, so that others are served
// in between.
void Server::feed() {
    if (is_feeding_) return;
    is_feeding_ = events_.step();
    if (!is_feeding_) return;
    loop_.after(feed_interval, [this] {
        is_feeding_ = false;
        feed();
    });
}

void Server::stop() {
    net::log(LogLevel::info, "cloud", "stopping");
    listener_->close();
    if (mqtt_) mqtt_->close();
    http_->close();
    loop_.after(farewell, [this] { loop_.stop(); });
}

void Server::run() {
    loop_.run();
    net::log(LogLevel::info, "cloud", "stopped");
}

std::optional<Site> site_of(const std::string& file) {
    if (file.empty()) return Site{};
    std::vector<std::string> errors;
    Site site = net::read_site(file, errors);
    for (const auto& error : errors) net::log(LogLevel::error, "site", error);
    if (errors.empty()) return site;
    return std::nullopt;
}

}  // namespace

int serve(const ServerOptions& options) {
    auto site = site_of(options.site_file);
    if (!site) return 1;
    if (const auto made = make_state_folder(options.folder); !made) {
        complain(options.folder, made.error(), "Choose another folder with --data DIR.");
        return 1;
    }
    const auto lock = FolderLock::take(options.folder);
    if (!lock) {
        complain(options.folder, lock.error(),
                 "Stop the other one, or choose another folder with --data DIR.");
        return 1;
    }
    auto store = Store::open(database_file(options.folder));
    if (!store) {
        complain_of_store(database_file(options.folder), store.error());
        return 1;
    }
    const auto files =
        net::ensure_server_certificate(options.folder, certificate_names(options), net::SystemClock().wall());
    if (!files) {
        complain_of_certificate(options.folder, files.error());
        return 1;
    }
    // Not on the stack of a caller that may have little left: the store and the loop are large.
    const auto server = std::make_unique<Server>(options, *std::move(site), *std::move(store));
    if (!server->open(*files)) return 1;
    server->run();
    return 0;
}

}  // namespace cairn::cloud
