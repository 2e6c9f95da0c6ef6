#include <algorithm>
#include <array>

#include "cairn/core/limits.h"
#include "cairn/core/protobuf_reader.h"
#include "cairn/v1/sync.pb.h"
#include "sync/parse_parts.h"

namespace cairn::protocol {
namespace {

constexpr std::uint32_t batch_number = 2;

Result<std::vector<EpochStart>> read_epochs(const v1::Hello& from) {
    if (from.epochs().empty()) return broken("hello: no epoch");
    if (static_cast<std::size_t>(from.epochs_size()) > limits::epochs_max)
        return broken("hello: too many epochs");
    std::vector<EpochStart> epochs;
    EpochStart start;
    for (const v1::Epoch& one : from.epochs()) {
        if (one.epoch() == 0) return broken("hello: epoch 0 is none");
        if (std::ranges::find(epochs, one.epoch(), &EpochStart::epoch) != epochs.end())
            return broken("hello: an epoch twice");
        start.epoch = one.epoch();
        const std::array more{one.status_more(), one.positions_more(), one.hearings_more()};
        for (std::size_t i = 0; i < streams_count; ++i) {
            if (more[i] > sequence_max - start.first[i])
                return broken("hello: a number that no edge reaches");
            start.first[i] += more[i];
        }
        epochs.push_back(start);
    }
    return epochs;
}

Result<ToCloud> read(const v1::Hello& from) {
    if (!is_text(from.edge(), edge_chars_max) || !is_text(from.secret(), secret_chars_max) ||
        !is_text(from.software(), software_chars_max))
        return broken("hello: a text that is none");
    if (!is_time(from.sent_elapsed_ms())) return broken("hello: time out of range");
    CAIRN_TRY(auto epochs, read_epochs(from));
    return ToCloud(Hello{from.protocol_version(), from.edge(), from.secret(), std::move(epochs),
                         from.software(), from.boot(), instant(from.sent_elapsed_ms())});
}

Result<ToCloud> read(const v1::Ping& from) {
    if (!is_time(from.sent_elapsed_ms())) return broken("ping: time out of range");
    return ToCloud(Ping{instant(from.sent_elapsed_ms())});
}

Result<ToCloud> read(const v1::CommandState& from) {
    if (from.id().empty() || !is_text(from.id(), command_id_chars_max) ||
        !is_text(from.text(), remark_chars_max))
        return broken("command state: a text that is none");
    if (from.outcome() < static_cast<std::uint32_t>(CommandOutcome::queued) ||
        from.outcome() > static_cast<std::uint32_t>(CommandOutcome::refused))
        return broken("command state: outcome");
    return ToCloud(CommandState{from.id(), static_cast<CommandOutcome>(from.outcome()), from.text()});
}

Result<ToCloud> read(const v1::ConfigState& from) {
    if (!is_text(from.text(), remark_chars_max)) return broken("config state: a text that is none");
    return ToCloud(ConfigState{from.version(), from.is_applied(), from.text()});
}

}  // namespace

Result<ToCloud> parse_to_cloud(Bytes message) {
    if (message.size() > limits::link_message_bytes_max) return fail(Errc::full, "sync: message too long");
    ProtobufReader fields(message);
    CAIRN_TRY(const auto kind, fields.next());
    if (!kind || kind->type != ProtobufType::bytes) return broken("sync: a message of no kind");
    CAIRN_TRY(const auto second, fields.next());
    if (second) return broken("sync: a message of two kinds");
    if (kind->number == batch_number) {
        CAIRN_TRY(Batch batch, parse_batch(kind->bytes));
        return ToCloud(std::move(batch));
    }
    if (message.size() > short_to_cloud_bytes_max) return broken("sync: message too long for its kind");
    v1::ToCloud parsed;
    if (!parse_whole(parsed, message)) return broken("sync: not a message to the cloud");
    switch (parsed.message_case()) {
        case v1::ToCloud::kHello: return read(parsed.hello());
        case v1::ToCloud::kPing: return read(parsed.ping());
        case v1::ToCloud::kCommandState: return read(parsed.command_state());
        case v1::ToCloud::kConfigState: return read(parsed.config_state());
        case v1::ToCloud::kSecretKept: return ToCloud(SecretKept{});
        case v1::ToCloud::kBatch:
        case v1::ToCloud::MESSAGE_NOT_SET: break;
    }
    return broken("sync: a message of no known kind");
}

}  // namespace cairn::protocol
