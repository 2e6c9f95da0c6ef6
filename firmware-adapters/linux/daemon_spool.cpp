// The source that loses nothing: what the broker's plugin wrote before the broker acknowledged it.
#include <cstring>

#include "cairn/net/log.h"
#include "linux/daemon.h"

namespace cairn::edge {
namespace {

using net::log;
using net::LogLevel;

constexpr Millis look_interval{100};
/// Between commits, so that what is read again after a crash is among the receipts.
constexpr std::size_t spooled_max = 1'024;

std::string text_of(const Error& error) {
    std::string text = error.where;
    if (error.detail != 0) text.append(" (").append(std::strerror(error.detail)).append(")");
    return text;
}

}  // namespace

bool Daemon::open_spool(std::string& why) {
    if (config_.spool.empty()) return true;
    auto opened = spool::SpoolReader::open(config_.spool);
    if (!opened) {
        why = "[spool] folder " + config_.spool + ": " + text_of(opened.error()) +
              "; the broker and this user share it, see docs/guide-edge.md";
        return false;
    }
    spool_.emplace(std::move(*opened));
    log(LogLevel::info, "spool",
        "acceptance \"spool\": gateways are told that a message is there when it is in " + config_.spool);
    read_spool();
    return true;
}

void Daemon::read_spool() {
    if (is_closed_) return;
    const auto take = [this](const spool::Offered& offered) {
        const Message message{offered.message.topic, offered.message.payload};
        const Delivered delivered{offered.receipt, offered.may_be_known};
        auto taken = ingest(message, delivered);
        if (!taken && commit()) taken = ingest(message, delivered);
        if (!taken) commit_failed(taken.error());
        return taken.has_value();
    };
    const bool may_read = spool_error_.empty() && has_room();
    const auto count = may_read ? spool_->read(spooled_max - spooled_, take) : std::size_t{0};
    if (!count) spool_error_ = text_of(count.error());
    spooled_ += count.value_or(0);
    if (spooled_ > 0 || !spool_error_.empty()) commit_when_due();
    // With a backlog, one commit follows the other.
    const bool is_full = spooled_ == spooled_max;
    if (is_full) commit();
    loop_.after(is_full ? Millis{0} : look_interval, [this] { read_spool(); });
}

/// What was read is durable. While a segment cannot be deleted nothing more is read: what is read must stay
/// within what the receipts remember.
void Daemon::forget_spooled() {
    if (!spool_) return;
    spooled_ = 0;
    const auto forgotten = spool_->forget();
    spool_error_ = forgotten ? "" : text_of(forgotten.error());
}

}  // namespace cairn::edge
