#include "sim/cloud_machine.h"

#include <algorithm>

#include "cairn/core/assert.h"

namespace cairn::sim {
namespace {

constexpr auto file_name = "cloud.db";
constexpr std::int64_t start_again_ms = 1'000;

}  // namespace

CloudMachine::CloudMachine(const Plan& plan, Network& network, RestoreWitness& witness,
                           const std::int64_t& true_ms, std::uint64_t seed)
    : plan_(plan),
      network_(&network),
      witness_(&witness),
      true_ms_(&true_ms),
      luck_(seed),
      disk_("sim_cloud"),
      clock_(true_ms, 0, 0) {
    disk_.spares_neighbours = true;
}

std::vector<EdgeCredential> CloudMachine::add_edges() {
    auto opened = cloud::Store::open(file_name, disk_.name());
    CAIRN_ASSERT(opened);
    store_.emplace(std::move(*opened));
    std::vector<EdgeCredential> credentials;
    LuckEntropy entropy(luck_.next());
    for (std::uint32_t i = 0; i < plan_.edges; ++i) {
        auto made = store_->add_edge("edge-" + std::to_string(i), entropy, clock_.wall());
        CAIRN_ASSERT(made);
        credentials.push_back(std::move(*made));
    }
    return credentials;
}

void CloudMachine::turn(Trace& trace) {
    troubles_.mend_when_due(disk_, *true_ms_);
    if (!store_ && *true_ms_ >= up_at_ms_) start(trace);
    if (!store_) return;
    troubles_.draw(plan_.cloud, disk_, luck_, *true_ms_);
    if (luck_.happens(plan_.cloud.kill)) return stop(trace);
    if (luck_.happens(plan_.cloud.restore)) return restore(trace);
    if (plan_.cloud.restore != 0 && (!older_ || luck_.once_in(300))) older_ = disk_.image();
    const auto connections = network_->connections();
    for (const auto& connection : connections) {
        if (connection->is_open_at_cloud) serve(*connection, trace);
        if (disk_.is_dead()) return stop(trace);
    }
    network_->forget_closed();
}

void CloudMachine::serve(Connection& connection, Trace& trace) {
    while (auto message = network_->take(connection)) {
        if (!connection.session) {
            connection.session = std::make_unique<cloud::IngestSession>(*store_);
            if (plan_.credit_bytes != 0) connection.session->set_credit_bytes(plan_.credit_bytes);
        }
        const bool was_welcome = !connection.session->edge().empty();
        const cloud::IngestAnswer answer = connection.session->receive(*message, clock_.wall());
        trace.note(*true_ms_, answer.close ? "cloud refuses" : "cloud takes", answer.stored_blocks);
        for (const auto& message_out : answer.messages) network_->answer(connection, message_out);
        if (answer.close) network_->close_at_cloud(connection);
        if (!was_welcome && connection.session && !connection.session->edge().empty()) welcome(connection);
        if (disk_.is_dead() || !connection.is_open_at_cloud) return;
    }
}

/// An edge that comes anew has lost its older connection, and the cloud closes it.
void CloudMachine::welcome(const Connection& newer) {
    if (!plan_.closes_older_connections) return;
    for (const auto& other : network_->connections()) {
        if (other.get() != &newer && other->edge == newer.edge && other->is_open_at_cloud)
            network_->close_at_cloud(*other);
    }
}

void CloudMachine::start(Trace& trace) {
    auto opened = cloud::Store::open(file_name, disk_.name());
    trace.note(*true_ms_, opened ? "cloud starts" : "cloud cannot start");
    if (opened) {
        store_.emplace(std::move(*opened));
        network_->is_cloud_up = true;
        return;
    }
    if (disk_.is_dead()) stop(trace);
    up_at_ms_ = std::max(up_at_ms_, *true_ms_ + start_again_ms);
}

void CloudMachine::stop(Trace& trace) {
    for (const auto& connection : network_->connections()) network_->close_at_cloud(*connection);
    network_->is_cloud_up = false;
    if (!luck_.once_in(4)) disk_.die();  // else it is asked to end
    store_.reset();
    trace.note(*true_ms_, troubles_.loses_power ? "cloud loses power" : "cloud is killed");
    if (troubles_.loses_power) {
        disk_.restart(luck_.next());
    } else {
        disk_.restart_process();
    }
    troubles_.loses_power = false;
    up_at_ms_ = *true_ms_ + static_cast<std::int64_t>(luck_.below(plan_.down_ms_max));
}

void CloudMachine::restore(Trace& trace) {
    if (!older_ || troubles_.mended_at_ms != 0) return;
    troubles_.loses_power = false;
    test::SimDisk left_disk("sim_cloud_left");
    left_disk.become(disk_.image());
    stop(trace);
    disk_.become(*older_);
    trace.note(*true_ms_, "cloud is restored");
    const auto left = cloud::Store::open(file_name, left_disk.name());
    const auto older = cloud::Store::open(file_name, disk_.name());
    CAIRN_ASSERT(left && older);
    witness_->restores(*left, *older);
}

void CloudMachine::stop_faults() {
    plan_.cloud = CloudFaults{};
    troubles_.stop(disk_);
}

}  // namespace cairn::sim
