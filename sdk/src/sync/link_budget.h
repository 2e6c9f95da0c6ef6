// How much may be sent: a token bucket for the rate, and a budget for the month. No clock of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/sync/sync_client.h"

namespace cairn::sync {

class LinkBudget {
public:
    explicit LinkBudget(const LinkPolicy& policy) noexcept;

    /// Bytes went over the link, in either direction. `wall` decides which month pays for them.
    void spend(std::uint64_t bytes, Instant now, Timestamp wall) noexcept;
    /// Whether the month is not spent.
    bool may_connect(Timestamp wall) noexcept;
    /// Whether, besides, the bucket is not empty.
    bool may_send(Instant now, Timestamp wall) noexcept;
    /// When may_send() may be true again, as far as the bucket decides it.
    Instant due(Instant now) noexcept;
    /// Hardly anything of the month's budget is left: only the first streams are sent.
    bool is_scarce() const noexcept;

    /// How the month stands; nothing: no budget is set.
    std::optional<BudgetStatus> status(Instant now, Timestamp wall) const noexcept;

    /// More was spent than the state that was saved last accounts for.
    bool wants_saving() const noexcept;
    /// The state accounts for somewhat more than was spent, so that a crash never makes the budget larger.
    std::vector<std::uint8_t> save() noexcept;
    /// malformed: not such a state; nothing is changed.
    Result<void> restore(Bytes state) noexcept;

private:
    void refill(Instant now) noexcept;
    void turn_month(Timestamp wall) noexcept;

    LinkPolicy policy_;
    double tokens_bytes_;
    std::optional<Instant> refilled_at_;
    std::uint32_t month_ = 0;  // counted from the year 0; 0: not known yet
    std::uint64_t spent_bytes_ = 0;
    std::uint64_t accounted_bytes_ = 0;  // by the saved state
    // For the pace: bytes of which those of an hour ago count a third.
    double recent_bytes_ = 0;
    std::optional<Instant> counted_since_;
    Instant counted_at_;
};

}  // namespace cairn::sync
