// A cloud in memory and a link to it, both to be broken at will.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cairn/ports/link.h"
#include "cairn/sync/protocol.h"

namespace cairn::test {

/// Keeps what it is sent and answers as the protocol says, unless a test tells it otherwise.
class FakeCloud {
public:
    using Message = std::vector<std::uint8_t>;

    // What a test may set.
    bool is_silent = false;  // stores, but does not answer batches and pings
    std::uint64_t credit_bytes = 16 * 1024 * 1024;
    Timestamp now{1'769'860'800'000};
    std::optional<protocol::ToEdge> answer_to_hello;  // instead of a welcome
    std::array<SequenceSet, streams_count> held;
    std::optional<Sequence> unread;  // of the hearings: it lacks the chain of this one

    // What a test may read.
    std::optional<protocol::Hello> hello;  // of the present connection
    std::vector<protocol::Batch> batches;  // ever
    std::vector<Sequence> stored;          // numbers of blocks of the status stream, as they were stored
    std::vector<std::pair<Stream, Sequence>> order;  // of blocks of all streams
    std::vector<Gap> gaps;
    std::vector<protocol::ToCloud> reports;  // what it was told besides
    int hellos = 0;
    int pings = 0;
    std::string complaint;  // what the edge did wrong; empty: nothing

    SequenceSet& of(Stream stream) { return held[static_cast<std::size_t>(stream) - 1]; }
    /// Of the status stream.
    Sequence watermark() const { return held[0].through(); }
    void set_watermark(Sequence through) { held[0] = SequenceSet(through); }
    std::vector<protocol::Held> all_held() const {
        std::vector<protocol::Held> all;
        for (const Stream stream : streams)
            all.push_back(protocol::held(stream, held[static_cast<std::size_t>(stream) - 1]));
        return all;
    }

    void connect() { hello.reset(); }

    std::vector<Message> take(Bytes message) {
        const auto parsed = protocol::parse_to_cloud(message);
        if (!parsed) {
            complaint = parsed.error().where;
            return {};
        }
        return std::visit([this](const auto& one) { return take_one(one); }, *parsed);
    }

private:
    static std::vector<Message> answer(const protocol::ToEdge& one) { return {encode(one)}; }

    std::vector<Message> take_one(const protocol::Hello& from) {
        if (hello) complaint = "a second hello";
        hello = from;
        ++hellos;
        if (answer_to_hello) return answer(*answer_to_hello);
        return answer(protocol::Welcome{all_held(), credit_bytes, now});
    }
    void store(const Block& block) {
        const SequenceRange numbers{block.first(), block.sequence};
        if (of(block.stream).holds(numbers)) return;  // sent again
        if (of(block.stream).touches(numbers)) complaint = "a part of a block twice";
        // A block of a chain comes behind the one before it.
        if (block.chain_place > 0 && !of(block.stream).holds({block.sequence - 1, block.sequence - 1}))
            complaint = "a block before its chain";
        of(block.stream).add(numbers);
        order.emplace_back(block.stream, block.sequence);
        if (block.stream == Stream::status) stored.push_back(block.sequence);
    }
    std::vector<Message> take_one(const protocol::Batch& batch) {
        if (!hello) complaint = "a batch before the hello";
        batches.push_back(batch);
        std::vector<Message> answers;
        for (const Gap& gap : batch.gaps) {
            if (!of(gap.stream).holds({gap.first, gap.last})) gaps.push_back(gap);
            of(gap.stream).add({gap.first, gap.last});
        }
        for (const Block& block : batch.blocks) {
            if (block.stream != Stream::hearings || unread != block.sequence) {
                store(block);
                continue;
            }
            answers.push_back(encode(protocol::ToEdge(protocol::KeyFrameRequest{Stream::hearings, *unread})));
        }
        if (is_silent) return {};
        answers.insert(answers.begin(),
                       encode(protocol::ToEdge(protocol::Acknowledge{all_held(), credit_bytes})));
        return answers;
    }
    std::vector<Message> take_one(const protocol::Ping& ping) {
        ++pings;
        if (is_silent) return {};
        return answer(protocol::Pong{ping.sent, now});
    }
    template <typename Report>
    std::vector<Message> take_one(const Report& report) {
        reports.emplace_back(report);
        return {};
    }
};

/// How the link breaks at the call that is to fail.
enum class Break {
    before,  // closed; the call had no effect
    after,   // closed; the call had its effect, and nobody knows
    block,   // would_block; the call had no effect
};

class FakeLink final : public Link {
public:
    explicit FakeLink(FakeCloud& cloud) : cloud_(cloud) {}

    // What a test may set.
    std::optional<Errc> connect_error;
    bool is_blocked = false;  // send() answers would_block
    int fail_at = -1;         // the call that breaks, counted from 0; -1: none
    bool fail_from_then_on = false;
    Break how = Break::before;

    // What a test may read.
    int calls = 0;
    int connects = 0;
    bool is_connected = false;
    std::deque<FakeCloud::Message> to_edge;  // on its way; a test may add

    Result<void> connect() override {
        ++connects;
        if (const auto broken = broken_call(); broken && how != Break::after) return *broken;
        if (connect_error) return fail(*connect_error, "fake link");
        to_edge.clear();
        is_connected = true;
        cloud_.connect();
        return {};
    }
    Result<void> send(Bytes message) override {
        const auto broken = broken_call();
        if (broken && how != Break::after) return *broken;
        if (!is_connected) return fail(Errc::closed, "fake link");
        if (is_blocked) return fail(Errc::would_block, "fake link");
        for (auto& answer : cloud_.take(message)) to_edge.push_back(std::move(answer));
        if (broken) return *broken;
        return {};
    }
    Result<std::size_t> receive(MutableBytes message) override {
        const auto broken = broken_call();
        if (broken) return fail(broken->error());
        if (!is_connected) return fail(Errc::closed, "fake link");
        if (to_edge.empty()) return fail(Errc::would_block, "fake link");
        const auto front = std::move(to_edge.front());
        to_edge.pop_front();
        if (front.size() > message.size()) return fail(Errc::full, "fake link");
        std::copy(front.begin(), front.end(), message.begin());
        return front.size();
    }
    void disconnect() override {
        is_connected = false;
        to_edge.clear();
    }
    void say(const protocol::ToEdge& message) { to_edge.push_back(encode(message)); }

private:
    std::optional<Result<void>> broken_call() {
        const int call = calls++;
        if (fail_at < 0 || call < fail_at || (call > fail_at && !fail_from_then_on)) return std::nullopt;
        if (how == Break::block) return Result<void>(fail(Errc::would_block, "fake link"));
        is_connected = false;
        return Result<void>(fail(Errc::closed, "fake link"));
    }

    FakeCloud& cloud_;
};

}  // namespace cairn::test
