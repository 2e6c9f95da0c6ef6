// A cloud in memory and a link to it, both to be broken at will.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
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
    std::uint64_t batch_bytes_max = 0;
    std::optional<protocol::ToEdge> answer_to_hello;  // instead of a welcome

    // What a test may read.
    std::optional<protocol::Hello> hello;  // of the present connection
    std::vector<protocol::Batch> batches;  // ever
    std::vector<Sequence> stored;          // numbers of blocks, in the order of storing
    std::vector<Gap> gaps;
    Sequence watermark = 0;
    int hellos = 0;
    int pings = 0;
    std::string complaint;  // what the edge did wrong; empty: nothing

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
        return answer(protocol::Welcome{watermark, batch_bytes_max});
    }
    std::vector<Message> take_one(const protocol::Batch& batch) {
        if (!hello) complaint = "a batch before the hello";
        batches.push_back(batch);
        std::map<Sequence, const Gap*> items;
        for (const Block& block : batch.blocks) items[block.sequence] = nullptr;
        for (const Gap& gap : batch.gaps) items[gap.first] = &gap;
        for (const auto& [first, gap] : items) {
            const Sequence last = gap != nullptr ? gap->last : first;
            if (last <= watermark) continue;  // sent again
            if (first != watermark + 1) complaint = "a hole before " + std::to_string(first);
            if (gap != nullptr) gaps.push_back(*gap);
            if (gap == nullptr) stored.push_back(first);
            watermark = last;
        }
        if (is_silent) return {};
        return answer(protocol::Acknowledge{watermark});
    }
    std::vector<Message> take_one(const protocol::Ping&) {
        ++pings;
        if (is_silent) return {};
        return answer(protocol::Pong{});
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
