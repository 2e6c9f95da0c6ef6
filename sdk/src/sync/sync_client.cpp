#include "cairn/sync/sync_client.h"

#include <algorithm>
#include <array>

#include "cairn/core/limits.h"
#include "sync/backoff.h"
#include "sync/session.h"

namespace cairn {
namespace {

/// A Link has no way to call back, so it is asked: often while something is expected of it, seldom else.
constexpr Millis busy_poll{100};
constexpr Millis idle_poll{1'000};
/// What the cloud says is short; a longer message is not of this protocol.
constexpr std::size_t answer_bytes_max = 8 * 1024;
/// Answers read in one step, so that a flood of them cannot keep the caller.
constexpr int answers_per_step_max = 64;
/// A batch is not cut below this, however slow the link.
constexpr std::size_t batch_bytes_min = 4 * 1024;
/// How often the answer_timeout a slow link may get: 16 minutes by default, in which 2 MiB pass 17 kbit/s.
constexpr int patience_max = 64;

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
    Impl(const SyncOptions& sync_options, Buffer& its_buffer, Link& its_link, Entropy& its_entropy)
        : options(sync_options),
          buffer(its_buffer),
          link(its_link),
          entropy(its_entropy),
          backoff(options.retry_min, options.retry_max),
          batch_bytes(options.batch_bytes_max),
          patience(options.answer_timeout),
          sent_through_at_most(buffer.next_sequence(Stream::status) - 1) {}

    Instant step(Instant now, Timestamp wall);
    void connect(Instant now);
    void greet(Instant now);
    /// One round of listening, deleting and sending. An error ends the connection.
    Result<void> converse(Instant now, Timestamp wall);
    Result<void> listen(Instant now, Timestamp wall);
    Result<void> react(const sync::Reaction& reaction, Timestamp wall);
    void forget_acknowledged();
    Result<void> speak(Instant now);
    Result<void> flush();
    void hang_up(const Error& error, Instant now);
    Instant next_step(Instant now) const;
    void note_disk(const Error& error);

    SyncOptions options;
    Buffer& buffer;
    Link& link;
    Entropy& entropy;
    SyncStatus status;
    sync::Backoff backoff;
    std::optional<sync::Session> session;
    std::vector<std::uint8_t> unsent;  // a message that the link had no room for
    std::array<std::uint8_t, answer_bytes_max> answer{};
    /// Of bodies in a batch; halves when a batch got no answer in time, so that a slow link gets one through.
    std::size_t batch_bytes;
    /// For an answer to a batch; doubles when there was none, because a block cannot be halved.
    Millis patience;
    Sequence sent_through_at_most;
    Sequence owed = 0;  // acknowledged by the cloud; the buffer forgets it as soon as the disk lets it
    bool is_disk_failing = false;
    Instant retry_at{INT64_MIN};
    Instant give_up_at;
};

Instant SyncClient::Impl::step(Instant now, Timestamp wall) {
    if (status.state == SyncState::waiting && now >= retry_at) {
        status.state = SyncState::connecting;
        ++status.connect_attempts;
        give_up_at = now + options.answer_timeout;
    }
    if (status.state == SyncState::connecting) connect(now);
    if (session) {
        if (const auto talked = converse(now, wall); !talked) hang_up(talked.error(), now);
    }
    return next_step(now);
}

void SyncClient::Impl::connect(Instant now) {
    const auto connected = link.connect();
    if (connected) return greet(now);
    if (connected.error().code != Errc::would_block) return hang_up(connected.error(), now);
    if (now >= give_up_at) hang_up({Errc::closed, 0, "sync: no connection in time"}, now);
}

void SyncClient::Impl::greet(Instant now) {
    const sync::Standing standing{buffer.epoch(), buffer.acknowledged(Stream::status).through,
                                  sent_through_at_most};
    SyncOptions patient = options;
    patient.answer_timeout = patience;
    session.emplace(patient, standing, now);
    unsent = session->hello();
    status.state = SyncState::greeting;
}

Result<void> SyncClient::Impl::converse(Instant now, Timestamp wall) {
    CAIRN_CHECK(listen(now, wall));
    forget_acknowledged();
    return speak(now);
}

Result<void> SyncClient::Impl::listen(Instant now, Timestamp wall) {
    for (int i = 0; i < answers_per_step_max; ++i) {
        const auto size = link.receive(answer);
        if (!size && size.error().code == Errc::would_block) return {};
        if (!size) return fail(size.error());
        CAIRN_TRY(const auto reaction, session->receive(Bytes(answer).first(*size), now));
        CAIRN_CHECK(react(reaction, wall));
    }
    return {};
}

Result<void> SyncClient::Impl::react(const sync::Reaction& reaction, Timestamp wall) {
    if (reaction.refusal) {
        status.refusal = std::string(name(reaction.refusal->reason)) + ": " + reaction.refusal->text;
        if (needs_a_person(reaction.refusal->reason)) return fail(Errc::denied, "sync: the cloud refuses");
        return fail(Errc::closed, "sync: the cloud refuses for now");
    }
    if (reaction.is_welcome) {
        status.state = SyncState::online;
        status.connect_attempts = 0;
        status.refusal.clear();
        if (!is_disk_failing) status.last_error.reset();
    }
    if (reaction.is_sign_of_life) {
        backoff.reset();
        batch_bytes = std::min(batch_bytes * 2, options.batch_bytes_max);
        patience = std::max(patience / 2, options.answer_timeout);
    }
    if (reaction.acknowledge) {
        owed = std::max(owed, *reaction.acknowledge);
        status.last_acknowledged_at = wall;
    }
    return {};
}

/// A disk that refuses does not end the connection: what the cloud has, it has.
void SyncClient::Impl::forget_acknowledged() {
    if (owed <= buffer.acknowledged(Stream::status).through) return;
    const std::uint64_t waiting = buffer.stats().blocks;
    if (const auto forgotten = buffer.acknowledge(Stream::status, 1, owed); !forgotten)
        return note_disk(forgotten.error());
    status.acknowledged_blocks += waiting - buffer.stats().blocks;
    if (is_disk_failing) status.last_error.reset();
    is_disk_failing = false;
}

Result<void> SyncClient::Impl::speak(Instant now) {
    CAIRN_CHECK(flush());
    for (auto want = session->want(); want && unsent.empty(); want = session->want()) {
        auto backlog = buffer.peek(Stream::status, want->after, std::min(want->size_bytes_max, batch_bytes));
        if (!backlog) {
            note_disk(backlog.error());
            break;
        }
        auto batch = session->batch(*std::move(backlog), now);
        if (!batch) break;
        sent_through_at_most = std::max(sent_through_at_most, session->sent_through_at_most());
        unsent = *std::move(batch);
        CAIRN_CHECK(flush());
    }
    CAIRN_TRY(auto ping, session->tick(now));
    if (ping) {
        unsent = *std::move(ping);
        CAIRN_CHECK(flush());
    }
    return {};
}

Result<void> SyncClient::Impl::flush() {
    if (unsent.empty()) return {};
    const auto sent = link.send(unsent);
    if (!sent && sent.error().code == Errc::would_block) return {};
    if (!sent) return fail(sent.error());
    status.sent_bytes += unsent.size();
    unsent.clear();
    return {};
}

void SyncClient::Impl::hang_up(const Error& error, Instant now) {
    if (session && session->has_batches_in_flight()) {
        batch_bytes = std::max(std::min(batch_bytes_min, options.batch_bytes_max), batch_bytes / 2);
        patience = std::min(patience * 2, options.answer_timeout * patience_max);
    }
    link.disconnect();
    session.reset();
    unsent.clear();
    status.state = SyncState::waiting;
    status.last_error = error;
    is_disk_failing = false;
    // Credentials, certificates and a peer that breaks the protocol do not mend themselves in seconds.
    const bool is_lasting = error.code == Errc::denied || error.code == Errc::malformed;
    retry_at = now + (is_lasting ? backoff.longest(entropy) : backoff.next(entropy));
}

Instant SyncClient::Impl::next_step(Instant now) const {
    if (status.state == SyncState::waiting) return std::max(retry_at, now);
    if (!session) return now + busy_poll;
    const bool is_busy = !unsent.empty() || session->is_waiting();
    return std::min(session->due(), now + (is_busy ? busy_poll : idle_poll));
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

Instant SyncClient::step(Instant now, Timestamp wall) {
    return impl_->step(now, wall);
}

void SyncClient::link_up() noexcept {
    impl_->backoff.reset();
    impl_->retry_at = {INT64_MIN};
}

const SyncStatus& SyncClient::status() const noexcept {
    return impl_->status;
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
