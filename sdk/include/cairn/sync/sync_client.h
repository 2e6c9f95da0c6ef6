// From the buffer to the cloud: sends what waits, forgets what is acknowledged.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cairn/buffer/buffer.h"
#include "cairn/core/time.h"
#include "cairn/ports/entropy.h"
#include "cairn/ports/link.h"

namespace cairn {

/// What `cairn-cloud edge add` hands out.
struct EdgeCredential {
    std::string edge;    // the edge's name
    std::string secret;  // 64 hexadecimal digits; never logged
};

struct SyncOptions {
    EdgeCredential credential;
    std::size_t batch_bytes_max =
        256 * 1024;  // of block bodies in one message; at most limits::batch_bytes_max
    std::uint32_t batches_in_flight_max = 4;   // sent and not yet acknowledged
    Millis answer_timeout{15'000};             // silence longer than this closes the link
    Millis retry_min{500};                     // back-off: doubles from here, with jitter ...
    Millis retry_max{60'000};                  // ... up to here
    Millis ping_interval{30'000};              // an idle link is asked for a sign of life
};

enum class SyncState : std::uint8_t { waiting, connecting, greeting, online };
const char* name(SyncState state) noexcept;

struct SyncStatus {
    SyncState state = SyncState::waiting;
    std::optional<Error> last_error;   // kept until the next success
    std::string refusal;               // what the cloud said when it refused, for people
    Timestamp last_acknowledged_at;    // 0: never
    std::uint64_t acknowledged_blocks = 0;  // since start
    std::uint64_t sent_bytes = 0;           // of messages, before the link's own framing
    std::uint32_t connect_attempts = 0;     // since the last success
};

/// Driven, not running: call step() at the latest at the Instant it returned, and after every append.
/// Not thread-safe. `buffer`, `link` and `entropy` outlive it.
class SyncClient {
public:
    SyncClient(const SyncOptions& options, Buffer& buffer, Link& link, Entropy& entropy);

    /// Does what is due and returns when to call again. Never blocks, but for the disk.
    Instant step(Instant now, Timestamp wall);
    /// The network is back: try now instead of waiting out the back-off.
    void link_up() noexcept;
    const SyncStatus& status() const noexcept;

    SyncClient(SyncClient&&) noexcept;
    SyncClient& operator=(SyncClient&&) noexcept;
    ~SyncClient();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
