// What was heard before stays in the past: counters of encrypted advertisements, and who no longer speaks
// plainly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/model/mac_address.h"

namespace cairn {

/// A format with encryption; each counts for itself. Numbers are stored: append only.
enum class KeyedFormat : std::uint8_t {
    bthome = 1,    // 32-bit counter
    mibeacon = 2,  // 32 bits: the extended counter above the frame counter
    pvvx = 3,      // 8 bits, which begin again at zero
};

struct ReplayOptions {
    std::size_t rows_max = 4096;  // pairs of a device and a format

    /// A late counter is one below the newest that was not heard yet: gateways that buffer deliver out of
    /// order. Up to this far below it is taken, each counter once (the window of RFC 4303 section 3.4.3). At
    /// 0 every counter must be higher than all before. At most 63.
    std::uint32_t late_max = 0;

    /// Devices that do not store their counter begin again at zero with every battery. A counter below
    /// `restart_counter_max` is taken for that when nothing new was heard of the device for
    /// `restart_silence`: while the device is on the air, its recorded beginning is refused. The price is
    /// that a silent one can be imitated with recordings of it. At 0 no restart is believed; then forget() a
    /// device after its battery was changed. A counter of 8 bits says nothing after a silence; there
    /// any other value but 0 takes every counter.
    std::uint32_t restart_counter_max = 100;
    Millis restart_silence{60'000};
};

/// Answers whether an advertisement says something new. Ask only after its tag proved to be right:
/// a forged counter would lock the device out. Allocates only in create().
class ReplayGuard {
public:
    enum class Verdict : std::uint8_t {
        fresh,  // newer than all before
        late,  // older than the newest, within `late_max`, and not heard before
        repeat,  // the newest once more: tags send one packet many times, and several gateways hear it
        restart,  // the device begins again
    };

    /// full: more than 2^20 rows, or late_max above 63.
    static Result<ReplayGuard> create(const ReplayOptions& options = {});

    /// Remembers `counter` and says what it is. A device that is heard for the first time is fresh.
    /// `heard_at` may be 0, not known; then nothing counts as silence.
    /// denied: a replay. full: no room for another device; nothing is forgotten to make some, so that an
    /// attacker cannot push a device out. Make room for all devices with a key.
    Result<Verdict> accept(const MacAddress& device, KeyedFormat format, std::uint32_t counter,
                           Timestamp heard_at) noexcept;

    /// This device has a key: from now on it is not believed without. full: as above.
    Result<void> demand_key(const MacAddress& device, KeyedFormat format) noexcept;

    /// Whether a plain advertisement of this device is a downgrade, to be refused: a key was demanded, or
    /// it was accepted with one before.
    bool demands_key(const MacAddress& device, KeyedFormat format) const noexcept;

    /// Forgets the counters of a device; that it has a key stays known.
    void forget(const MacAddress& device) noexcept;

    std::size_t row_count() const noexcept;

    /// What save() needs at most at present.
    std::size_t saved_bytes() const noexcept;
    /// Writes all that must outlive a restart to the front of `out` and answers its size. Store it at least
    /// as often as a replay of that age would hurt. full: `out` is smaller than saved_bytes().
    Result<std::size_t> save(MutableBytes out) const noexcept;
    /// Takes what save() wrote, instead of all that is known. On an error nothing changes.
    /// truncated, corrupt: not whole, or a wrong checksum. unsupported: written by a later version.
    /// full: more rows than rows_max.
    Result<void> load(Bytes saved) noexcept;

    ReplayGuard(ReplayGuard&&) noexcept;
    ReplayGuard& operator=(ReplayGuard&&) noexcept;
    ~ReplayGuard();

private:
    struct Impl;
    explicit ReplayGuard(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> impl_;
};

}  // namespace cairn
