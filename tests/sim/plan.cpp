#include "sim/plan.h"

#include <array>

#include "cairn/core/limits.h"

namespace cairn::sim {
namespace {

/// Half of the seeds go without this fault; the others have it seldom or often.
Often draw_often(Luck& luck, Often most) {
    if (luck.once_in(2)) return 0;
    return most >> luck.below(6);
}

std::uint32_t pick(Luck& luck, std::initializer_list<std::uint32_t> from) {
    return from.begin()[luck.below(from.size())];
}

void draw_limits(Luck& luck, Plan& plan) {
    plan.broker_inflight_max = pick(luck, {1, 2, 5, 20, 100});
    // Receipts are promised for what the broker can have on its way.
    plan.buffer.receipts_max = plan.broker_inflight_max + pick(luck, {0, 0, 1, 50, 16'384});
    plan.messages_a_commit_max = pick(luck, {1, 1, 3, 20});
    plan.buffer.size_bytes_max = limits::block_body_bytes_max;  // an Edge takes no less
    plan.buffer.overflow = luck.once_in(4) ? Overflow::refuse_new : Overflow::drop_oldest;
    plan.sync.batch_bytes_max = pick(luck, {1, 300, 2'000, 20'000, 256 * 1024});
    plan.sync.batches_in_flight_max = pick(luck, {1, 2, 4, 16});
    plan.sync.live_share = luck.once_in(2) ? 0.5 : static_cast<double>(luck.below(11)) / 10;
    plan.sync.link.bytes_per_s_max = pick(luck, {0, 0, 0, 20'000});
    plan.credit_bytes = pick(luck, {0, 0, 1, 5'000});
    plan.sync.answer_timeout = Millis{pick(luck, {2'000, 15'000})};
    plan.sync.retry_min = Millis{pick(luck, {1, 100, 500})};
    plan.sync.retry_max = Millis{pick(luck, {1'000, 60'000})};
    plan.sync.ping_interval = Millis{pick(luck, {1'000, 30'000})};
}

void draw_work(Luck& luck, Plan& plan) {
    plan.edges = pick(luck, {1, 1, 1, 2, 3});
    plan.turn_ms_max = pick(luck, {5, 50, 200, 1'000, 5'000});
    plan.down_ms_max = pick(luck, {100, 5'000, 60'000});
    plan.closes_older_connections = !luck.once_in(3);
    plan.work.gateways = pick(luck, {1, 3, 8});
    plan.work.messages_a_turn_max = pick(luck, {1, 2, 4});
    plan.work.records_a_message_max = pick(luck, {1, 4, 12});
    plan.work.raw_bytes_max = pick(luck, {0, 0, 0, 500, 150'000});
    plan.work.same_again = pick(luck, {0, 0, 500});
    plan.work.malformed = pick(luck, {0, 100});
}

void draw_faults(Luck& luck, Plan& plan) {
    plan.edge.kill = draw_often(luck, 200);
    plan.edge.kill_at_write = draw_often(luck, 200);
    plan.edge.power_cut = draw_often(luck, 200);
    plan.edge.disk_error = draw_often(luck, 300);
    plan.edge.disk_error_for_long = draw_often(luck, 50);
    plan.edge.disk_full = draw_often(luck, 50);
    plan.edge.rot = draw_often(luck, 5'000);
    plan.edge.clock_jump = draw_often(luck, 100);
    plan.edge.broker_lost = draw_often(luck, 300);
    plan.cloud.kill = draw_often(luck, 100);
    plan.cloud.kill_at_write = draw_often(luck, 100);
    plan.cloud.power_cut = draw_often(luck, 100);
    plan.cloud.disk_error = draw_often(luck, 200);
    plan.cloud.disk_error_for_long = draw_often(luck, 30);
    plan.cloud.disk_full = draw_often(luck, 30);
    plan.cloud.restore = luck.once_in(4) ? draw_often(luck, 20) : 0;
    plan.link.broken = draw_often(luck, 300);
    plan.link.forgotten = draw_often(luck, 200);
    plan.link.silent_to_cloud = draw_often(luck, 100);
    plan.link.silent_to_edge = draw_often(luck, 100);
    plan.link.silence_ms_max = pick(luck, {2'000, 120'000, 3'600'000});
    plan.link.delay_ms_max = pick(luck, {0, 20, 500, 5'000});
    plan.link.slow_once_in = pick(luck, {0, 0, 4});
    plan.link.room_bytes = pick(luck, {1, 2'000, 100'000, 1U << 30U});
    if (!luck.once_in(4)) return;
    // Two boxes of one name close each other's connections: one has to last long enough for an answer.
    plan.edge.copy = 30;
    plan.sync.retry_max = Millis{60'000};
    plan.link.slow_once_in = 0;
}

}  // namespace

Plan draw_plan(Luck& luck) {
    Plan plan;
    draw_limits(luck, plan);
    draw_work(luck, plan);
    if (!luck.once_in(20)) draw_faults(luck, plan);
    return plan;
}

}  // namespace cairn::sim
