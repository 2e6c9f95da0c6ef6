// cairn-edge, put together: broker, pipeline, cloud and page on one thread.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "cairn/edge.h"
#include "cairn/net/event_loop.h"
#include "cairn/net/http_server.h"
#include "cairn/net/mqtt_source.h"
#include "cairn/net/system_ports.h"
#include "cairn/net/udp_source.h"
#include "linux/change_log.h"
#include "linux/command_link.h"
#include "linux/command_relay.h"
#include "linux/edge_config.h"
#include "linux/edge_report.h"
#include "linux/edge_view.h"
#include "linux/local_page.h"
#include "linux/supervisor.h"
#include "mosquitto/spool_reader.h"

namespace cairn::edge {

class Daemon {
public:
    /// Opens the buffer, the page and the source, in this order. nullptr: `why` is one line that says what
    /// is in the way and how to get it out.
    static std::unique_ptr<Daemon> open(net::EventLoop& loop, const EdgeConfig& config, std::string& why);

    /// Makes durable what there is, ends every connection and stops the loop.
    void close();

    /// It has ended to be opened again, with other settings of the cloud.
    bool is_to_reopen() const noexcept { return is_to_reopen_; }

    ~Daemon();

private:
    Daemon(net::EventLoop& loop, const EdgeConfig& config);

    bool open_link(std::string& why);
    template <typename AnyLink>
    bool use_link(Result<std::unique_ptr<AnyLink>> link, std::string& why);
    std::string counters_path() const;
    void load_counters();
    void save_counters();
    void save_counters_when_due();
    bool open_pipeline(std::string& why);
    bool open_page(std::string& why);
    bool open_source(std::string& why);
    bool open_post_source(std::string& why);
    bool open_udp_source(std::string& why);
    bool open_spool(std::string& why);

    bool has_room();
    Result<void> ingest(const Message& message, const Delivered& delivered);
    void commit_when_due();
    void commit_by(Instant due);
    bool commit();
    net::HttpResponse accept_post(const net::HttpRequest& request);
    bool keep_post(const Message& message);
    void read_spool();
    void forget_spooled();
    void accept_datagram(const net::Datagram& datagram);
    bool accept(const net::Delivery& delivery);
    void commit_failed(const Error& error);
    void refuse(const Error& error, std::string_view topic);
    void step();
    void step_soon();
    void carry_out(const CloudOrder& order);
    void keep_secret(const std::string& secret);
    void take_settings(const protocol::Config& settings);
    std::string go_over_to(const std::string& toml);
    void open_commands();
    Instant step_commands();
    void wake_at(Instant due);
    void log_changes();
    void notify_watchdog();
    EdgeFacts facts();
    Explanation explain(const TagId& tag);

    net::EventLoop& loop_;
    EdgeConfig config_;
    net::SystemClock clock_;
    net::SystemEntropy entropy_;
    Supervisor supervisor_;
    Timestamp started_at_;
    std::unique_ptr<Adapter> adapter_;
    std::unique_ptr<Link> link_;
    std::optional<Edge> edge_;
    std::unique_ptr<net::HttpServer> page_;
    std::unique_ptr<net::MqttSource> source_;
    std::unique_ptr<net::HttpServer> post_source_;
    std::unique_ptr<net::UdpSource> udp_source_;
    std::optional<spool::SpoolReader> spool_;
    std::size_t spooled_ = 0;  // read since the last commit
    std::string spool_error_;  // empty: it can be read
    ChangeLog spool_log_;
    std::optional<CommandRelay> commands_;  // nullopt: they are refused
    std::unique_ptr<CommandLink> command_link_;
    ChangeLog command_log_;
    /// Of posts that were taken in but answered with 503, because they were not durable then.
    std::deque<std::size_t> deferred_posts_;
    std::uint64_t posts_ = 0;
    std::uint64_t posts_deferred_ = 0;
    std::uint64_t datagrams_ = 0;
    std::uint64_t datagrams_dropped_ = 0;
    EdgeView view_;
    std::string buffer_error_;  // of the last commit; empty: it succeeded
    ChangeLog mqtt_log_;
    ChangeLog sync_log_;
    ChangeLog buffer_log_;
    bool is_oversized_told_ = false;
    Instant next_commit_{};  // earlier only when something is in the way of waiting
    Instant commit_due_ = Instant::never();  // what a timer waits for
    Instant next_wake_ = Instant::never();
    bool step_is_posted_ = false;
    bool is_to_reopen_ = false;
    bool is_closed_ = false;
};

}  // namespace cairn::edge
