// The whole pipeline of an edge as one object: messages in, blocks to the cloud out.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/buffer/buffer.h"
#include "cairn/core/function_ref.h"
#include "cairn/core/result.h"
#include "cairn/decode/decoder.h"
#include "cairn/decode/deduplicator.h"
#include "cairn/decode/identities.h"
#include "cairn/ingest/adapter.h"
#include "cairn/locate/positioner.h"
#include "cairn/locate/survey.h"
#include "cairn/model/record.h"
#include "cairn/ports/clock.h"
#include "cairn/ports/entropy.h"
#include "cairn/ports/link.h"
#include "cairn/sync/sync_client.h"

namespace cairn {

struct EdgeOptions {
    BufferOptions buffer;
    SyncOptions sync;
    PositionerOptions positioner;
    DecoderOptions decoder;             // its keys and the rest outlive the Edge
    DeduplicatorOptions deduplicator;
    /// Tells who hides behind a resolvable private address; outlives the Edge. nullptr: nobody does.
    Identities* identities = nullptr;
    /// By DeviceClass: what is neither kept nor positioned, only counted. Such advertisements are decoded
    /// every time they are heard.
    std::array<bool, device_classes_count> drops{};
    Site site;  // may be empty: then there are no positions
    Survey survey;  // of that site; may be empty
    bool learns_site = true;  // false: positions are middles of gateways, always
    Millis position_interval{1'000};
    Millis position_commit_interval{5'000};  // positions are sealed with messages, or this often
};

/// What the embedder supplies; all of it outlives the Edge.
struct Ports {
    Clock& clock;
    Link& link;
    Entropy& entropy;
};

/// How a source delivers a message. By its receipt a redelivery of what is already durable is
/// recognised, and left out.
struct Delivered {
    Receipt receipt = 0;  // 0: the source never delivers twice
    bool redelivery = false;  // the source says that this may be one
};

struct EdgeStats {
    std::uint64_t messages = 0;
    std::uint64_t redelivered = 0;  // recognised by their receipt, and left out
    std::uint64_t frames = 0;
    std::uint64_t advertisements = 0;
    std::uint64_t repeats = 0;  // of these, decoded before: heard again, or by another gateway, too
    std::array<std::uint64_t, device_classes_count> classes{};  // by DeviceClass, of those that were decoded
    std::uint64_t dropped = 0;  // phones and the like, as the options say
    std::uint64_t undecoded = 0;  // advertisements in which no format was found
    std::uint64_t resolved = 0;  // private addresses whose device is known
    std::uint64_t records = 0;  // accepted
    std::uint64_t durable_records = 0;  // of these
};

/// One Edge, one thread. Nothing runs on its own: the embedder calls ingest(), commit() and step().
class Edge {
public:
    /// Errors: as Buffer::open() and Positioner::create() give them. malformed, too: a buffer that a
    /// single block could fill, which is one under limits::block_body_bytes_max.
    static Result<Edge> open(const EdgeOptions& options, Adapter& adapter, const Ports& ports);

    /// Adapts and decodes one message. `tap` sees every record of it; `rejected` every refused part.
    /// The message is durable only after commit().
    /// full: too much waits for a commit() that succeeds; nothing was taken, offer the message again.
    Result<void> ingest(const Message& message, const Delivered& delivered,
                        FunctionRef<void(const Record&)> tap, FunctionRef<void(const Error&)> rejected);

    /// Makes everything that was ingested durable, in one write. Only then may a source acknowledge.
    /// full, io: as Buffer::append(); what was ingested is kept for the next try, so a source that
    /// offers a message again must not ingest() it again, only commit().
    Result<void> commit();

    /// Positions, syncs, and answers when to call again. `tap` sees the positions.
    Instant step(FunctionRef<void(const Record&)> tap);

    /// At once, as step() does every ten minutes. For those that end it.
    void keep_what_positioning_learned();

    const EdgeStats& stats() const noexcept;
    const PositionerStats& positioner_stats() const noexcept;
    /// To be asked for what it learned of the site; it is this Edge that feeds it.
    const Positioner& positioner() const noexcept;
    // As Positioner has them.
    bool explain(const TagId& tag);
    std::optional<FixRecord> take_explanation();
    const SyncStatus& sync_status() const noexcept;
    BufferStats buffer_stats() const;
    /// As Buffer::moved_aside().
    const std::string& buffer_moved_aside() const noexcept;
    void link_up() noexcept;
    // As SyncClient has them.
    std::optional<CloudOrder> take_order();
    void report(OrderReport report);
    void set_secret(std::string secret);
    /// As Buffer has them, for what an embedder must know after a restart. "positioning" is taken.
    Result<void> save_state(std::string_view name, Bytes blob);
    Result<std::optional<std::vector<std::uint8_t>>> load_state(std::string_view name);

    Edge(Edge&&) noexcept;
    Edge& operator=(Edge&&) noexcept;
    ~Edge();

private:
    struct Impl;
    explicit Edge(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
