#include "cairn/sync/sync_client.h"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

#include "cairn/core/limits.h"
#include "sync/backoff.h"
#include "sync/batch_source.h"
#include "sync/clock_keeper.h"
#include "sync/drain_estimate.h"
#include "sync/link_budget.h"
#include "sync/session.h"

namespace cairn {
namespace {

/// A Link has no way to call back, so it is asked: often while something is expected of it, seldom else.
constexpr Millis busy_poll{100};
constexpr Millis idle_poll{1'000};
/// The next month is waited for with patience.
constexpr Millis spent_poll{60'000};
/// Answers read in one step, so that a flood of them cannot keep the caller.
constexpr int answers_per_step_max = 64;
/// A batch is not cut below this, however slow the link.
constexpr std::size_t batch_bytes_min = 4 * 1024;
/// How often the answer_timeout a slow link may get: 16 minutes by default, in which 2 MiB pass 17 kbit/s.
constexpr int patience_max = 64;
/// Orders and reports that wait for whoever is slow; the cloud repeats its orders, and so their reports.
constexpr std::size_t orders_max = 256;
/// What goes over the line besides a message: TCP, IP and TLS headers both ways, the acknowledgement, and
/// for a connection its handshake and its end.
constexpr std::uint64_t message_overhead_bytes = 150;
constexpr std::uint64_t connection_overhead_bytes = 3'600;
constexpr std::string_view budget_state = "link budget";

bool needs_a_person(protocol::RefusalReason reason) noexcept {
    switch (reason) {
        case protocol::RefusalReason::credential:
        case protocol::RefusalReason::version:
        case protocol::RefusalReason::protocol: return true;
        case protocol::RefusalReason::unspecified:
        case protocol::RefusalReason::unavailable:
        case protocol::RefusalReason::busy: return false;
    }
    return false;
}

}  // namespace

struct SyncClient::Impl {
    Impl(const SyncOptions& sync_options, Buffer& its_buffer, Link& its_link, Entropy& its_entropy);

    Instant step(const ClockReading& clock);
    void connect();
    void greet();
    /// One round of listening, deleting and sending. An error ends the connection.
    Result<void> converse();
    Result<void> listen();
    Result<void> react(const sync::Reaction& reaction);
    void welcome(const sync::Reaction& reaction);
    void forget_acknowledged();
    Result<void> speak();
    Result<void> say_reports();
    Result<void> send_batches();
    Result<void> flush();
    void hang_up(const Error& error);
    Instant next_step();
    void note_disk(const Error& error);
    void count(std::uint64_t bytes);
    void save_budget();

    SyncOptions options;
    Buffer& buffer;
    Link& link;
    Entropy& entropy;
    SyncStatus status;
    sync::Backoff backoff;
    sync::ClockKeeper clocks;
    sync::BatchSource source;
    sync::LinkBudget budget;
    sync::DrainEstimate drain;
    ClockReading clock;  // of the present step
    std::optional<sync::Session> session;
    std::vector<std::uint8_t> unsent;  // a message that the link had no room for
    std::vector<std::uint8_t> answer;
    /// Of bodies in a batch; halves when a batch got no answer in time, so that a slow link gets one through.
    std::size_t batch_bytes;
    /// For an answer to a batch; doubles when there was none, because a block cannot be halved.
    Millis patience;
    /// Acknowledged by the cloud; the buffer forgets it as soon as the disk lets it.
    std::deque<sync::StreamRange> owed;
    std::array<bool, streams_count> wants_key_frame{};
    std::deque<CloudOrder> orders;
    std::deque<OrderReport> reports;
    bool is_disk_failing = false;
    Instant retry_at{INT64_MIN};
    Instant give_up_at;
};

SyncClient::Impl::Impl(const SyncOptions& sync_options, Buffer& its_buffer, Link& its_link,
                       Entropy& its_entropy)
    : options(sync_options),
      buffer(its_buffer),
      link(its_link),
      entropy(its_entropy),
      backoff(options.retry_min, options.retry_max),
      clocks(buffer),
      source(buffer, clocks),
      budget(options.link),
      answer(protocol::to_edge_bytes_max),
      batch_bytes(options.batch_bytes_max),
      patience(options.answer_timeout) {
    const auto state = buffer.load_state(budget_state);
    // A budget that cannot be read begins anew: to stop all sending for it would be worse.
    if (state && *state) static_cast<void>(budget.restore(**state).has_value());
}

Instant SyncClient::Impl::step(const ClockReading& reading) {
    clock = reading;
    clocks.observe(clock);
    if (status.state == SyncState::waiting && clock.now >= retry_at && budget.may_connect(clock.wall)) {
        status.state = SyncState::connecting;
        ++status.connect_attempts;
        give_up_at = clock.now + options.answer_timeout;
    }
    if (status.state == SyncState::connecting) connect();
    if (session) {
        if (const auto talked = converse(); !talked) hang_up(talked.error());
    }
    if (session && !budget.may_connect(clock.wall))
        hang_up({Errc::full, 0, "sync: the link's budget of this month is spent"});
    drain.observe(buffer.stats().body_bytes, clock.now);
    status.drain = drain.left();
    status.budget = budget.status(clock.now, clock.wall);
    status.clock = clocks.saved();
    return next_step();
}

void SyncClient::Impl::connect() {
    const auto connected = link.connect();
    if (connected) return greet();
    if (connected.error().code != Errc::would_block) return hang_up(connected.error());
    if (clock.now >= give_up_at) hang_up({Errc::closed, 0, "sync: no connection in time"});
}

void SyncClient::Impl::greet() {
    sync::Standing standing;
    standing.epochs = buffer.epochs();
    standing.boot = clock.boot;
    for (const Stream stream : streams) {
        const std::size_t i = static_cast<std::size_t>(stream) - 1;
        standing.streams[i].acknowledged = buffer.acknowledged(stream);
        standing.streams[i].newest = buffer.next_sequence(stream) - 1;
    }
    SyncOptions patient = options;
    patient.answer_timeout = patience;
    patient.batch_bytes_max = batch_bytes;
    session.emplace(patient, std::move(standing), clock.now);
    unsent = session->hello();
    status.state = SyncState::greeting;
    budget.spend(connection_overhead_bytes, clock.now, clock.wall);
}

Result<void> SyncClient::Impl::converse() {
    CAIRN_CHECK(listen());
    forget_acknowledged();
    CAIRN_CHECK(speak());
    save_budget();
    return {};
}

Result<void> SyncClient::Impl::listen() {
    for (int i = 0; i < answers_per_step_max; ++i) {
        const auto size = link.receive(answer);
        if (!size && size.error().code == Errc::would_block) return {};
        if (!size) return fail(size.error());
        status.received_bytes += *size;
        count(*size);
        CAIRN_TRY(const auto reaction, session->receive(Bytes(answer).first(*size), clock.now));
        CAIRN_CHECK(react(reaction));
    }
    return {};
}

Result<void> SyncClient::Impl::react(const sync::Reaction& reaction) {
    if (reaction.refusal) {
        status.refusal = std::string(name(reaction.refusal->reason)) + ": " + reaction.refusal->text;
        if (needs_a_person(reaction.refusal->reason)) return fail(Errc::denied, "sync: the cloud refuses");
        return fail(Errc::closed, "sync: the cloud refuses for now");
    }
    if (reaction.time) clocks.told(reaction.time->asked, reaction.time->cloud_at, clock);
    owed.insert(owed.end(), reaction.acknowledged.begin(), reaction.acknowledged.end());
    if (reaction.is_welcome) welcome(reaction);
    if (reaction.is_sign_of_life) {
        backoff.reset();
        batch_bytes = std::min(batch_bytes * 2, options.batch_bytes_max);
        session->set_batch_bytes_max(batch_bytes);
        patience = std::max(patience / 2, options.answer_timeout);
        if (!reaction.acknowledged.empty()) status.last_acknowledged_at = clock.wall;
    }
    for (const Stream stream : reaction.key_frames)
        wants_key_frame[static_cast<std::size_t>(stream) - 1] = true;
    if (reaction.unread) session->offer_first(source.with_chain(*reaction.unread));
    if (reaction.order && orders.size() < orders_max) orders.push_back(*reaction.order);
    return {};
}

void SyncClient::Impl::welcome(const sync::Reaction& reaction) {
    status.state = SyncState::online;
    status.connect_attempts = 0;
    status.refusal.clear();
    if (!is_disk_failing) status.last_error.reset();
    source.begin();
    forget_acknowledged();
    for (const sync::StreamRange& lost : reaction.lost) session->offer_first(source.in_place_of(lost));
}

/// A disk that refuses does not end the connection: what the cloud has, it has.
void SyncClient::Impl::forget_acknowledged() {
    while (!owed.empty()) {
        const BufferStats before = buffer.stats();
        const auto& [stream, range] = owed.front();
        const auto forgotten = buffer.acknowledge(stream, range.first, range.last);
        if (!forgotten) return note_disk(forgotten.error());
        const BufferStats after = buffer.stats();
        status.acknowledged_blocks += before.blocks - after.blocks;
        status.acknowledged_records += before.records - after.records;
        owed.pop_front();
        if (is_disk_failing) status.last_error.reset();
        is_disk_failing = false;
    }
}

Result<void> SyncClient::Impl::speak() {
    CAIRN_CHECK(flush());
    CAIRN_CHECK(say_reports());
    CAIRN_CHECK(send_batches());
    if (!unsent.empty()) return {};
    CAIRN_TRY(auto ping, session->tick(clock.now));
    if (!ping) return {};
    unsent = *std::move(ping);
    return flush();
}

Result<void> SyncClient::Impl::say_reports() {
    while (session->is_online() && unsent.empty() && !reports.empty()) {
        unsent = std::visit([](const auto& one) { return encode(protocol::ToCloud(one)); }, reports.front());
        reports.pop_front();
        CAIRN_CHECK(flush());
    }
    return {};
}

Result<void> SyncClient::Impl::send_batches() {
    session->begin_round(budget.is_scarce());
    while (unsent.empty() && budget.may_send(clock.now, clock.wall)) {
        while (const auto want = session->want()) {
            auto backlog = source.take(*want);
            if (!backlog) {
                note_disk(backlog.error());
                break;
            }
            session->offer(*want, *std::move(backlog));
        }
        const auto batch = session->take_batch(clock.now);
        if (!batch) break;
        status.sent_blocks += batch->blocks.size();
        status.sent_gaps += batch->gaps.size();
        unsent = encode(protocol::ToCloud(*batch));
        CAIRN_CHECK(flush());
        if (is_disk_failing) break;
    }
    return {};
}

Result<void> SyncClient::Impl::flush() {
    if (unsent.empty()) return {};
    const auto sent = link.send(unsent);
    if (!sent && sent.error().code == Errc::would_block) return {};
    if (!sent) return fail(sent.error());
    status.sent_bytes += unsent.size();
    count(unsent.size());
    unsent.clear();
    return {};
}

void SyncClient::Impl::count(std::uint64_t bytes) {
    budget.spend(bytes + message_overhead_bytes, clock.now, clock.wall);
}

void SyncClient::Impl::save_budget() {
    if (!budget.wants_saving()) return;
    const auto state = budget.save();
    if (const auto saved = buffer.save_state(budget_state, state); !saved) note_disk(saved.error());
}

void SyncClient::Impl::hang_up(const Error& error) {
    if (session && session->has_batches_in_flight()) {
        batch_bytes = std::max(std::min(batch_bytes_min, options.batch_bytes_max), batch_bytes / 2);
        patience = std::min(patience * 2, options.answer_timeout * patience_max);
    }
    link.disconnect();
    session.reset();
    unsent.clear();
    owed.clear();  // the next Welcome says what the cloud has by then: it may be less
    drain.forget();
    status.state = SyncState::waiting;
    status.last_error = error;
    is_disk_failing = false;
    // Credentials, certificates and a peer that breaks the protocol do not mend themselves in seconds.
    const bool is_lasting = error.code == Errc::denied || error.code == Errc::malformed;
    retry_at = clock.now + (is_lasting ? backoff.longest(entropy) : backoff.next(entropy));
}

Instant SyncClient::Impl::next_step() {
    if (status.state == SyncState::waiting) {
        const Millis pause = budget.may_connect(clock.wall) ? Millis{0} : spent_poll;
        return std::max(retry_at, clock.now + pause);
    }
    if (!session) return clock.now + busy_poll;
    const bool is_busy = !unsent.empty() || session->is_waiting();
    const Instant poll = std::min(session->due(), clock.now + (is_busy ? busy_poll : idle_poll));
    const Instant refilled = budget.due(clock.now);
    return refilled > clock.now ? std::min(poll, refilled) : poll;
}

void SyncClient::Impl::note_disk(const Error& error) {
    status.last_error = error;
    is_disk_failing = true;
}

SyncClient::SyncClient(const SyncOptions& options, Buffer& buffer, Link& link, Entropy& entropy)
    : impl_(std::make_unique<Impl>(options, buffer, link, entropy)) {}
SyncClient::SyncClient(SyncClient&&) noexcept = default;
SyncClient& SyncClient::operator=(SyncClient&&) noexcept = default;
SyncClient::~SyncClient() = default;

Instant SyncClient::step(const ClockReading& clock) {
    return impl_->step(clock);
}

void SyncClient::link_up() noexcept {
    impl_->backoff.reset();
    impl_->retry_at = {INT64_MIN};
}

const SyncStatus& SyncClient::status() const noexcept {
    return impl_->status;
}

bool SyncClient::take_key_frame_request(Stream stream) noexcept {
    return std::exchange(impl_->wants_key_frame[static_cast<std::size_t>(stream) - 1], false);
}

std::optional<CloudOrder> SyncClient::take_order() {
    if (impl_->orders.empty()) return std::nullopt;
    CloudOrder order = std::move(impl_->orders.front());
    impl_->orders.pop_front();
    return order;
}

void SyncClient::report(OrderReport report) {
    if (impl_->reports.size() < orders_max) impl_->reports.push_back(std::move(report));
}

void SyncClient::set_secret(std::string secret) {
    impl_->options.credential.secret = std::move(secret);
}

LinkPolicy LinkPolicy::usual(LinkClass link_class) noexcept {
    LinkPolicy policy;
    policy.link_class = link_class;
    if (link_class == LinkClass::lte) policy.bytes_per_s_max = 64 * 1024;
    return policy;
}

const char* name(LinkClass link_class) noexcept {
    switch (link_class) {
        case LinkClass::ethernet: return "ethernet";
        case LinkClass::wifi: return "wifi";
        case LinkClass::lte: return "lte";
    }
    return "unknown";
}

const char* name(SyncState state) noexcept {
    switch (state) {
        case SyncState::waiting: return "waiting";
        case SyncState::connecting: return "connecting";
        case SyncState::greeting: return "greeting";
        case SyncState::online: return "online";
    }
    return "unknown";
}

}  // namespace cairn
