#include "sync/session.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "cairn/core/limits.h"
#include "cairn/core/version.h"

namespace cairn::sync {
namespace {

/// What a block or a gap takes in a message besides a body; docs/wire.md has the fields.
constexpr std::size_t item_header_bytes_max = 96;

Failure broken(const char* what) noexcept {
    return fail(Errc::malformed, what);
}

std::size_t size_of(const Block& block) noexcept {
    return block.body.size() + item_header_bytes_max;
}

std::size_t size_of(const Gap&) noexcept {
    return item_header_bytes_max;
}

}  // namespace

Session::Session(const SyncOptions& options, Standing standing, Instant now)
    : options_(options),
      epochs_(std::move(standing.epochs)),
      boot_(standing.boot),
      greeted_at_(now),
      lanes_(options.live_share),
      last_heard_(now) {
    set_batch_bytes_max(options.batch_bytes_max);
    for (std::size_t i = 0; i < streams_count; ++i) {
        Standing::OfStream& from = standing.streams[i];
        streams_[i].acknowledged = std::move(from.acknowledged);
        streams_[i].newest = from.newest;
    }
    sent(now);
}

std::vector<std::uint8_t> Session::hello() const {
    protocol::Hello hello;
    hello.edge = options_.credential.edge;
    hello.secret = options_.credential.secret;
    hello.epochs = epochs_;
    hello.software = std::string("cairn-sdk ") + version();
    hello.boot = boot_;
    hello.sent = greeted_at_;
    return encode(protocol::ToCloud(std::move(hello)));
}

Result<Reaction> Session::receive(Bytes message, Instant now) {
    CAIRN_TRY(const auto parsed, protocol::parse_to_edge(message));
    return std::visit([&](const auto& one) { return take(one, now); }, parsed);
}

Result<Reaction> Session::take(const protocol::Welcome& welcome, Instant now) {
    if (is_online_) return broken("sync: a second welcome");
    std::array<SequenceSet, streams_count> held;
    for (const protocol::Held& one : welcome.held) {
        SequenceSet& set = held[static_cast<std::size_t>(one.stream) - 1];
        set = protocol::set_of(one);
        if (set.last() > at(one.stream).newest)
            return fail(Errc::denied, "sync: the cloud has more than there is");
    }
    Reaction reaction;
    reaction.is_welcome = true;
    reaction.time = Reaction::Told{greeted_at_, welcome.cloud_at};
    for (const Stream stream : streams)
        greet_stream(stream, held[static_cast<std::size_t>(stream) - 1], reaction);
    credit_bytes_ = welcome.credit_bytes;
    is_online_ = true;
    heard(now);
    return reaction;
}

void Session::greet_stream(Stream stream, const SequenceSet& held, Reaction& reaction) {
    StreamState& state = at(stream);
    for (const SequenceRange& range : state.acknowledged.ranges()) {
        for (const SequenceRange& part : held.missing(range)) reaction.lost.push_back({stream, part});
    }
    state.possible = held;
    state.possible.add(state.acknowledged);
    note_held(stream, held, reaction);
    const Sequence after = state.possible.through();
    if (state.possible.missing({1, state.newest}).empty() || state.newest == 0) {
        lanes_.open(stream, after);
        return;
    }
    // Every hole that is left behind while a backlog waits costs a range; there are only so many.
    const bool may_split = held.ranges().size() < protocol::ranges_max / 2;
    lanes_.open_backlog(stream, after, state.newest, may_split);
    if (may_split) reaction.key_frames.push_back(stream);
}

/// What is new of `held` is for the buffer to forget.
void Session::note_held(Stream stream, const SequenceSet& held, Reaction& reaction) {
    StreamState& state = at(stream);
    for (const SequenceRange& range : held.ranges()) {
        for (const SequenceRange& part : state.held.missing(range))
            reaction.acknowledged.push_back({stream, part});
    }
    state.held.add(held);
}

Result<Reaction> Session::take(const protocol::Acknowledge& acknowledge, Instant now) {
    if (!is_online_) return broken("sync: an acknowledgement before the welcome");
    for (const protocol::Held& one : acknowledge.held) {
        if (!at(one.stream).possible.holds(protocol::set_of(one)))
            return broken("sync: an acknowledgement of what was not sent");
    }
    Reaction reaction;
    reaction.is_sign_of_life = true;
    for (const protocol::Held& one : acknowledge.held) note_held(one.stream, protocol::set_of(one), reaction);
    credit_bytes_ = acknowledge.credit_bytes;
    forget_arrived();
    heard(now);
    return reaction;
}

void Session::forget_arrived() {
    const auto has_arrived = [this](const InFlight& batch) {
        for (std::size_t i = 0; i < streams_count; ++i) {
            if (!streams_[i].held.holds(batch.numbers[i])) return false;
        }
        return true;
    };
    std::erase_if(in_flight_, [&](const InFlight& batch) {
        const bool is_here = has_arrived(batch);
        if (is_here) in_flight_bytes_ -= batch.size_bytes;
        return is_here;
    });
}

Result<Reaction> Session::take(const protocol::Refusal& refusal, Instant now) {
    heard(now);
    Reaction reaction;
    reaction.refusal = refusal;
    return reaction;
}

Result<Reaction> Session::take(const protocol::Pong& pong, Instant now) {
    if (ping_out_ != pong.asked) return broken("sync: a pong that nobody asked for");
    ping_out_.reset();
    heard(now);
    Reaction reaction;
    reaction.is_sign_of_life = true;
    reaction.time = Reaction::Told{pong.asked, pong.cloud_at};
    return reaction;
}

Result<Reaction> Session::take(const protocol::KeyFrameRequest& request, Instant now) {
    if (!is_online_) return broken("sync: a request before the welcome");
    const SequenceRange block{request.sequence, request.sequence};
    const StreamState& state = at(request.stream);
    if (request.sequence != 0 && (!state.possible.holds(block) || state.held.holds(block)))
        return broken("sync: a request for what was not sent");
    // It is not on its way any more: were it counted so, requests could take all the room for what they ask.
    for (InFlight& batch : in_flight_)
        batch.numbers[static_cast<std::size_t>(request.stream) - 1].remove(block);
    forget_arrived();
    heard(now);
    Reaction reaction;
    reaction.key_frames.push_back(request.stream);
    if (request.sequence != 0) reaction.unread = StreamRange{request.stream, block};
    return reaction;
}

template <typename Order>
Result<Reaction> Session::take(const Order& order, Instant now) {
    if (!is_online_) return broken("sync: an order before the welcome");
    heard(now);
    Reaction reaction;
    reaction.order = order;
    return reaction;
}

void Session::set_batch_bytes_max(std::size_t size_bytes) noexcept {
    options_.batch_bytes_max = std::min(size_bytes, limits::batch_bytes_max);
}

void Session::begin_round(bool scarce) {
    lanes_.begin_round(scarce);
    is_batch_full_ = false;
}

std::optional<std::size_t> Session::room_bytes() const {
    if (!is_online_ || is_batch_full_ || credit_bytes_ == 0) return std::nullopt;
    const std::size_t batches_max = std::max<std::size_t>(options_.batches_in_flight_max, 1);
    if (in_flight_.size() >= batches_max) return std::nullopt;
    const std::uint64_t taken = in_flight_bytes_ + batch_size_bytes_;
    if (taken != 0 && taken >= credit_bytes_) return std::nullopt;
    if (batch_size_bytes_ != 0 && batch_size_bytes_ >= options_.batch_bytes_max) return std::nullopt;
    const std::uint64_t room =
        std::min<std::uint64_t>(credit_bytes_ - taken, options_.batch_bytes_max - batch_size_bytes_);
    return static_cast<std::size_t>(std::max<std::uint64_t>(room, 1));
}

/// Whatever its size, a block goes when nothing else is on its way, as far as credits decide it, and when it
/// is the first of its batch.
bool Session::has_room(std::size_t size_bytes) const {
    if (!room_bytes() || batch_.blocks.size() + batch_.gaps.size() >= protocol::batch_items_max) return false;
    const std::uint64_t taken = in_flight_bytes_ + batch_size_bytes_;
    if (taken != 0 && taken + size_bytes > credit_bytes_) return false;
    return batch_size_bytes_ == 0 || batch_size_bytes_ + size_bytes <= options_.batch_bytes_max;
}

std::optional<Want> Session::want() const {
    if (!first_.blocks.empty() || !first_.gaps.empty()) return std::nullopt;
    const auto room = room_bytes();
    if (!room) return std::nullopt;
    return lanes_.next(*room);
}

/// False: there is no room for it.
template <typename Item>
bool Session::add(Item& item) {
    const std::size_t size_bytes = size_of(item);
    if (!has_room(size_bytes)) {
        is_batch_full_ = true;
        return false;
    }
    batch_size_bytes_ += size_bytes;
    if constexpr (std::is_same_v<Item, Block>) {
        batch_.blocks.push_back(std::move(item));
    } else {
        batch_.gaps.push_back(item);
    }
    return true;
}

void Session::offer(const Want& want, Backlog backlog) {
    if (want.lane == LaneKind::search) {
        for (const Block& block : backlog.blocks) {
            if (block.chain_place == 0) return lanes_.found_live(want.stream, block.first());
            lanes_.searched(want.stream, block.sequence);
        }
        if (backlog.blocks.empty()) lanes_.dry(want);
        return;
    }
    bool is_any_added = false;
    auto block = backlog.blocks.begin();
    auto gap = backlog.gaps.begin();
    while (block != backlog.blocks.end() || gap != backlog.gaps.end()) {
        const bool is_block =
            gap == backlog.gaps.end() || (block != backlog.blocks.end() && block->sequence < gap->first);
        if (!lanes_.takes(want, is_block ? block->first() : gap->first)) break;
        const Sequence last = is_block ? block->sequence : gap->last;
        const std::size_t size_bytes = is_block ? size_of(*block) : size_of(*gap);
        if (!(is_block ? add(*block) : add(*gap))) return;
        lanes_.sent(want, last, size_bytes);
        is_any_added = true;
        is_block ? void(++block) : void(++gap);
    }
    if (!is_any_added) lanes_.dry(want);
}

void Session::offer_first(Backlog backlog) {
    const auto is_there = [](const std::vector<Block>& blocks, const Block& block) {
        return std::ranges::any_of(blocks, [&](const Block& other) {
            return other.stream == block.stream && other.sequence == block.sequence;
        });
    };
    for (Block& block : backlog.blocks) {
        if (!is_there(first_.blocks, block) && !is_there(batch_.blocks, block))
            first_.blocks.push_back(std::move(block));
    }
    first_.gaps.insert(first_.gaps.end(), backlog.gaps.begin(), backlog.gaps.end());
    fill_first();
}

void Session::fill_first() {
    const auto move_into_batch = [this](auto& items) {
        const auto left = std::ranges::find_if(items, [this](auto& item) { return !add(item); });
        items.erase(items.begin(), left);
        return items.empty();
    };
    if (move_into_batch(first_.gaps)) move_into_batch(first_.blocks);
}

std::optional<protocol::Batch> Session::take_batch(Instant now) {
    fill_first();
    if (batch_.blocks.empty() && batch_.gaps.empty()) return std::nullopt;
    protocol::Batch batch = std::exchange(batch_, {});
    std::ranges::sort(batch.blocks, {}, [](const Block& b) { return std::pair(b.stream, b.sequence); });
    std::ranges::sort(batch.gaps, {}, [](const Gap& g) { return std::pair(g.stream, g.first); });
    InFlight& flight = in_flight_.emplace_back();
    flight.size_bytes = std::exchange(batch_size_bytes_, 0);
    in_flight_bytes_ += flight.size_bytes;
    const auto note = [&](Stream stream, SequenceRange range) {
        flight.numbers[static_cast<std::size_t>(stream) - 1].add(range);
        at(stream).possible.add(range);
    };
    for (const Block& block : batch.blocks) note(block.stream, {block.first(), block.sequence});
    for (const Gap& gap : batch.gaps) note(gap.stream, {gap.first, gap.last});
    is_batch_full_ = false;
    sent(now);
    return batch;
}

Result<std::optional<std::vector<std::uint8_t>>> Session::tick(Instant now) {
    if (now < due()) return std::optional<std::vector<std::uint8_t>>{};
    if (waiting_since_) return fail(Errc::closed, "sync: the cloud does not answer");
    ping_out_ = now;
    sent(now);
    return std::optional(encode(protocol::ToCloud(protocol::Ping{now})));
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
    if (!in_flight_.empty() || ping_out_) waiting_since_ = now;
}

}  // namespace cairn::sync
