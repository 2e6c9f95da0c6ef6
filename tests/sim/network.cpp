#include "sim/network.h"

#include <algorithm>
#include <utility>

namespace cairn::sim {

Result<void> Network::connect(std::uint32_t edge, std::shared_ptr<Connection>& connection) {
    const bool is_silent = *true_ms_ < std::max(silent_to_cloud_until_ms, silent_to_edge_until_ms);
    if (!connection) {
        if (is_silent) return fail(Errc::would_block, "sim: nobody answers");
        if (!is_cloud_up) return fail(Errc::closed, "sim: refused");
        connection = std::make_shared<Connection>();
        connection->edge = edge;
        connection->delay_ms = static_cast<std::uint32_t>(luck_.below(faults_.delay_ms_max + 1));
        if (faults_.slow_once_in != 0 && luck_.once_in(faults_.slow_once_in))
            connection->delay_ms = static_cast<std::uint32_t>(luck_.between(5'000, 60'000));
        connection->up_ms = *true_ms_ + 2LL * std::min(connection->delay_ms, 1'000U);
        connections_.push_back(connection);
    }
    if (!connection->is_open_at_edge) return fail(Errc::closed, "sim: broken while connecting");
    if (*true_ms_ < connection->up_ms) return fail(Errc::would_block, "sim: on the way");
    return {};
}

void Network::queue(std::deque<Parcel>& into, const Connection& connection, std::vector<std::uint8_t> bytes) {
    const std::int64_t jitter = static_cast<std::int64_t>(luck_.below(connection.delay_ms / 4U + 1U));
    const std::int64_t due = *true_ms_ + connection.delay_ms + jitter;
    into.push_back({into.empty() ? due : std::max(due, into.back().due_ms), std::move(bytes)});
}

Result<void> Network::send(Connection& connection, Bytes message) {
    if (!connection.is_open_at_edge) return fail(Errc::closed, "sim: broken");
    if (connection.is_ended_by_edge) return {};  // into the void
    std::size_t on_the_way = 0;
    for (const Parcel& parcel : connection.to_cloud) on_the_way += parcel.bytes.size();
    if (on_the_way > faults_.room_bytes) return fail(Errc::would_block, "sim: no room");
    queue(connection.to_cloud, connection, {message.begin(), message.end()});
    return {};
}

Result<std::size_t> Network::receive(Connection& connection, MutableBytes message) {
    if (!connection.is_open_at_edge) return fail(Errc::closed, "sim: broken");
    const bool is_due = !connection.to_edge.empty() && connection.to_edge.front().due_ms <= *true_ms_ &&
                        *true_ms_ >= silent_to_edge_until_ms;
    if (!is_due) {
        if (connection.is_ended_by_cloud && connection.to_edge.empty())
            return fail(Errc::closed, "sim: closed");
        return fail(Errc::would_block, "sim: nothing there");
    }
    const std::vector<std::uint8_t> bytes = std::move(connection.to_edge.front().bytes);
    connection.to_edge.pop_front();
    if (bytes.size() > message.size()) return fail(Errc::full, "sim: too long");
    std::ranges::copy(bytes, message.begin());
    return bytes.size();
}

/// What was sent goes on to the cloud, however late: the edge does not wait for it.
void Network::disconnect(std::shared_ptr<Connection>& connection) {
    if (!connection) return;
    connection->is_open_at_edge = false;
    connection->is_ended_by_edge = true;
    connection->to_edge.clear();
    if (!connection->to_cloud.empty() && luck_.once_in(3)) {
        connection->to_cloud.resize(luck_.below(connection->to_cloud.size()));
    }
    connection.reset();
}

std::optional<std::vector<std::uint8_t>> Network::take(Connection& connection) {
    if (!connection.is_open_at_cloud || *true_ms_ < silent_to_cloud_until_ms) return std::nullopt;
    if (connection.to_cloud.empty()) {
        if (connection.is_ended_by_edge) close_at_cloud(connection);
        return std::nullopt;
    }
    if (connection.to_cloud.front().due_ms > *true_ms_) return std::nullopt;
    std::vector<std::uint8_t> bytes = std::move(connection.to_cloud.front().bytes);
    connection.to_cloud.pop_front();
    return bytes;
}

void Network::answer(Connection& connection, std::vector<std::uint8_t> message) {
    if (!connection.is_open_at_edge || connection.is_ended_by_cloud) return;
    queue(connection.to_edge, connection, std::move(message));
}

void Network::close_at_cloud(Connection& connection) {
    connection.is_open_at_cloud = false;
    connection.is_ended_by_cloud = true;
    connection.to_cloud.clear();
    connection.session.reset();
}

void Network::forget_closed() {
    std::erase_if(connections_, [](const std::shared_ptr<Connection>& connection) {
        return !connection->is_open_at_cloud && !connection->is_open_at_edge;
    });
}

/// Both sides lose it at once; each may still get what had arrived by then.
void Network::break_one(Connection& connection) {
    connection.to_cloud.resize(luck_.below(connection.to_cloud.size() + 1));
    connection.to_edge.resize(luck_.below(connection.to_edge.size() + 1));
    connection.is_ended_by_edge = true;
    connection.is_ended_by_cloud = true;
    if (connection.to_edge.empty()) connection.is_open_at_edge = false;
}

void Network::draw_faults() {
    const auto silence = [this] {
        return *true_ms_ + static_cast<std::int64_t>(luck_.of_any_size(10, faults_.silence_ms_max));
    };
    if (luck_.happens(faults_.silent_to_cloud)) silent_to_cloud_until_ms = silence();
    if (luck_.happens(faults_.silent_to_edge)) silent_to_edge_until_ms = silence();
    for (const auto& connection : connections_) {
        if (luck_.happens(faults_.broken)) break_one(*connection);
        if (luck_.happens(faults_.forgotten)) connection->is_open_at_edge = false;
    }
}

void Network::stop_faults() {
    faults_ = LinkFaults{};
    silent_to_cloud_until_ms = 0;
    silent_to_edge_until_ms = 0;
}

}  // namespace cairn::sim
