#include "sync/session.h"

#include <algorithm>

#include "cairn/core/limits.h"
#include "cairn/core/version.h"

namespace cairn::sync {
namespace {

Failure broken(const char* what) noexcept {
    return fail(Errc::malformed, what);
}

/// Takes from the end until a batch may hold the rest.
void cut(Backlog& backlog) {
    while (backlog.blocks.size() + backlog.gaps.size() > protocol::batch_items_max) {
        const bool is_block_last =
            backlog.gaps.empty() ||
            (!backlog.blocks.empty() && backlog.blocks.back().sequence > backlog.gaps.back().first);
        if (is_block_last) {
            backlog.blocks.pop_back();
        } else {
            backlog.gaps.pop_back();
        }
    }
}

}  // namespace

Session::Session(const SyncOptions& options, const Standing& standing, Instant now)
    : options_(options),
      standing_(standing),
      batch_bytes_max_(std::min(options.batch_bytes_max, limits::batch_bytes_max)),
      last_heard_(now) {
    sent(now);
}

std::vector<std::uint8_t> Session::hello() const {
    protocol::Hello hello;
    hello.edge = options_.credential.edge;
    hello.secret = options_.credential.secret;
    hello.epoch = standing_.epoch;
    hello.software = std::string("cairn-sdk ") + version();
    return encode(protocol::ToCloud(std::move(hello)));
}

Result<Reaction> Session::receive(Bytes message, Instant now) {
    CAIRN_TRY(const auto parsed, protocol::parse_to_edge(message));
    return std::visit([&](const auto& one) { return take(one, now); }, parsed);
}

Result<Reaction> Session::take(const protocol::Welcome& welcome, Instant now) {
    if (is_online_) return broken("sync: a second welcome");
    const Sequence through = welcome.acknowledged_through;
    if (through > standing_.sent_through_at_most)
        return fail(Errc::denied, "sync: the cloud has more than was sent: is the buffer file a copy?");
    if (through < standing_.acknowledged_through)
        forgotten_ = Gap{through + 1, standing_.acknowledged_through, GapReason::forgotten, 0};
    if (welcome.batch_bytes_max > 0)
        batch_bytes_max_ =
            static_cast<std::size_t>(std::min<std::uint64_t>(batch_bytes_max_, welcome.batch_bytes_max));
    is_online_ = true;
    sent_through_ = std::max(through, standing_.acknowledged_through);
    heard(now);
    Reaction reaction;
    reaction.is_welcome = true;
    reaction.acknowledge = through;
    return reaction;
}

Result<Reaction> Session::take(const protocol::Acknowledge& acknowledge, Instant now) {
    if (!is_online_) return broken("sync: an acknowledgement before the welcome");
    // What is not on its way cannot have arrived, and must not be deleted.
    if (acknowledge.through > sent_through_) return broken("sync: an acknowledgement of what was not sent");
    while (!in_flight_.empty() && in_flight_.front() <= acknowledge.through) in_flight_.pop_front();
    heard(now);
    Reaction reaction;
    reaction.is_sign_of_life = true;
    reaction.acknowledge = acknowledge.through;
    return reaction;
}

Result<Reaction> Session::take(const protocol::Refusal& refusal, Instant now) {
    heard(now);
    Reaction reaction;
    reaction.refusal = refusal;
    return reaction;
}

Result<Reaction> Session::take(const protocol::Pong&, Instant now) {
    if (!is_ping_out_) return broken("sync: a pong that nobody asked for");
    is_ping_out_ = false;
    heard(now);
    Reaction reaction;
    reaction.is_sign_of_life = true;
    return reaction;
}

std::optional<Want> Session::want() const {
    const std::size_t in_flight_max = std::max<std::size_t>(options_.batches_in_flight_max, 1);
    if (!is_online_ || in_flight_.size() >= in_flight_max) return std::nullopt;
    return Want{sent_through_, batch_bytes_max_};
}

std::optional<std::vector<std::uint8_t>> Session::batch(Backlog backlog, Instant now) {
    if (forgotten_) {
        backlog.gaps.insert(backlog.gaps.begin(), *forgotten_);
        forgotten_.reset();
    }
    if (backlog.blocks.empty() && backlog.gaps.empty()) return std::nullopt;
    cut(backlog);
    Sequence last = 0;
    if (!backlog.blocks.empty()) last = backlog.blocks.back().sequence;
    if (!backlog.gaps.empty()) last = std::max(last, backlog.gaps.back().last);
    sent_through_ = last;
    standing_.sent_through_at_most = std::max(standing_.sent_through_at_most, last);
    in_flight_.push_back(last);
    sent(now);
    return encode(protocol::ToCloud(protocol::Batch{std::move(backlog.blocks), std::move(backlog.gaps)}));
}

Result<std::optional<std::vector<std::uint8_t>>> Session::tick(Instant now) {
    if (now < due()) return std::optional<std::vector<std::uint8_t>>{};
    if (waiting_since_) return fail(Errc::closed, "sync: the cloud does not answer");
    is_ping_out_ = true;
    sent(now);
    return std::optional(encode(protocol::ToCloud(protocol::Ping{})));
}

Instant Session::due() const {
    if (waiting_since_) return std::max(*waiting_since_, last_heard_) + options_.answer_timeout;
    return last_heard_ + options_.ping_interval;
}

void Session::sent(Instant now) {
    if (!waiting_since_) waiting_since_ = now;
}

void Session::heard(Instant now) {
    last_heard_ = now;
    waiting_since_.reset();
    if (!in_flight_.empty() || is_ping_out_) waiting_since_ = now;
}

}  // namespace cairn::sync
