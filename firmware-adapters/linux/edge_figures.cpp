#include "linux/edge_figures.h"

#include <algorithm>
#include <cmath>

namespace cairn::edge {
namespace {

constexpr FigureKind gauge = FigureKind::gauge;
constexpr FigureKind counter = FigureKind::counter;

double rounded(double number, double steps_per_unit) {
    return std::round(number * steps_per_unit) / steps_per_unit;
}

void add_sources(std::vector<Figure>& all, const EdgeFacts& facts, const EdgeView& view) {
    const net::MqttSourceStatus& mqtt = facts.mqtt;
    all.insert(
        all.end(),
        {{"mqtt", "connected", gauge, "Whether the broker is connected.", mqtt.connected},
         {"mqtt", "subscribed", gauge, "Whether the broker keeps messages for the edge.", mqtt.subscribed},
         {"mqtt", "received", counter, "Messages from the broker.", mqtt.received},
         {"mqtt", "acknowledged", counter, "Messages of the broker that are durable.", mqtt.acknowledged},
         {"mqtt", "oversized", counter, "Messages refused unread.", mqtt.oversized},
         {"mqtt", "retained", counter, "Retained messages left out.", mqtt.retained},
         {"mqtt", "messagesPerSecond", gauge, "Messages of any source, of late.",
          rounded(view.messages_per_second(facts.instant), 10)},
         {"http", "posts", counter, "Messages posted and kept.", facts.posts},
         {"http", "postsDeferred", counter, "Posts answered with 503.", facts.posts_deferred},
         {"udp", "datagrams", counter, "Datagrams taken.", facts.datagrams},
         {"udp", "datagramsDropped", counter, "Datagrams for which there was no room.",
          facts.datagrams_dropped}});
    if (!facts.spool) return;
    const SpoolFacts& spool = *facts.spool;
    all.insert(all.end(),
               {{"spool", "read", counter, "Messages read from the spool.", spool.status.read},
                {"spool", "damagedSegments", counter, "Damaged segments of the spool, kept aside.",
                 spool.status.damaged_segments},
                {"spool", "failing", gauge, "Whether the spool cannot be read.", !spool.last_error.empty()}});
}

void add_pipeline(std::vector<Figure>& all, const EdgeFacts& facts, const EdgeView& view) {
    const EdgeStats& stats = facts.pipeline;
    const PositionerStats& positioner = facts.positioner;
    all.insert(
        all.end(),
        {{"pipeline", "messages", counter, "Messages given to the adapters.", stats.messages},
         {"pipeline", "redelivered", counter, "Messages recognised as already kept.", stats.redelivered},
         {"pipeline", "frames", counter, "Frames found in messages.", stats.frames},
         {"pipeline", "advertisements", counter, "Advertisements in frames.", stats.advertisements},
         {"pipeline", "undecoded", counter, "Advertisements without a known format.", stats.undecoded},
         {"pipeline", "records", counter, "Records accepted.", stats.records},
         {"pipeline", "durableRecords", counter, "Records that are on disk, or were.", stats.durable_records},
         {"pipeline", "recordsPerSecond", gauge, "Records accepted, of late.",
          rounded(view.records_per_second(facts.instant), 10)},
         {"positioner", "hasSite", gauge, "Whether there are gateways with a place.", facts.has_site},
         {"positioner", "observed", counter, "Hearings used for positions.", positioner.observed},
         {"positioner", "unplacedGateway", counter, "Hearings by gateways without a place.",
          positioner.unplaced_gateway},
         {"positioner", "tooLate", counter, "Hearings older than the window.", positioner.too_late},
         {"positioner", "evictedTags", counter, "Tags that left the positioner for lack of room.",
          positioner.evicted_tags}});
}

/// The same figure of every stream, and of all together.
template <typename Value>
void add_streams(std::vector<Figure>& all, const BufferStats& stats, Figure figure,
                 Value StreamStats::* value) {
    figure.part = "buffer";
    figure.value = stats.*value;
    figure.stream = all_streams;
    all.push_back(figure);
    for (const Stream stream : streams) {
        figure.value = stats.of(stream).*value;
        figure.stream = name(stream);
        all.push_back(figure);
    }
}

void add_buffer(std::vector<Figure>& all, const EdgeFacts& facts) {
    const BufferStats& stats = facts.buffer;
    add_streams(all, stats, {{}, "blocks", gauge, "Blocks that wait for the cloud.", {}},
                &StreamStats::blocks);
    add_streams(all, stats, {{}, "records", gauge, "Records that wait for the cloud.", {}},
                &StreamStats::records);
    add_streams(all, stats, {{}, "bodyBytes", gauge, "Bytes of the waiting blocks.", {}},
                &StreamStats::body_bytes);
    add_streams(all, stats, {{}, "keptBytes", gauge, "Of blocks that the cloud has, and others need.", {}},
                &StreamStats::kept_bytes);
    add_streams(all, stats, {{}, "droppedRecords", counter, "Records lost for lack of room.", {}},
                &StreamStats::dropped_records);
    add_streams(all, stats, {{}, "expiredRecords", counter, "Records lost because of their age.", {}},
                &StreamStats::expired_records);
    add_streams(all, stats, {{}, "oldestAt", gauge, "When the oldest waiting block was made, Unix time.", {}},
                &StreamStats::oldest_at);
    all.insert(
        all.end(),
        {{"buffer", "quarantinedBlocks", gauge, "Damaged blocks kept aside.", stats.quarantined_blocks},
         {"buffer", "stateBytes", gauge, "Bytes kept for after a restart.", stats.state_bytes},
         {"buffer", "bytesMax", gauge, "Of blocks and states, where the buffer is full.",
          facts.buffer_bytes_max},
         {"buffer", "fileBytes", gauge, "What its files take on the disk.", facts.buffer_file_bytes},
         {"buffer", "failing", gauge, "Whether the last write failed.", !facts.buffer_error.empty()}});
}

/// Unknown until the cloud has something.
FigureValue sent_bytes_per_record(const SyncStatus& sync) {
    if (sync.acknowledged_records == 0) return {};
    constexpr double hundredths = 100;
    return rounded(static_cast<double>(sync.sent_bytes) / static_cast<double>(sync.acknowledged_records),
                   hundredths);
}

FigureValue drain_seconds(const SyncStatus& sync) {
    if (!sync.drain) return {};
    return static_cast<std::uint64_t>(std::max(sync.drain->count(), std::int64_t{0}) / 1000);
}

void add_sync(std::vector<Figure>& all, const EdgeFacts& facts) {
    const SyncStatus& sync = facts.sync;
    all.insert(
        all.end(),
        {{"sync", "sentBlocks", counter, "Blocks sent to the cloud, again ones too.", sync.sent_blocks},
         {"sync", "sentGaps", counter, "Losses that the cloud was told of.", sync.sent_gaps},
         {"sync", "sentBytes", counter, "Bytes of messages to the cloud, before TLS.", sync.sent_bytes},
         {"sync", "receivedBytes", counter, "Bytes of messages from the cloud.", sync.received_bytes},
         {"sync", "acknowledgedBlocks", counter, "Blocks that the cloud has.", sync.acknowledged_blocks},
         {"sync", "acknowledgedRecords", counter, "Records that the cloud has.", sync.acknowledged_records},
         {"sync", "sentBytesPerRecord", gauge, "All bytes sent over all records that the cloud has.",
          sent_bytes_per_record(sync)},
         {"sync", "drainSeconds", gauge, "Until nothing waits, at the pace of now.", drain_seconds(sync)},
         {"sync", "lastAcknowledgedAt", gauge, "When the cloud last acknowledged, Unix time.",
          sync.last_acknowledged_at},
         {"sync", "connectAttempts", gauge, "Since the last success.",
          std::uint64_t{facts.cloud.empty() ? 0 : sync.connect_attempts}}});
    if (sync.budget) {
        const BudgetStatus& budget = *sync.budget;
        all.insert(
            all.end(),
            {{"sync.budget", "monthBytesMax", gauge, "Of the link, both ways.", budget.month_bytes_max},
             {"sync.budget", "spentBytes", gauge, "This month.", budget.spent_bytes},
             {"sync.budget", "scarce", gauge, "Whether hearings wait for the next month.", budget.is_scarce},
             {"sync.budget", "endsAt", gauge, "When it is spent at this pace, Unix time.",
              budget.ends_at ? FigureValue(*budget.ends_at) : FigureValue()}});
    }
    if (sync.clock) {
        const bool is_sure = sync.clock->uncertainty_ms != UINT32_MAX;
        all.insert(all.end(),
                   {{"sync.clock", "offsetMs", gauge, "Of civil time from the machine's own.",
                     static_cast<double>(sync.clock->offset_ms)},
                    {"sync.clock", "uncertaintyMs", gauge, "How far off that may be.",
                     is_sure ? FigureValue(std::uint64_t{sync.clock->uncertainty_ms}) : FigureValue()}});
    }
}

}  // namespace

std::vector<Figure> figures(const EdgeFacts& facts, const EdgeView& view) {
    std::vector<Figure> all;
    add_sources(all, facts, view);
    add_pipeline(all, facts, view);
    add_buffer(all, facts);
    add_sync(all, facts);
    return all;
}

std::string metric_name(const Figure& figure) {
    std::string metric = "cairn_edge_" + std::string(figure.part) + '_';
    std::ranges::replace(metric, '.', '_');
    for (const char c : figure.name) {
        const bool is_capital = c >= 'A' && c <= 'Z';
        if (is_capital) metric += '_';
        metric += is_capital ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (std::holds_alternative<Timestamp>(figure.value)) metric += "_seconds";
    if (figure.kind == FigureKind::counter) metric += "_total";
    return metric;
}

}  // namespace cairn::edge
