#include "cairn/cloud/ingest_session.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "cairn/core/limits.h"
#include "cairn/sync/protocol.h"
#include "store/credentials.h"

namespace cairn::cloud {
namespace {

using protocol::RefusalReason;

/// ToCloud.hello is field 1, with a length before it (Protobuf encoding, "Message structure").
constexpr std::uint8_t hello_begins = 0x0A;

/// Told without parsing: a stranger's Batch may be large, and costs nothing.
bool may_be_hello(Bytes message) {
    return message.size() <= limits::greeting_bytes_max && !message.empty() && message[0] == hello_begins;
}

/// A peer that has not proved its name may have sent anything for one.
std::string printable(std::string_view name) {
    return is_edge_name(name) ? std::string(1, '"').append(name).append(1, '"') : "(not a name)";
}

/// The software's own words for itself, without what would break a line of the log.
std::string printable_software(std::string_view software) {
    std::string text(software.substr(0, protocol::software_chars_max));
    for (char& c : text) {
        if (c < ' ' || c > '~') c = '?';
    }
    return text.empty() ? "software that does not say its name" : text;
}

std::string described(const Error& error) {
    std::string text = std::string(name(error.code)) + " (" + error.where;
    if (error.detail != 0) text += ", code " + std::to_string(error.detail);
    return text + ")";
}

}  // namespace

struct IngestSession::Impl {
    enum class State { greeting, open, closed };

    Store& store;
    State state = State::greeting;
    Origin origin;
    std::string secret;    // as in Hello: it can be withdrawn while the edge is here
    Sequence through = 0;  // what is stored, as far as this session knows

    IngestAnswer refuse(RefusalReason reason, std::string text);
    /// What the store cannot do now, it may do later.
    IngestAnswer refuse_for_now(const Error& error);
    IngestAnswer greet(const protocol::Hello& hello);
    IngestAnswer accept(const protocol::Batch& batch, Timestamp now);
    IngestAnswer refuse_batch(const Error& error);
    std::uint64_t move_on(Sequence to, const protocol::Batch& batch);
};

IngestAnswer IngestSession::Impl::refuse(RefusalReason reason, std::string text) {
    state = State::closed;
    IngestAnswer answer;
    answer.close = true;
    answer.log = std::string("refused: ") + name(reason) + ": " + text;
    answer.message = encode(protocol::ToEdge(protocol::Refusal{reason, std::move(text)}));
    return answer;
}

IngestAnswer IngestSession::Impl::refuse_for_now(const Error& error) {
    IngestAnswer answer =
        refuse(RefusalReason::unavailable, "the cloud cannot store now; nothing is lost, try again later");
    answer.log += ": " + described(error);
    return answer;
}

IngestAnswer IngestSession::Impl::greet(const protocol::Hello& hello) {
    if (state != State::greeting) return refuse(RefusalReason::protocol, "a second Hello on one connection");
    if (hello.protocol_version != protocol::version_spoken) {
        return refuse(RefusalReason::version, "protocol version " + std::to_string(hello.protocol_version) +
                                                  " is not spoken here, only version " +
                                                  std::to_string(protocol::version_spoken) +
                                                  "; update the older of the two");
    }
    const auto is_known = store.is_credential({hello.edge, hello.secret});
    if (!is_known) return refuse_for_now(is_known.error());
    if (!*is_known) {
        return refuse(RefusalReason::credential,
                      "unknown edge or wrong secret: " + printable(hello.edge) +
                          "; make a credential with `cairn-cloud edge add` (with --replace for an edge "
                          "that is known) and give its file to the edge");
    }
    const Origin claimed{hello.edge, hello.epoch};
    const auto stored = store.watermark(claimed);
    if (!stored) return refuse_for_now(stored.error());
    origin = claimed;
    secret = hello.secret;
    through = *stored;
    state = State::open;

    IngestAnswer answer;
    answer.message = encode(protocol::ToEdge(protocol::Welcome{through, limits::batch_bytes_max}));
    answer.log = "edge " + printable(origin.edge) + " is here with " + printable_software(hello.software) +
                 "; goes on behind block " + std::to_string(through);
    return answer;
}

/// Answers how many blocks of the batch are new.
std::uint64_t IngestSession::Impl::move_on(Sequence to, const protocol::Batch& batch) {
    const Sequence from = std::exchange(through, to);
    return static_cast<std::uint64_t>(std::ranges::count_if(
        batch.blocks, [&](const Block& block) { return block.sequence > from && block.sequence <= to; }));
}

IngestAnswer IngestSession::Impl::accept(const protocol::Batch& batch, Timestamp now) {
    if (state != State::open) return refuse(RefusalReason::protocol, "a Batch before Hello");
    const auto is_known = store.is_credential({origin.edge, secret});
    if (!is_known) return refuse_for_now(is_known.error());
    if (!*is_known) {
        return refuse(RefusalReason::credential,
                      "the credential of " + printable(origin.edge) +
                          " was withdrawn or replaced; make a new one with `cairn-cloud edge add --replace` "
                          "and give its file to the edge");
    }
    const auto stored = store.accept(origin, batch.blocks, batch.gaps, now);
    if (!stored) {
        IngestAnswer answer = refuse_batch(stored.error());
        if (const auto reached = store.watermark(origin)) answer.stored_blocks = move_on(*reached, batch);
        return answer;
    }
    IngestAnswer answer;
    answer.stored_blocks = move_on(*stored, batch);
    answer.message = encode(protocol::ToEdge(protocol::Acknowledge{through}));
    return answer;
}

IngestAnswer IngestSession::Impl::refuse_batch(const Error& error) {
    if (error.code == Errc::malformed) {
        return refuse(RefusalReason::protocol,
                      std::string("the Batch does not go on where the stored blocks end (") + error.where +
                          "); what came before the defect is stored, connect again to go on from there");
    }
    if (error.code == Errc::corrupt) {
        return refuse(RefusalReason::protocol,
                      "a block of the Batch fails its checksum; what came before it is stored, check the "
                      "edge's buffer and connect again to go on from there");
    }
    return refuse_for_now(error);
}

IngestSession::IngestSession(Store& store) : impl_(new Impl{store, {}, {}, {}, {}}) {}
IngestSession::IngestSession(IngestSession&&) noexcept = default;
IngestSession::~IngestSession() = default;

const std::string& IngestSession::edge() const noexcept {
    return impl_->origin.edge;
}

IngestAnswer IngestSession::receive(Bytes message, Timestamp now) {
    if (impl_->state == Impl::State::closed) {
        IngestAnswer answer;
        answer.close = true;
        return answer;
    }
    if (impl_->state == Impl::State::greeting && !may_be_hello(message)) {
        return impl_->refuse(RefusalReason::protocol, "the first message is not a Hello");
    }
    const auto parsed = protocol::parse_to_cloud(message);
    if (!parsed) {
        return impl_->refuse(RefusalReason::protocol,
                             std::string("a message that cannot be read: ") + parsed.error().where);
    }
    if (const auto* hello = std::get_if<protocol::Hello>(&*parsed)) return impl_->greet(*hello);
    if (const auto* batch = std::get_if<protocol::Batch>(&*parsed)) return impl_->accept(*batch, now);
    if (impl_->state != Impl::State::open) {
        return impl_->refuse(RefusalReason::protocol, "a Ping before Hello");
    }
    IngestAnswer answer;
    answer.message = encode(protocol::ToEdge(protocol::Pong{}));
    return answer;
}

}  // namespace cairn::cloud
