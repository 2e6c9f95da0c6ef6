#include "cairn/edge.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "cairn/core/limits.h"
#include "cairn/decode/decoder.h"
#include "cairn/wire/stream_sealer.h"
#include "edge/backlog_merger.h"
#include "edge/rounded.h"

namespace cairn {
namespace {

// A message that turns into more records than one block holds goes on in another block of the same commit.
constexpr std::size_t sealed_blocks_max = 64;
// So many may wait for a disk that refuses; the rest is room for one more message.
constexpr std::size_t waiting_blocks_max = 32;

// A civil clock that moves against the elapsed time by more was set.
constexpr Millis clock_step_min{250};

/// Chains that are open take no more than half of the buffer, or it could not drop anything but them.
StreamSealerOptions sealing_of(const BufferOptions& buffer, LinkClass link_class) {
    StreamSealerOptions options;
    options.is_archive = link_class == LinkClass::lte;
    options.plain_bytes_max = std::min<std::size_t>(options.plain_bytes_max, buffer.size_bytes_max / 8);
    options.chain_bytes_max = std::min<std::size_t>(options.chain_bytes_max, buffer.size_bytes_max / 16);
    return options;
}

// A link that comes back so soon gets the blocks as they are.
constexpr Millis merge_after{5'000};

constexpr std::string_view positioning_state = "positioning";
constexpr Millis state_interval{10LL * 60 * 1000};

}  // namespace

struct Edge::Impl final : IngestSink {
    Impl(const EdgeOptions& edge_options, Adapter& edge_adapter, const Ports& edge_ports, Buffer edge_buffer,
         Positioner edge_positioner, Deduplicator edge_deduplicator)
        : options(edge_options),
          adapter(edge_adapter),
          ports(edge_ports),
          buffer(std::move(edge_buffer)),
          positioner(std::move(edge_positioner)),
          deduplicator(std::move(edge_deduplicator)),
          decoder(edge_options.decoder),
          sync(options.sync, buffer, ports.link, ports.entropy),
          sealer(sealing_of(options.buffer, options.sync.link.link_class)),
          merger(buffer, options.sync.link.link_class == LinkClass::lte),
          offline_since(ports.clock.now()),
          drops_some(std::ranges::find(options.drops, true) != options.drops.end()),
          next_position(ports.clock.now()),
          next_position_commit(ports.clock.now()),
          next_state(ports.clock.now() + state_interval) {
        options.survey = {};  // the positioner has its own
        take_up_what_positioning_learned();
    }

    void frame(const Frame& frame) override {
        ++stats.frames;
        for (const Record& record : frame.records) {
            const auto* const status = std::get_if<GatewayStatus>(&record);
            if (status != nullptr && status->online) positioner.gateway_awake(status->gateway, status->at);
            keep(record);
        }
        for (const Advertisement& advertisement : frame.advertisements) observe(advertisement);
    }
    void rejected(const Error& error) override { (*reject)(error); }

    /// The identity behind a private address takes its place, for positions as for readings. Whether there is
    /// one: then `resolved` is what was heard.
    bool resolve(const Advertisement& heard) {
        if (options.identities == nullptr) return false;
        const auto owner = options.identities->owner_of(heard);
        if (!owner) return false;
        ++stats.resolved;
        resolved = heard;
        resolved.tag = TagId::of("ble", *owner);
        resolved.address_type = AddressType::unknown;
        return true;
    }

    void decode(const Advertisement& heard) {
        decoder.decode({heard.payload, address_of(heard.tag), heard.heard_at}, decoded);
    }
    DeviceClass count_class() {
        const DeviceClass device_class = device_class_of(decoded);
        ++stats.classes[static_cast<std::size_t>(device_class)];
        return device_class;
    }

    void observe(const Advertisement& seen) {
        const Advertisement& heard = resolve(seen) ? resolved : seen;
        ++stats.advertisements;
        if (drops_some) {
            decode(heard);
            if (options.drops[static_cast<std::size_t>(count_class())]) {
                ++stats.dropped;
                return;
            }
        }
        if (heard.rssi_dbm) {
            auto& kept = std::get<Sighting>(sighting);
            kept = {heard.tag, heard.gateway, heard.heard_at, heard.time_source, *heard.rssi_dbm};
            keep(sighting);
        }
        positioner.observe(heard);
        if (deduplicator.is_repeat(heard.tag.view(), heard.payload, heard.heard_at)) {
            ++stats.repeats;
            return;
        }
        if (!drops_some) {
            decode(heard);
            count_class();
        }
        keep_decoded(heard);
    }

    void keep_decoded(const Advertisement& heard) {
        if (decoded.error) rejected(*decoded.error);
        if (decoded.formats.empty() && !heard.payload.empty()) ++stats.undecoded;
        for (const Decoded& format : decoded.formats) {
            auto& kept_reading = std::get<Reading>(reading);
            if (!format.measurements.empty())
                kept_reading = {heard.tag, heard.gateway, heard.heard_at, {}, {}, heard.time_source};
            for (const Measurement& measurement : format.measurements) {
                kept_reading.measurement = measurement;
                keep(reading);
            }
            for (const DecodedText& text : format.attributes) {
                keep(Attribute{heard.tag, heard.gateway, heard.heard_at, text.kind, text.text,
                               heard.time_source});
            }
        }
    }

    void keep(const Record& record) {
        auto added = sealer.add(record);
        if (!added && added.error().code == Errc::full && sealed.size() < sealed_blocks_max) {
            seal();
            added = sealer.add(record);
        }
        if (!added) {
            rejected(added.error());
            return;
        }
        ++stats.records;
        (*tap)(record);
    }

    void seal() {
        NextSequences next;
        for (const Stream stream : streams) {
            next[stream] = buffer.next_sequence(stream);
            // Until a commit succeeds, what was sealed goes on with what was sealed.
            const bool goes_on = !sealed.empty() || buffer.chain_goes_on(stream);
            if (sync.take_key_frame_request(stream) || !goes_on) sealer.start_chain(stream);
        }
        for (const Block& block : sealed) ++next[block.stream];
        const ClockReading clock = ports.clock.read();
        // Records that were taken before the clock was set are sealed by the clock as it was.
        const Timestamp sealed_at =
            was_set(clock) ? Timestamp{clock.now.elapsed_ms} + wall_offset : clock.wall;
        for (Block& block : sealer.seal(next, sealed_at, {.boot = clock.boot, .sealed = clock.now}))
            sealed.push_back(std::move(block));
    }

    static Millis offset_of(const ClockReading& clock) {
        return Millis{clock.wall.unix_ms - clock.now.elapsed_ms};
    }
    bool was_set(const ClockReading& clock) const {
        return std::chrono::abs(offset_of(clock) - wall_offset) > clock_step_min;
    }
    /// The time of the records that are kept next. A chain has one clock, so that its times can be set right
    /// all together: another one begins where the clock was set.
    Timestamp time_of_records() {
        const ClockReading clock = ports.clock.read();
        if (!was_set(clock)) return clock.wall;
        if (!sealer.empty()) seal();
        sealer.start_chains();
        wall_offset = offset_of(clock);
        return clock.wall;
    }

    bool is_known(Receipt receipt) const {
        return std::ranges::find(receipts, receipt) != receipts.end() || buffer.seen(receipt);
    }

    Result<void> commit() {
        if (!sealer.empty()) seal();
        if (!sealed.empty()) {
            CAIRN_CHECK(buffer.append(sealed, receipts));
        } else if (!receipts.empty()) {
            CAIRN_CHECK(buffer.remember(receipts));
        }
        sealed.clear();
        receipts.clear();
        stats.durable_records = stats.records;
        next_position_commit = ports.clock.now() + options.position_commit_interval;
        return {};
    }

    void position_when_due(Instant now) {
        if (now < next_position) return;
        next_position = now + options.position_interval;
        positioner.tick(time_of_records(), [this](const Position& position) {
            // While the disk refuses, what waits must not grow without end.
            if (sealed.size() < waiting_blocks_max) keep(rounded(position));
        });
        keep_what_positioning_learned_when_due(now);
        if (now < next_position_commit) return;
        next_position_commit = now + options.position_commit_interval;  // also when it fails
        // A failure here is met again, and reported, by the commit that follows the next message.
        if (!sealer.empty()) static_cast<void>(commit().has_value());
    }

    /// Whether there is more to merge now.
    bool merge_while_offline(Instant now) {
        if (sync.status().state == SyncState::online) {
            if (offline_since != Instant::never()) merger.pause();
            offline_since = Instant::never();
            return false;
        }
        if (offline_since == Instant::never()) offline_since = now;
        return now - offline_since >= merge_after && merger.step();
    }

    /// A power cut loses at most so much of it; a new map is kept at once.
    void keep_what_positioning_learned_when_due(Instant now) {
        const bool is_new = positioner.calibration() != kept_calibration;
        if (now < next_state && !is_new) return;
        next_state = now + state_interval;
        keep_what_positioning_learned();
    }
    void keep_what_positioning_learned() {
        kept_calibration = positioner.calibration();
        const std::vector<std::uint8_t> state = positioner.save();
        // Without it, the site is learned anew after a restart: no reason to stop.
        if (!state.empty()) static_cast<void>(buffer.save_state(positioning_state, state).has_value());
    }

    /// What a state of another version or of a broken file held is learned anew.
    void take_up_what_positioning_learned() {
        const auto state = buffer.load_state(positioning_state);
        if (state && *state) static_cast<void>(positioner.restore(**state).has_value());
        kept_calibration = positioner.calibration();
    }

    EdgeOptions options;
    Adapter& adapter;
    Ports ports;
    Buffer buffer;
    Positioner positioner;
    Deduplicator deduplicator;
    Decoder decoder;
    SyncClient sync;
    StreamSealer sealer;
    Millis wall_offset{0};  // of civil time from elapsed time
    BacklogMerger merger;
    Instant offline_since;
    std::vector<Block> sealed;
    std::vector<Receipt> receipts;
    DecodeReport decoded;
    // Made once, for an alternative takes longer to make than to fill.
    Record sighting{Sighting{}};
    Record reading{Reading{}};
    Advertisement resolved;
    bool drops_some;
    EdgeStats stats;
    Instant next_position;
    Instant next_position_commit;
    Instant next_state;
    CalibrationLevel kept_calibration = CalibrationLevel::none;
    FunctionRef<void(const Record&)>* tap = nullptr;
    FunctionRef<void(const Error&)>* reject = nullptr;
};

Result<Edge> Edge::open(const EdgeOptions& options, Adapter& adapter, const Ports& ports) {
    if (options.buffer.size_bytes_max < limits::block_body_bytes_max)
        return fail(Errc::malformed, "edge: the buffer is smaller than a block may be");
    CAIRN_TRY(auto positioner, options.learns_site
                                   ? Positioner::create(options.positioner, options.site, options.survey)
                                   : Positioner::create_simple(options.positioner, options.site));
    CAIRN_TRY(auto deduplicator, Deduplicator::create(options.deduplicator));
    CAIRN_TRY(auto buffer, Buffer::open(options.buffer, ports.entropy));
    return Edge(std::make_unique<Impl>(options, adapter, ports, std::move(buffer), std::move(positioner),
                                       std::move(deduplicator)));
}

Result<void> Edge::ingest(const Message& message, const Delivered& delivered,
                          FunctionRef<void(const Record&)> tap, FunctionRef<void(const Error&)> rejected) {
    if (impl_->sealed.size() >= waiting_blocks_max)
        return fail(Errc::full, "edge: too much waits for commit()");
    ++impl_->stats.messages;
    if (delivered.redelivery && delivered.receipt != 0 && impl_->is_known(delivered.receipt)) {
        ++impl_->stats.redelivered;
        return {};
    }
    impl_->tap = &tap;
    impl_->reject = &rejected;
    impl_->adapter.feed(message, impl_->time_of_records(), *impl_);
    if (delivered.receipt != 0) impl_->receipts.push_back(delivered.receipt);
    return {};
}

Result<void> Edge::commit() {
    return impl_->commit();
}

Instant Edge::step(FunctionRef<void(const Record&)> tap) {
    const auto uncounted = [](const Error&) {};
    FunctionRef<void(const Error&)> rejected = uncounted;
    impl_->tap = &tap;
    impl_->reject = &rejected;
    const Instant now = impl_->ports.clock.now();
    impl_->position_when_due(now);
    const Instant sync_due = impl_->sync.step(impl_->ports.clock.read());
    if (impl_->merge_while_offline(now)) return now;
    return std::min(sync_due, impl_->next_position);
}

void Edge::keep_what_positioning_learned() {
    impl_->keep_what_positioning_learned();
}
const EdgeStats& Edge::stats() const noexcept {
    return impl_->stats;
}
const PositionerStats& Edge::positioner_stats() const noexcept {
    return impl_->positioner.stats();
}
const Positioner& Edge::positioner() const noexcept {
    return impl_->positioner;
}
bool Edge::explain(const TagId& tag) {
    return impl_->positioner.explain(tag);
}
std::optional<FixRecord> Edge::take_explanation() {
    return impl_->positioner.take_explanation();
}
const SyncStatus& Edge::sync_status() const noexcept {
    return impl_->sync.status();
}
BufferStats Edge::buffer_stats() const {
    return impl_->buffer.stats();
}
const std::string& Edge::buffer_moved_aside() const noexcept {
    return impl_->buffer.moved_aside();
}
void Edge::link_up() noexcept {
    impl_->sync.link_up();
}
std::optional<CloudOrder> Edge::take_order() {
    return impl_->sync.take_order();
}
void Edge::report(OrderReport report) {
    impl_->sync.report(std::move(report));
}
void Edge::set_secret(std::string secret) {
    impl_->sync.set_secret(std::move(secret));
}
Result<void> Edge::save_state(std::string_view name, Bytes blob) {
    return impl_->buffer.save_state(name, blob);
}
Result<std::optional<std::vector<std::uint8_t>>> Edge::load_state(std::string_view name) {
    return impl_->buffer.load_state(name);
}

Edge::Edge(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Edge::Edge(Edge&&) noexcept = default;
Edge& Edge::operator=(Edge&&) noexcept = default;
Edge::~Edge() = default;

}  // namespace cairn
