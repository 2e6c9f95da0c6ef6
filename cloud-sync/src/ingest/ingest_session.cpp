#include "cairn/cloud/ingest_session.h"

#include <array>
#include <set>
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

/// "41 status, 7 positions, 9120 hearings"
std::string described(const HeldStreams& held) {
    constexpr std::array<std::string_view, streams_count> words{"status", "positions", "hearings"};
    std::string text;
    for (std::size_t i = 0; i < streams_count; ++i)
        text.append(text.empty() ? "" : ", ")
            .append(std::to_string(held.of[i].through()))
            .append(" ")
            .append(words[i]);
    return text;
}

void say(IngestAnswer& answer, const protocol::ToEdge& message) {
    answer.messages.push_back(encode(message));
}

}  // namespace

struct IngestSession::Impl {
    enum class State { greeting, open, closed };

    explicit Impl(Store& its_store) : store(its_store) {}

    Store& store;
    State state = State::greeting;
    Origin origin;
    HeldStreams held;    // of all its epochs
    std::string secret;  // as in Hello: it can be withdrawn while the edge is here
    std::uint64_t credit_bytes = credit_bytes_usual;
    // On this connection.
    std::set<std::string> told_commands;
    std::uint64_t told_config = 0;
    std::string told_secret;

    IngestAnswer refuse(RefusalReason reason, std::string text);
    /// What the store cannot do now, it may do later.
    IngestAnswer refuse_for_now(const Error& error);
    IngestAnswer take(const protocol::Hello& hello, Timestamp now);
    IngestAnswer take(const protocol::Batch& batch, Timestamp now);
    IngestAnswer take(const protocol::Ping& ping, Timestamp now);
    IngestAnswer take(const protocol::CommandState& state, Timestamp now);
    IngestAnswer take(const protocol::ConfigState& state, Timestamp now);
    IngestAnswer take(const protocol::SecretKept& kept, Timestamp now);
    IngestAnswer refuse_batch(const Error& error);
    Result<void> tell_orders(IngestAnswer& answer, Timestamp now);
};

IngestAnswer IngestSession::Impl::refuse(RefusalReason reason, std::string text) {
    state = State::closed;
    IngestAnswer answer;
    answer.close = true;
    answer.log = std::string("refused: ") + name(reason) + ": " + text;
    say(answer, protocol::Refusal{reason, std::move(text)});
    return answer;
}

IngestAnswer IngestSession::Impl::refuse_for_now(const Error& error) {
    IngestAnswer answer =
        refuse(RefusalReason::unavailable, "the cloud cannot store now; nothing is lost, try again later");
    answer.log += ": " + described(error);
    return answer;
}

IngestAnswer IngestSession::Impl::take(const protocol::Hello& hello, Timestamp now) {
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
    const Origin claimed{hello.edge, hello.epochs};
    const auto stored = store.held(claimed);
    if (!stored) return refuse_for_now(stored.error());
    origin = claimed;
    held = *stored;
    secret = hello.secret;
    state = State::open;

    protocol::Welcome welcome;
    for (const Stream stream : streams) welcome.held.push_back(protocol::held(stream, held[stream]));
    welcome.credit_bytes = credit_bytes;
    welcome.cloud_at = now;
    IngestAnswer answer;
    say(answer, std::move(welcome));
    answer.log = "edge " + printable(origin.edge) + " is here with " + printable_software(hello.software) +
                 "; goes on behind " + described(held);
    return answer;
}

IngestAnswer IngestSession::Impl::take(const protocol::Batch& batch, Timestamp now) {
    const auto is_known = store.is_credential({origin.edge, secret});
    if (!is_known) return refuse_for_now(is_known.error());
    if (!*is_known) {
        return refuse(RefusalReason::credential,
                      "the credential of " + printable(origin.edge) +
                          " was withdrawn or replaced; make a new one with `cairn-cloud edge add --replace` "
                          "and give its file to the edge");
    }
    const auto accepted = store.accept(origin, batch.blocks, batch.gaps, now);
    if (!accepted) return refuse_batch(accepted.error());
    IngestAnswer answer;
    if (accepted->defect) answer = refuse_batch(*accepted->defect);
    answer.stored_blocks = accepted->blocks;
    if (accepted->defect) return answer;
    held.add(accepted->held);
    protocol::Acknowledge acknowledge{{}, credit_bytes};
    for (const Stream stream : streams) {
        if (accepted->held[stream].last() > 0)
            acknowledge.held.push_back(protocol::held(stream, held[stream]));
    }
    say(answer, std::move(acknowledge));
    for (const auto& [stream, sequence] : accepted->unread)
        say(answer, protocol::KeyFrameRequest{stream, sequence});
    return answer;
}

IngestAnswer IngestSession::Impl::refuse_batch(const Error& error) {
    if (error.code == Errc::malformed) {
        return refuse(RefusalReason::protocol,
                      std::string("a Batch that cannot be stored (") + error.where +
                          "); what came before the defect is stored, connect again to go on from there");
    }
    if (error.code == Errc::corrupt) {
        return refuse(RefusalReason::protocol,
                      "a block of the Batch fails its checksum; what came before it is stored, check the "
                      "edge's buffer and connect again to go on from there");
    }
    return refuse_for_now(error);
}

IngestAnswer IngestSession::Impl::take(const protocol::Ping& ping, Timestamp now) {
    IngestAnswer answer;
    say(answer, protocol::Pong{ping.sent, now});
    return answer;
}

IngestAnswer IngestSession::Impl::take(const protocol::CommandState& command, Timestamp now) {
    const auto kept = store.set_command_state(origin.edge, command, now);
    if (!kept) return refuse_for_now(kept.error());
    return {};
}

IngestAnswer IngestSession::Impl::take(const protocol::ConfigState& config, Timestamp) {
    const auto kept = store.set_config_state(origin.edge, config);
    if (!kept) return refuse_for_now(kept.error());
    return {};
}

IngestAnswer IngestSession::Impl::take(const protocol::SecretKept&, Timestamp) {
    if (told_secret.empty())
        return refuse(RefusalReason::protocol, "a SecretKept for a secret that was not told");
    // Another one may be on its way by now.
    const auto next = store.next_secret(origin.edge);
    if (!next) return refuse_for_now(next.error());
    if (*next != told_secret) return {};
    if (const auto finished = store.finish_rotation(origin.edge); !finished)
        return refuse_for_now(finished.error());
    secret = told_secret;
    IngestAnswer answer;
    answer.log = "edge " + printable(origin.edge) + " has its new secret; the one before it is void";
    return answer;
}

Result<void> IngestSession::Impl::tell_orders(IngestAnswer& answer, Timestamp now) {
    CAIRN_TRY(const auto next, store.next_secret(origin.edge));
    if (next && *next == secret) {
        // The edge has kept it, and the connection ended before it could say so.
        CAIRN_CHECK(store.finish_rotation(origin.edge));
        told_secret = *next;
    } else if (next && *next != told_secret) {
        told_secret = *next;
        say(answer, protocol::NewSecret{*next});
    }
    CAIRN_TRY(const auto config, store.config(origin.edge));
    if (config && !config->is_told && config->version != told_config) {
        told_config = config->version;
        say(answer, protocol::Config{config->version, config->toml});
    }
    CAIRN_TRY(const auto commands, store.open_commands(origin.edge, now));
    for (const StoredCommand& stored : commands) {
        if (told_commands.insert(stored.command.id).second) say(answer, stored.command);
    }
    return {};
}

IngestSession::IngestSession(Store& store) : impl_(new Impl(store)) {}
IngestSession::IngestSession(IngestSession&&) noexcept = default;
IngestSession::~IngestSession() = default;

const std::string& IngestSession::edge() const noexcept {
    return impl_->origin.edge;
}

void IngestSession::set_credit_bytes(std::uint64_t size_bytes) noexcept {
    impl_->credit_bytes = size_bytes;
}

IngestAnswer IngestSession::orders(Timestamp now) {
    IngestAnswer answer;
    if (impl_->state != Impl::State::open) return answer;
    if (const auto told = impl_->tell_orders(answer, now); !told) return impl_->refuse_for_now(told.error());
    return answer;
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
    return std::visit([&](const auto& one) { return impl_->take(one, now); }, *parsed);
}

}  // namespace cairn::cloud
