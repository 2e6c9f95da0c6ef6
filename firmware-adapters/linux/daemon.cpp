#include "linux/daemon.h"

#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cairn/adapters/adapters.h"
#include "cairn/net/log.h"
#include "cairn/net/tls_link.h"
#include "linux/local_page.h"

namespace cairn::edge {
namespace {

using net::log;
using net::LogLevel;

// The page and the log are at most this much behind.
constexpr Millis watch_interval{1'000};

/// Stands in for the cloud where no credential is configured: never up, never failing.
class NoLink final : public Link {
public:
    Result<void> connect() override { return fail(Errc::would_block, "no credential"); }
    Result<void> send(Bytes) override { return fail(Errc::closed, "no credential"); }
    Result<std::size_t> receive(MutableBytes) override { return fail(Errc::closed, "no credential"); }
    void disconnect() override {}
};

std::string reason_of(const Error& error) {
    std::string text = error.where[0] != '\0' ? error.where : name(error.code);
    if (error.detail != 0) text.append(" (code ").append(std::to_string(error.detail)).append(")");
    return text;
}

std::string buffer_advice(const std::string& path, const Error& error) {
    const std::string which = "the buffer " + path;
    if (error.code == Errc::would_block) {
        return which +
               " is in use by another program; end the other cairn-edge, or set another [buffer] path";
    }
    if (error.code == Errc::corrupt) {
        return which + " is damaged or no buffer: " + reason_of(error) +
               "; move it aside to begin a new one: mv '" + path + "' '" + path + ".damaged'";
    }
    if (error.code == Errc::unsupported) {
        return which + " was made by a newer version; install that, or set another [buffer] path";
    }
    if (error.code == Errc::full) {
        return which + " finds no room on its disk; make room, or set another [buffer] path";
    }
    return which + " cannot be opened: " + reason_of(error) +
           "; its folder must be there and writable by this user";
}

std::string commit_advice(const Error& error) {
    if (error.code == Errc::full) {
        return "no room: " + reason_of(error) +
               "; messages wait at the broker. Make room on the disk, raise [buffer] size_bytes_max, or "
               "choose overflow = \"drop_oldest\"";
    }
    return "cannot write: " + reason_of(error) + "; messages wait at the broker, it is tried again";
}

// The buffer holds what tags said: nobody else's business.
void make_private_folder(const std::filesystem::path& folder) {
    std::error_code ignored;  // Buffer::open says what is wrong
    if (folder.empty() || std::filesystem::exists(folder, ignored)) return;
    const mode_t before = ::umask(0077);
    std::filesystem::create_directories(folder, ignored);
    ::umask(before);
}

}  // namespace

Daemon::Daemon(net::EventLoop& loop, const EdgeConfig& config)
    : loop_(loop),
      config_(config),
      started_at_(clock_.wall()) {}

Daemon::~Daemon() = default;

std::unique_ptr<Daemon> Daemon::open(net::EventLoop& loop, const EdgeConfig& config, std::string& why) {
    std::unique_ptr<Daemon> daemon(new Daemon(loop, config));
    const bool opened = daemon->open_link(why) && daemon->open_pipeline(why) && daemon->open_page(why) &&
                        daemon->open_source(why);
    if (!opened) return nullptr;
    daemon->step();
    daemon->supervisor_.ready();
    daemon->notify_watchdog();
    return daemon;
}

bool Daemon::open_link(std::string& why) {
    if (!config_.credential) {
        log(LogLevel::info, "sync",
            "off: no [sync] credential_file is configured; records stay in the buffer on this machine");
        link_ = std::make_unique<NoLink>();
        return true;
    }
    net::TlsLinkOptions options;
    options.cloud = config_.credential->cloud;
    options.ca_pem = config_.credential->ca_pem;
    options.connect_timeout = config_.connect_timeout;
    auto link = net::TlsLink::make(loop_, options);
    if (!link) {
        why = "the ca_pem in the credential file holds no certificate: " + reason_of(link.error()) +
              "; make a new credential with: cairn-cloud edge add";
        return false;
    }
    (*link)->on_ready([this] { step_soon(); });
    link_ = std::move(*link);
    return true;
}

bool Daemon::open_pipeline(std::string& why) {
    auto adapter = adapters::make_adapter(config_.adapters);
    if (!adapter) {
        why = std::string("[adapters]: ") + adapter.error().where;
        return false;
    }
    adapter_ = std::move(*adapter);
    make_private_folder(std::filesystem::path(config_.edge.buffer.path).parent_path());
    auto edge = Edge::open(config_.edge, *adapter_, Ports{clock_, *link_, entropy_});
    if (!edge) {
        why = buffer_advice(config_.edge.buffer.path, edge.error());
        return false;
    }
    edge_.emplace(std::move(*edge));
    return true;
}

bool Daemon::open_page(std::string& why) {
    if (!config_.has_page) return true;
    PageSources sources;
    sources.state = [this](std::size_t tags_max) { return state_json(facts(), view_, tags_max); };
    sources.site = [this] { return site_json(config_.edge.site); };
    sources.metrics = [this] { return metrics_text(facts(), view_); };
    net::HttpHandlers handlers;
    handlers.respond = [sources](const net::HttpRequest& request) { return answer(request, sources); };
    net::HttpServerOptions options;
    options.listen = config_.page;
    options.connections_max = 64;
    auto page = net::HttpServer::open(loop_, options, std::move(handlers));
    if (!page) {
        why = "the page cannot listen on " + config_.page.text() + ": " + page.error().where + " (" +
              std::strerror(page.error().detail) + ")" +
              "; set another [page] listen, or [page] enabled = false";
        return false;
    }
    page_ = std::move(*page);
    log(LogLevel::info, "page", "http://" + net::Endpoint{config_.page.host, page_->port()}.text() + "/");
    return true;
}

bool Daemon::open_source(std::string& why) {
    auto source = net::MqttSource::open(loop_, config_.mqtt,
                                        [this](const net::Delivery& delivery) { return accept(delivery); });
    if (!source) {
        why = "[mqtt]: " + reason_of(source.error());
        return false;
    }
    source_ = std::move(*source);
    return true;
}

bool Daemon::accept(const net::Delivery& delivery) {
    if (is_closed_) return false;
    // A message that could not be made durable is already in the pipeline when it is offered again.
    if (uncommitted_ != delivery.receipt) {
        view_.count_message(clock_.now());
        edge_->ingest(
            delivery.message, Delivered{delivery.receipt, delivery.redelivery},
            [this](const Record& record) { view_.observe(record, clock_.now()); },
            [this](const Error& error) { refuse(error); });
    }
    if (const auto committed = edge_->commit(); !committed) {
        uncommitted_ = delivery.receipt;
        commit_failed(committed.error());
        return false;
    }
    if (!buffer_error_.empty()) log(LogLevel::info, "buffer", "writes again");
    uncommitted_.reset();
    buffer_error_.clear();
    step_soon();
    return true;
}

void Daemon::commit_failed(const Error& error) {
    const std::string advice = commit_advice(error);
    if (advice != buffer_error_) log(LogLevel::error, "buffer", advice);
    buffer_error_ = advice;
}

void Daemon::refuse(const Error& error) {
    // Bad input is counted; the log tells of each reason once.
    if (view_.refuse(error, clock_.wall())) {
        log(LogLevel::warning, "adapters", std::string("refuses part of a message: ") + error.where);
    }
}

void Daemon::step() {
    if (is_closed_) return;
    const Instant due = edge_->step([this](const Record& record) { view_.observe(record, clock_.now()); });
    log_changes();
    wake_at(std::min(due, clock_.now() + watch_interval));
}

void Daemon::step_soon() {
    if (step_is_posted_) return;
    step_is_posted_ = true;
    loop_.post([this] {
        step_is_posted_ = false;
        step();
    });
}

void Daemon::wake_at(Instant due) {
    if (due >= next_wake_) return;
    next_wake_ = due;
    const Millis delay = std::max(Millis{0}, due - clock_.now());
    loop_.after(delay, [this, due] {
        // A timer cannot be taken back; one that was overtaken by an earlier one has nothing to do.
        if (next_wake_ != due) return;
        next_wake_ = Instant::never();
        step();
    });
}

// One line for each change, not for each attempt.
void Daemon::log_changes() {
    const auto mqtt = source_ ? source_->status() : net::MqttSourceStatus{};
    const std::string mqtt_line = mqtt.connected
                                      ? "connected to " + config_.mqtt.broker.text()
                                      : "not connected to " + config_.mqtt.broker.text() +
                                            (mqtt.last_error.empty() ? "" : ": " + mqtt.last_error);
    if (source_ && mqtt_line != mqtt_line_ && (mqtt.connected || !mqtt.last_error.empty())) {
        log(mqtt.connected ? LogLevel::info : LogLevel::warning, "mqtt", mqtt_line);
        mqtt_line_ = mqtt_line;
    }
    if (!config_.credential) return;
    const SyncStatus& sync = edge_->sync_status();
    const std::string cloud = config_.credential->cloud.text();
    if (sync.state != SyncState::online && !sync.last_error) return;
    std::string line = "online with " + cloud;
    if (sync.last_error) {
        line = "no connection with " + cloud + ": " + name(sync.last_error->code) + ", " +
               reason_of(*sync.last_error) +
               (sync.refusal.empty() ? "" : "; the cloud says: " + sync.refusal);
    }
    if (line == sync_line_) return;
    log(sync.last_error ? LogLevel::warning : LogLevel::info, "sync", line);
    sync_line_ = line;
}

void Daemon::notify_watchdog() {
    if (is_closed_ || supervisor_.alive_interval() == Millis{0}) return;
    supervisor_.alive();
    loop_.after(supervisor_.alive_interval(), [this] { notify_watchdog(); });
}

EdgeFacts Daemon::facts() {
    EdgeFacts facts;
    facts.now = clock_.wall();
    facts.instant = clock_.now();
    facts.started_at = started_at_;
    if (config_.credential) {
        facts.edge = config_.credential->edge.edge;
        facts.cloud = config_.credential->cloud.text();
    }
    facts.broker = config_.mqtt.broker.text();
    if (source_) facts.mqtt = source_->status();
    facts.sync = edge_->sync_status();
    facts.buffer = edge_->buffer_stats();
    facts.buffer_bytes_max = config_.edge.buffer.size_bytes_max;
    facts.buffer_error = buffer_error_;
    facts.pipeline = edge_->stats();
    facts.positioner = edge_->positioner_stats();
    facts.has_site = !config_.edge.site.gateways.empty();
    return facts;
}

void Daemon::close() {
    if (is_closed_) return;
    log(LogLevel::info, "edge", "stops");
    supervisor_.stopping();
    source_->close();
    is_closed_ = true;
    // Positions wait a few seconds to be written together.
    if (const auto committed = edge_->commit(); !committed) commit_failed(committed.error());
    if (page_) page_->close();
    link_->disconnect();
    loop_.stop();
}

}  // namespace cairn::edge
