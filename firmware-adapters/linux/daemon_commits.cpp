// What comes in is ingested at once, and written together with what comes meanwhile.
#include <algorithm>

#include "cairn/net/log.h"
#include "linux/buffer_advice.h"
#include "linux/daemon.h"

namespace cairn::edge {
namespace {

using net::log;
using net::LogLevel;

// How long what could not be written waits, unless something comes meanwhile.
constexpr Millis commit_retry{1'000};

}  // namespace

bool Daemon::accept(const net::Delivery& delivery) {
    if (is_closed_ || !has_room()) return false;
    const Delivered delivered{delivery.receipt, delivery.redelivery};
    auto taken = ingest(delivery.message, delivered);
    // The pipeline holds as much as it can without a commit.
    if (!taken && commit()) taken = ingest(delivery.message, delivered);
    if (!taken) return commit_failed(taken.error()), false;
    commit_when_due();
    return true;
}

Result<void> Daemon::ingest(const Message& message, const Delivered& delivered) {
    const Instant now = clock_.now();
    CAIRN_CHECK(edge_->ingest(
        message, delivered, [&](const Record& record) { view_.observe(record, now); },
        [&](const Error& error) { refuse(error, message.topic); }));
    view_.count_message(now);
    return {};
}

// What comes first after a pause is written at once; what comes while commits are frequent waits for the
// next one, and with it the broker, but for a window that is full: then nothing else could come.
void Daemon::commit_when_due() {
    const bool is_stalled = source_ && source_->is_window_full();
    commit_by(is_stalled ? clock_.now() : std::max(clock_.now(), next_commit_));
}

void Daemon::commit_by(Instant due) {
    if (commit_due_ <= due) return;
    commit_due_ = due;
    const auto run = [this, due] {
        // A timer cannot be taken back; one whose commit came earlier has nothing to do.
        if (commit_due_ == due && !is_closed_) commit();
    };
    const Millis delay = due - clock_.now();
    // Behind the messages that are here already, in either case.
    if (delay <= Millis{0})
        loop_.post(run);
    else
        loop_.after(delay, run);
}

bool Daemon::commit() {
    commit_due_ = Instant::never();
    if (const auto committed = edge_->commit(); !committed) {
        commit_failed(committed.error());
        commit_by(clock_.now() + commit_retry);
        return false;
    }
    next_commit_ = clock_.now() + config_.commit_interval;
    buffer_error_.clear();
    if (source_) source_->acknowledge();
    forget_spooled();
    step_soon();
    return true;
}

void Daemon::commit_failed(const Error& error) {
    buffer_error_ = commit_advice(error, config_.edge.buffer.overflow);
}

void Daemon::refuse(const Error& error, std::string_view topic) {
    // Bad input is counted; the log tells of each reason once.
    if (view_.refuse(error, topic, clock_.wall())) {
        log(LogLevel::warning, "adapters",
            "refuses part of a message on " + std::string(topic) + ": " + error.where +
                "; further ones are only counted");
    }
}

}  // namespace cairn::edge
