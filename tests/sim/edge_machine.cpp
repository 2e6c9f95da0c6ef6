#include "sim/edge_machine.h"

#include <sqlite3.h>

#include <algorithm>

#include "cairn/adapters/adapters.h"
#include "cairn/core/assert.h"

namespace cairn::sim {
namespace {

constexpr auto file_name = "edge.db";
constexpr std::int64_t start_again_ms = 1'000;

void no_records(const Record&) {}
void no_errors(const Error&) {}

Receipt receipt_of(const Published& message, std::uint16_t packet_id) {
    const std::hash<std::string_view> hash;
    const std::uint64_t whole = hash(message.topic) * 31 + hash(message.payload);
    return Luck(whole * 31 + packet_id).next() | 1U;
}

std::unique_ptr<Adapter> all_dialects() {
    adapters::AdaptersOptions options;
    options.pass_through = {"raw/+/#"};
    auto made = adapters::make_adapter(options);
    CAIRN_ASSERT(made);
    return std::move(*made);
}

}  // namespace

EdgeMachine::EdgeMachine(const Plan& plan, std::uint32_t edge, std::uint32_t box, EdgeCredential credential,
                         Network& network, const std::int64_t& true_ms, std::uint64_t seed)
    : edge_number_(edge),
      number_(box),
      plan_(plan),
      true_ms_(&true_ms),
      luck_(seed),
      entropy_(luck_.next()),
      disk_(("sim_edge_" + std::to_string(box)).c_str()),
      clock_(true_ms, 0, static_cast<std::int64_t>(luck_.below(400)) - 200),
      link_(network, edge),
      broker_(plan.broker_inflight_max),
      adapter_(all_dialects()) {
    disk_.spares_neighbours = true;
    options_.buffer = plan.buffer;
    options_.buffer.path = file_name;
    options_.buffer.vfs = disk_.name();
    options_.sync = plan.sync;
    options_.sync.credential = std::move(credential);
    options_.deduplicator.advertisements_max = 64;
}

void EdgeMachine::turn(Trace& trace) {
    troubles_.mend_when_due(disk_, *true_ms_);
    if (!edge_ && *true_ms_ >= up_at_ms_) start(trace);
    if (!edge_) return;
    draw_faults();
    if (luck_.happens(plan_.edge.kill)) return stop(trace);
    ingest(trace);
    if (edge_) commit(trace);
    if (!edge_) return;
    edge_->step(no_records);
    if (luck_.happens(50)) edge_->link_up();
    stop_if_dead(trace);
}

void EdgeMachine::draw_faults() {
    troubles_.draw(plan_.edge, disk_, luck_, *true_ms_);
    if (luck_.happens(plan_.edge.clock_jump)) {
        const auto by_ms = static_cast<std::int64_t>(luck_.of_any_size(1, 100'000'000));
        clock_.jump(luck_.once_in(2) ? by_ms : -by_ms);
    }
}

void EdgeMachine::start(Trace& trace) {
    auto opened = Edge::open(options_, *adapter_, Ports{clock_, link_, entropy_});
    trace.note(*true_ms_, opened ? "edge starts" : "edge cannot start", number_);
    if (!opened) {
        start_error_ = opened.error().where;
        stop_if_dead(trace);
        up_at_ms_ = std::max(up_at_ms_, *true_ms_ + start_again_ms);
        return;
    }
    start_error_.clear();
    ++starts_;
    edge_.emplace(std::move(*opened));
    uncommitted_ = 0;
    has_refused_ = false;
    has_failed_ = false;
}

/// A process ends: by a signal, or with its machine.
void EdgeMachine::stop(Trace& trace) {
    if (!luck_.once_in(4)) disk_.die();  // else it is asked to end
    edge_.reset();
    link_.disconnect();
    broker_.disconnect();
    uncommitted_ = 0;
    trace.note(*true_ms_, troubles_.loses_power ? "edge loses power" : "edge is killed", number_);
    if (troubles_.loses_power) {
        disk_.restart(luck_.next());
        clock_.restart();
    } else {
        disk_.restart_process();
    }
    troubles_.loses_power = false;
    up_at_ms_ = *true_ms_ + static_cast<std::int64_t>(luck_.below(plan_.down_ms_max));
    if (luck_.happens(plan_.edge.rot)) rot_a_block();
}

void EdgeMachine::stop_if_dead(Trace& trace) {
    if (disk_.is_dead()) stop(trace);
}

void EdgeMachine::ingest(Trace& trace) {
    if (luck_.happens(plan_.edge.broker_lost)) {
        broker_.disconnect();
        uncommitted_ = 0;
    }
    for (std::uint64_t left = luck_.between(0, plan_.messages_a_commit_max); left > 0; --left) {
        Broker::InFlight* const next = broker_.next();
        if (next == nullptr) return;
        const Published& message = *next->message;
        const Message view{message.topic, as_bytes(message.payload)};
        const Delivered delivered{receipt_of(message, next->packet_id), next->was_sent_before};
        has_refused_ = !edge_->ingest(view, delivered, no_records, no_errors);
        if (has_refused_) return;
        next->is_read = true;
        ++uncommitted_;
        trace.note(*true_ms_, "message", next->packet_id);
    }
}

void EdgeMachine::commit(Trace& trace) {
    if (uncommitted_ == 0 && !has_refused_) return;
    has_refused_ = false;
    const auto committed = edge_->commit();
    trace.note(*true_ms_, committed ? "commit" : "no commit", uncommitted_);
    has_failed_ = !committed;
    if (!committed) return stop_if_dead(trace);
    // Some of the acknowledgements may be lost with the connection.
    if (luck_.happens(plan_.edge.broker_lost)) {
        broker_.acknowledge(luck_.below(uncommitted_ + 1));
        broker_.disconnect();
    } else {
        broker_.acknowledge(uncommitted_);
    }
    uncommitted_ = 0;
    stop_if_dead(trace);
}

void EdgeMachine::rot_a_block() {
    sqlite3* database = nullptr;
    if (sqlite3_open_v2(file_name, &database, SQLITE_OPEN_READWRITE, disk_.name()) == SQLITE_OK) {
        const std::string rot =
            "PRAGMA locking_mode = EXCLUSIVE; UPDATE block SET body = zeroblob(length(body)) WHERE rowid = "
            "(SELECT rowid FROM block ORDER BY rowid LIMIT 1 OFFSET " +
            std::to_string(luck_.below(8)) + ")";
        sqlite3_exec(database, rot.c_str(), nullptr, nullptr, nullptr);
    }
    sqlite3_close(database);
}

void EdgeMachine::stop_faults() {
    plan_.edge = EdgeFaults{};
    troubles_.stop(disk_);
}

bool EdgeMachine::can_be_copied() const {
    return edge_ && !has_failed_ && !disk_.is_dead();
}

bool EdgeMachine::is_drained() const {
    return edge_ && broker_.is_empty() && edge_->buffer_stats().blocks == 0;
}

bool EdgeMachine::is_online() const {
    return edge_ && edge_->sync_status().state == SyncState::online;
}

std::uint64_t EdgeMachine::delivered() const {
    return edge_ ? edge_->sync_status().acknowledged_blocks : 0;
}

std::string EdgeMachine::standing() const {
    if (!edge_) return "edge " + std::to_string(number_) + " does not start: " + start_error_;
    const SyncStatus& sync = edge_->sync_status();
    return "edge " + std::to_string(number_) + " is " + name(sync.state) + ", " +
           std::to_string(edge_->buffer_stats().blocks) + " blocks wait, broker has " +
           (broker_.is_empty() ? "nothing" : "messages") + ", " +
           (sync.last_error ? sync.last_error->where : "no error") + " " + sync.refusal;
}

std::string EdgeMachine::complaint() const {
    if (!edge_) return {};
    const BufferStats stats = edge_->buffer_stats();
    if (stats.body_bytes + stats.state_bytes > plan_.buffer.size_bytes_max)
        return "the buffer is over its limit";
    return {};
}

}  // namespace cairn::sim
