// Both ends of the conversation, told whatever comes: messages are cut out of the input, each with two bytes
// of length, the lowest first. The first byte says whose end it is.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "cairn/cloud/ingest_session.h"
#include "cairn/cloud/store.h"
#include "cairn/core/crc32c.h"
#include "sync/session.h"

namespace {

using namespace cairn;

void check(bool holds) {
    if (!holds) std::abort();
}

class Messages {
public:
    explicit Messages(Bytes input) : left_(input) {}
    bool next(Bytes& message) {
        if (left_.size() < 2) return false;
        const std::size_t size = std::min<std::size_t>(left_[0] | left_[1] << 8U, left_.size() - 2);
        message = left_.subspan(2, size);
        left_ = left_.subspan(2 + size);
        return true;
    }

private:
    Bytes left_;
};

Block some_block(Stream stream, Sequence sequence) {
    Block block;
    block.stream = stream;
    block.sequence = sequence;
    block.chain_place = static_cast<std::uint32_t>((sequence - 1) % 4);
    block.record_count = 1;
    block.body = {1, 2, 3};
    return block;
}

/// Sends what the session wants, of 20 blocks a stream, and answers whether it ended.
void send_all(sync::Session& session, Instant now) {
    session.begin_round(false);
    for (int batches = 0; batches < 8; ++batches) {
        while (const auto want = session.want()) {
            Backlog backlog;
            for (Sequence sequence = want->after + 1; sequence <= 20 && backlog.blocks.size() < 3; ++sequence)
                backlog.blocks.push_back(some_block(want->stream, sequence));
            session.offer(*want, std::move(backlog));
        }
        const auto batch = session.take_batch(now);
        if (!batch) return;
        // What this end sends, the other one can read.
        check(protocol::parse_to_cloud(encode(protocol::ToCloud(*batch))).has_value());
    }
}

void tell_an_edge(Messages messages) {
    sync::Standing standing;
    standing.epochs = {{7}};
    for (auto& stream : standing.streams) {
        stream.acknowledged = SequenceSet(4);
        stream.newest = 12;
    }
    Instant now{0};
    sync::Session session({}, std::move(standing), now);
    Bytes message;
    while (messages.next(message)) {
        now = now + Millis{100};
        const auto reaction = session.receive(message, now);
        if (!reaction) return;
        // Nothing is forgotten that was never there.
        for (const auto& one : reaction->acknowledged) check(one.range.first >= 1 && one.range.last <= 20);
        if (session.is_online()) send_all(session, now);
    }
}

class FixedEntropy final : public Entropy {
public:
    std::uint64_t next() override { return 0x0123'4567'89AB'CDEF; }
};

void tell_a_cloud(Messages messages) {
    FixedEntropy entropy;
    auto store = cloud::Store::open(":memory:");
    check(store.has_value());
    const auto credential = store->add_edge("dock", entropy, Timestamp{1});
    check(credential.has_value());
    protocol::Hello hello;
    hello.edge = "dock";
    hello.secret = credential->secret;
    hello.epochs = {{7}};
    cloud::IngestSession session(*store);
    check(!session.receive(encode(protocol::ToCloud(hello)), Timestamp{1}).close);
    Bytes message;
    bool is_closed = false;
    while (messages.next(message)) {
        const auto answer = session.receive(message, Timestamp{2});
        check(!is_closed || (answer.close && answer.messages.empty()));
        is_closed = answer.close;
        for (const auto& one : answer.messages) check(protocol::parse_to_edge(one).has_value());
    }
    const auto held = store->held({"dock", {{7}}});
    check(held.has_value());
    for (const SequenceSet& set : held->of) check(set.beyond().size() <= protocol::ranges_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const Messages messages(Bytes(bytes, size).subspan(1));
    if (bytes[0] % 2 == 0) {
        tell_an_edge(messages);
    } else {
        tell_a_cloud(messages);
    }
    return 0;
}
