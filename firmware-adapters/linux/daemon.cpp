#include "linux/daemon.h"

#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cairn/adapters/adapters.h"
#include "cairn/net/log.h"
#include "cairn/net/mqtt_link.h"
#include "cairn/net/tls_link.h"
#include "linux/buffer_advice.h"

namespace cairn::edge {
namespace {

using net::log;
using net::LogLevel;

// The page and the log are at most this much behind.
constexpr Millis watch_interval{1'000};
// A replay of at most this age could pass after a power cut.
constexpr Millis counters_interval{60'000};
// An explanation that nobody came for is given away no later: the tag may be elsewhere by then.
constexpr Millis explanation_age_max{60'000};

/// Stands in for the cloud where no credential is configured: never up, never failing.
class NoLink final : public Link {
public:
    Result<void> connect() override { return fail(Errc::would_block, "no credential"); }
    Result<void> send(Bytes) override { return fail(Errc::closed, "no credential"); }
    Result<std::size_t> receive(MutableBytes) override { return fail(Errc::closed, "no credential"); }
    void disconnect() override {}
};

/// Of the buffer, what SQLite keeps beside it, and the reserve.
std::uint64_t file_bytes(const std::string& buffer_path) {
    std::uint64_t sum = 0;
    for (const char* const end : {"", "-wal", "-reserve"}) {
        std::error_code bad;
        const std::uintmax_t size = std::filesystem::file_size(buffer_path + end, bad);
        if (!bad) sum += size;
    }
    return sum;
}

std::string sync_line(const SyncStatus& sync, const std::string& cloud) {
    const bool is_online = sync.state == SyncState::online;
    std::string line = (is_online ? "online with " : "no connection with ") + cloud;
    if (!sync.last_error) return line;
    line += (is_online ? ", but: " : ": ") + std::string(name(sync.last_error->code)) + ", " +
            reason_of(*sync.last_error);
    return line + (sync.refusal.empty() ? "" : "; the cloud says: " + sync.refusal);
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
                        daemon->open_source(why) && daemon->open_post_source(why) &&
                        daemon->open_udp_source(why) && daemon->open_spool(why);
    if (!opened) return nullptr;
    daemon->open_commands();
    daemon->step();
    daemon->supervisor_.ready();
    daemon->notify_watchdog();
    if (config.decode && config.decode->has_keys()) daemon->save_counters_when_due();
    return daemon;
}

bool Daemon::open_link(std::string& why) {
    if (!config_.credential) {
        log(LogLevel::info, "sync",
            "off: no [sync] credential_file is configured; records stay in the buffer on this machine");
        link_ = std::make_unique<NoLink>();
        return true;
    }
    if (config_.cloud_broker) {
        net::MqttLinkOptions options;
        options.broker = *config_.cloud_broker;
        options.edge = config_.credential->edge.edge;
        options.connect_timeout = config_.connect_timeout;
        // The session's own pings keep the connection up, so that MQTT's are never sent.
        options.keep_alive = 2 * config_.edge.sync.ping_interval;
        return use_link(net::MqttLink::make(loop_, options), why);
    }
    net::TlsLinkOptions options;
    options.cloud = config_.credential->cloud;
    options.ca_pem = config_.credential->ca_pem;
    options.connect_timeout = config_.connect_timeout;
    return use_link(net::TlsLink::make(loop_, options), why);
}

template <typename AnyLink>
bool Daemon::use_link(Result<std::unique_ptr<AnyLink>> link, std::string& why) {
    if (!link) {
        why = "the credential file: " + reason_of(link.error()) +
              "; make a new credential with: cairn-cloud edge add";
        return false;
    }
    (*link)->on_ready([this] { step_soon(); });
    link_ = *std::move(link);
    return true;
}

bool Daemon::open_pipeline(std::string& why) {
    auto adapter = adapters::make_adapter(config_.adapters);
    if (!adapter) {
        why = std::string("[adapters]: ") + adapter.error().where;
        return false;
    }
    adapter_ = std::move(*adapter);
    std::error_code ignored;  // Edge::open says what is wrong
    std::filesystem::create_directories(std::filesystem::path(config_.edge.buffer.path).parent_path(),
                                        ignored);
    auto edge = Edge::open(config_.edge, *adapter_, Ports{clock_, *link_, entropy_});
    if (!edge) {
        why = buffer_advice(config_.edge.buffer.path, edge.error());
        return false;
    }
    edge_.emplace(std::move(*edge));
    load_counters();
    if (!edge_->buffer_moved_aside().empty()) {
        log(LogLevel::error, "buffer",
            "the file was damaged and is now " + edge_->buffer_moved_aside() +
                "; a new one is begun. Save what is sound of it with: cairn buffer repair");
    }
    if (!edge_->buffer_stats().has_reserve) {
        log(LogLevel::warning, "buffer",
            "no room for a reserve of 12 MiB beside it: on a full disk, what the cloud has cannot be "
            "deleted");
    }
    return true;
}

std::string Daemon::counters_path() const {
    return config_.edge.buffer.path + ".counters";
}

void Daemon::load_counters() {
    if (!config_.decode) return;
    if (const auto loaded = config_.decode->load_counters(counters_path()); !loaded) {
        log(LogLevel::warning, "decode",
            "the counters of encrypted advertisements in " + counters_path() + " cannot be used (" +
                reason_of(loaded.error()) + "); they begin anew");
    }
}

void Daemon::save_counters() {
    if (!config_.decode) return;
    if (const auto saved = config_.decode->save_counters(counters_path()); !saved) {
        log(LogLevel::warning, "decode",
            "the counters of encrypted advertisements cannot be written to " + counters_path() + ": " +
                reason_of(saved.error()));
    }
}

void Daemon::save_counters_when_due() {
    if (is_closed_) return;
    save_counters();
    loop_.after(counters_interval, [this] { save_counters_when_due(); });
}

bool Daemon::open_page(std::string& why) {
    if (!config_.has_page) return true;
    PageSources sources;
    sources.state = [this](std::size_t tags_max) { return state_json(facts(), view_, tags_max); };
    sources.site = [this] { return site_json(config_.edge.site); };
    sources.metrics = [this] { return metrics_text(facts(), view_); };
    sources.explain = [this](const TagId& tag) { return explain(tag); };
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
    if (!config_.has_mqtt) return true;
    log(LogLevel::info, "mqtt",
        "acceptance \"broker\": gateways are told that a message is there when the broker has it in memory");
    auto source = net::MqttSource::open(loop_, config_.mqtt,
                                        [this](const net::Delivery& delivery) { return accept(delivery); });
    if (!source) {
        why = "[mqtt]: " + reason_of(source.error());
        return false;
    }
    source_ = std::move(*source);
    return true;
}

void Daemon::step() {
    if (is_closed_) return;
    const Instant due = edge_->step([this](const Record& record) { view_.observe(record, clock_.now()); });
    while (const auto order = edge_->take_order()) carry_out(*order);
    const Instant commands_due = step_commands();
    log_changes();
    wake_at(std::min({due, commands_due, clock_.now() + watch_interval}));
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
    const auto tell = [this](ChangeLog& changes, LogLevel level, std::string_view what,
                             const std::string& line) {
        if (changes.should_tell(line, clock_.now())) log(level, what, line);
    };
    if (buffer_error_.empty()) {
        tell(buffer_log_, LogLevel::info, "buffer", "writes to " + config_.edge.buffer.path);
    } else {
        tell(buffer_log_, LogLevel::error, "buffer", buffer_error_);
    }
    if (source_) {
        const auto mqtt = source_->status();
        const std::string broker = config_.mqtt.broker.text();
        if (mqtt.connected) tell(mqtt_log_, LogLevel::info, "mqtt", "connected to " + broker);
        if (!mqtt.connected && !mqtt.last_error.empty())
            tell(mqtt_log_, LogLevel::warning, "mqtt", "not connected to " + broker + ": " + mqtt.last_error);
        if (mqtt.oversized > 0 && !std::exchange(is_oversized_told_, true))
            log(LogLevel::warning, "mqtt", "refuses a message of over 1 MiB; further ones are only counted");
    }
    if (spool_) {
        const std::uint64_t damaged = spool_->status().damaged_segments;
        const bool is_well = spool_error_.empty() && damaged == 0;
        std::string line = spool_error_.empty() ? "reads " + config_.spool : spool_error_;
        if (damaged > 0) line += "; damaged segments, kept there as *.damaged: " + std::to_string(damaged);
        tell(spool_log_, is_well ? LogLevel::info : LogLevel::error, "spool", line);
    }
    if (config_.credential) {
        const SyncStatus& sync = edge_->sync_status();
        const bool is_online = sync.state == SyncState::online;
        if (!is_online && !sync.last_error) return;
        tell(sync_log_, sync.last_error ? LogLevel::warning : LogLevel::info, "sync",
             sync_line(sync, cloud_of(config_)));
    }
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
        facts.cloud = cloud_of(config_);
    }
    facts.broker = config_.mqtt.broker.text();
    if (source_) facts.mqtt = source_->status();
    facts.has_mqtt = config_.has_mqtt;
    if (spool_) facts.spool = SpoolFacts{config_.spool, spool_->status(), spool_error_};
    facts.posts = posts_;
    facts.posts_deferred = posts_deferred_;
    facts.datagrams = datagrams_;
    facts.datagrams_dropped = datagrams_dropped_;
    facts.sync = edge_->sync_status();
    facts.buffer = edge_->buffer_stats();
    facts.buffer_file_bytes = file_bytes(config_.edge.buffer.path);
    facts.buffer_bytes_max = config_.edge.buffer.size_bytes_max;
    facts.buffer_error = buffer_error_;
    facts.pipeline = edge_->stats();
    facts.positioner = edge_->positioner_stats();
    facts.has_site = !config_.edge.site.gateways.empty();
    if (edge_->positioner().calibration() == CalibrationLevel::none) return facts;
    edge_->positioner().health(
        facts.now, [&facts](const GatewayHealth& health) { facts.gateway_health.push_back(health); });
    if (!config_.edge.site.beacons.empty()) facts.site_health = edge_->positioner().site_health();
    return facts;
}

Explanation Daemon::explain(const TagId& tag) {
    const auto record = edge_->take_explanation();
    if (record && record->reasons.position.tag == tag &&
        clock_.wall() - record->reasons.position.at <= explanation_age_max)
        return {Explanation::State::ready, explanation_json(*record, config_.edge.site)};
    return {edge_->explain(tag) ? Explanation::State::asked : Explanation::State::unknown_tag};
}

void Daemon::close() {
    if (is_closed_) return;
    if (!is_to_reopen_) {
        log(LogLevel::info, "edge", "stops");
        supervisor_.stopping();
    }
    if (udp_source_) udp_source_->close();
    // Messages and positions wait to be written together.
    commit();
    edge_->keep_what_positioning_learned();
    is_closed_ = true;
    if (source_) source_->close();
    command_link_.reset();
    save_counters();
    if (page_) page_->close();
    if (post_source_) post_source_->close();
    link_->disconnect();
    loop_.stop();
}

}  // namespace cairn::edge
