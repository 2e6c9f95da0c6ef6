// From the buffer to the cloud: sends what waits, forgets what is acknowledged, hears what the cloud wants.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "cairn/buffer/buffer.h"
#include "cairn/core/time.h"
#include "cairn/ports/clock.h"
#include "cairn/ports/entropy.h"
#include "cairn/ports/link.h"
#include "cairn/sync/protocol.h"

namespace cairn {

/// What `cairn-cloud edge add` hands out.
struct EdgeCredential {
    std::string edge;    // the edge's name
    std::string secret;  // 64 hexadecimal digits; never logged
};

enum class LinkClass : std::uint8_t { ethernet, wifi, lte };
const char* name(LinkClass link_class) noexcept;

/// What may go over the link.
struct LinkPolicy {
    LinkClass link_class = LinkClass::ethernet;
    std::uint64_t bytes_per_s_max = 0;  // 0: no limit
    std::uint64_t burst_bytes = 256 * 1024;  // that a quiet link may send at once
    std::uint64_t month_bytes_max = 0;  // a calendar month in UTC, both directions; 0: no limit

    /// No limits for ethernet and wifi; 64 KiB/s for lte, whose monthly budget only its owner knows.
    static LinkPolicy usual(LinkClass link_class) noexcept;
};

struct SyncOptions {
    EdgeCredential credential;
    LinkPolicy link;
    std::size_t batch_bytes_max =
        256 * 1024;  // of block bodies in one message; at most limits::batch_bytes_max
    std::uint32_t batches_in_flight_max = 4;   // sent and not yet acknowledged
    double live_share = 0.5;                   // of what is sent, for new blocks while a backlog waits
    Millis answer_timeout{15'000};             // silence longer than this closes the link
    Millis retry_min{500};                     // back-off: doubles from here, with jitter ...
    Millis retry_max{60'000};                  // ... up to here
    Millis ping_interval{30'000};              // an idle link is asked for a sign of life
};

enum class SyncState : std::uint8_t { waiting, connecting, greeting, online };
const char* name(SyncState state) noexcept;

/// The monthly budget of a link.
struct BudgetStatus {
    std::uint64_t month_bytes_max = 0;
    std::uint64_t spent_bytes = 0;  // this month
    bool is_scarce = false;         // a tenth or less is left: hearings wait, status and positions go on
    std::optional<Timestamp> ends_at;  // at the pace of the last hour; nothing: it lasts for the month
};

struct SyncStatus {
    SyncState state = SyncState::waiting;
    std::optional<Error> last_error;   // kept until the next success
    std::string refusal;               // what the cloud said when it refused, for people
    Timestamp last_acknowledged_at;    // 0: never
    std::uint64_t sent_blocks = 0;     // since start, and so are the next four; again counts again
    std::uint64_t sent_gaps = 0;
    std::uint64_t sent_bytes = 0;      // of messages, before the link's own framing
    std::uint64_t received_bytes = 0;
    std::uint64_t acknowledged_blocks = 0;
    std::uint64_t acknowledged_records = 0;
    std::uint32_t connect_attempts = 0;     // since the last success
    std::optional<Millis> drain;  // until nothing waits, at the pace of now; nothing: not known, or never
    std::optional<BudgetStatus> budget;
    std::optional<BootClock> clock;  // the best that is known of civil time in this run of the machine
};

/// What the cloud wants of the edge, besides blocks.
using CloudOrder = std::variant<protocol::Command, protocol::Config, protocol::NewSecret>;
/// What is said to it about that.
using OrderReport = std::variant<protocol::CommandState, protocol::ConfigState, protocol::SecretKept>;

/// Driven, not running: call step() at the latest at the Instant it returned, and after every append.
/// Not thread-safe. `buffer`, `link` and `entropy` outlive it.
class SyncClient {
public:
    SyncClient(const SyncOptions& options, Buffer& buffer, Link& link, Entropy& entropy);

    /// Does what is due and returns when to call again. Never blocks, but for the disk.
    Instant step(const ClockReading& clock);
    /// The network is back: try now instead of waiting out the back-off.
    void link_up() noexcept;
    const SyncStatus& status() const noexcept;

    /// Whether the next block of the stream must begin a chain, because new blocks then go before what
    /// waits, or the cloud lacks the chain. Asked once: the answer is no until there is another reason.
    bool take_key_frame_request(Stream stream) noexcept;
    /// The next order of the cloud, oldest first; take them after every step(). An order may come again
    /// until it was reported on.
    std::optional<CloudOrder> take_order();
    /// Is said at the next step(), or when there is a connection again.
    void report(OrderReport report);
    /// From the next connection on.
    void set_secret(std::string secret);

    SyncClient(SyncClient&&) noexcept;
    SyncClient& operator=(SyncClient&&) noexcept;
    ~SyncClient();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
