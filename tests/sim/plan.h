// What one seed draws before it starts: how much there is of everything, how small the limits are, and which
// faults happen how often. Most seeds have only some of the faults, so that each is met alone and in company.
#pragma once

#include <cstdint>

#include "cairn/buffer/buffer.h"
#include "cairn/sync/sync_client.h"
#include "sim/luck.h"

namespace cairn::sim {

/// How often in 10,000 turns of what it happens to; 0: never in this run.
using Often = std::uint32_t;

struct EdgeFaults {
    Often kill = 0;  // between two turns
    Often kill_at_write = 0;  // in the midst of a write; what was written stays
    Often power_cut = 0;  // in the midst of a write; what was not synced is lost, whole or torn
    Often disk_error = 0;
    Often disk_error_for_long = 0;
    Often disk_full = 0;
    Often rot = 0;  // of a waiting block's body, while the machine is off
    Often clock_jump = 0;
    Often broker_lost = 0;
    Often copy = 0;  // of its disk, with which another box goes on beside it under the same name
};

struct CloudFaults {
    Often kill = 0;
    Often kill_at_write = 0;
    Often power_cut = 0;
    Often disk_error = 0;
    Often disk_error_for_long = 0;
    Often disk_full = 0;
    Often restore = 0;  // comes back as an older image of itself
};

struct LinkFaults {
    Often broken = 0;  // what was on its way is lost from some message on
    Often forgotten = 0;  // the edge's side is gone, and the cloud does not know
    Often silent_to_cloud = 0;
    Often silent_to_edge = 0;
    std::uint32_t silence_ms_max = 120'000;
    std::uint32_t delay_ms_max = 50;
    std::uint32_t slow_once_in = 0;  // connections whose delay is in tens of seconds
    std::size_t room_bytes = 1U << 30U;  // on their way, before a send would block
};

struct Workload {
    std::uint32_t gateways = 3;
    std::uint32_t messages_a_turn_max = 3;
    std::uint32_t records_a_message_max = 4;
    std::uint32_t raw_bytes_max = 0;  // of messages that are passed on unread; 0: there are none
    Often same_again = 0;  // a message that equals the one before
    Often malformed = 0;
};

struct Plan {
    std::uint32_t edges = 1;
    std::uint32_t turn_ms_max = 200;
    BufferOptions buffer;
    SyncOptions sync;
    std::uint32_t broker_inflight_max = 20;
    std::uint32_t messages_a_commit_max = 8;
    std::uint32_t down_ms_max = 20'000;
    std::uint64_t credit_bytes = 0;  // that the cloud gives an edge; 0: as usual
    bool closes_older_connections = true;  // of an edge, when it has a newer one
    Workload work;
    EdgeFaults edge;
    CloudFaults cloud;
    LinkFaults link;
};

Plan draw_plan(Luck& luck);

}  // namespace cairn::sim
