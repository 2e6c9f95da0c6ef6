#include "sim/auditor.h"

#include <algorithm>

namespace cairn::sim {
namespace {

constexpr std::size_t page_records = 5'000;

std::string edge_name(std::size_t number) {
    return "edge-" + std::to_string(number);
}

}  // namespace

void Auditor::complain(const std::string& line) {
    if (complaints_left_-- > 0) complaints_ += "  " + line + "\n";
}

void Auditor::follow(const cloud::Store& store, std::size_t limit) {
    const auto read = store.records(followed_to_, limit, {}, [this](const cloud::StoredRecord& stored) {
        if (stored.offset != followed_to_ + 1)
            complain("the follower skips from " + std::to_string(followed_to_) + " to " +
                     std::to_string(stored.offset));
        followed_to_ = stored.offset;
        if (const auto fact = fact_of(stored.record)) ++followed_[*fact];
    });
    // A disk that fails now is asked again.
    static_cast<void>(read.has_value());
}

Auditor::Counts Auditor::read_all(const cloud::Store& store) {
    Counts counts;
    cloud::Offset after = 0;
    for (bool is_more = true; is_more;) {
        is_more = false;
        const auto read = store.records(after, page_records, {}, [&](const cloud::StoredRecord& stored) {
            is_more = true;
            after = stored.offset;
            const auto fact = fact_of(stored.record);
            if (fact) ++counts[*fact];
            if (!fact) complain("stored, and never told: record " + std::to_string(stored.offset));
        });
        if (!read) complain(std::string("records cannot be read: ") + read.error().where);
    }
    return counts;
}

void Auditor::restores(const cloud::Store& from, const cloud::Store& to) {
    const Counts left = read_all(to);
    for (const auto& [fact, times] : read_all(from)) {
        const auto kept = left.find(fact);
        const std::uint32_t still = kept == left.end() ? 0 : kept->second;
        if (times > still) lost_by_restore_[fact] += times - still;
    }
    if (const auto gaps = from.gaps()) {
        for (const cloud::StoredGap& gap : *gaps) gaps_lost_by_restore_[gap.edge] += gap.gap.record_count;
    }
    followed_.clear();  // offsets begin again
    followed_to_ = 0;
}

void Auditor::count_facts(const Counts& stored, std::vector<Account>& accounts) {
    for (const auto& [fact, times] : stored) {
        const auto one = told.find(fact);
        if (one == told.end()) {
            complain("stored, and never told: fact " + std::to_string(fact));
        } else if (times > one->second.times) {
            complain("stored " + std::to_string(times) + " times, told " + std::to_string(one->second.times) +
                     ": fact " + std::to_string(fact));
        }
    }
    for (const auto& [fact, one] : told) {
        Account& account = accounts.at(one.edge);
        account.told += one.times;
        const auto found = stored.find(fact);
        const std::uint32_t times = found == stored.end() ? 0 : found->second;
        account.stored += times;
        const auto lost = lost_by_restore_.find(fact);
        if (lost != lost_by_restore_.end() && one.times > times)
            account.maybe_forgotten += std::min(lost->second, one.times - times);
    }
}

void Auditor::count_gaps(const cloud::Store& store, std::vector<Account>& accounts) {
    const auto gaps = store.gaps();
    if (!gaps) return complain(std::string("gaps cannot be read: ") + gaps.error().where);
    for (const cloud::StoredGap& gap : *gaps) {
        const std::size_t edge = std::stoul(gap.edge.substr(5));
        accounts.at(edge).declared += gap.gap.record_count;
        if (gap.gap.reason == GapReason::forgotten) accounts.at(edge).has_forgotten = true;
        if (gap.gap.reason != GapReason::forgotten && gap.gap.record_count == 0)
            complain("a gap without a count");
    }
    for (const auto& [edge, records] : gaps_lost_by_restore_)
        accounts.at(std::stoul(edge.substr(5))).forgotten_gaps += records;
}

void Auditor::check_totals(const cloud::Store& store, const std::vector<Account>& accounts) {
    const auto edges = store.edges();
    if (!edges) return complain("edges cannot be read");
    for (const cloud::EdgeState& edge : *edges) {
        const Account& account = accounts.at(std::stoul(edge.edge.substr(5)));
        if (edge.records != account.stored)
            complain(edge.edge + ": counts " + std::to_string(edge.records) + " records, has " +
                     std::to_string(account.stored));
        if (edge.lost_records != account.declared)
            complain(edge.edge + ": counts " + std::to_string(edge.lost_records) + " lost records, has " +
                     std::to_string(account.declared));
        if (edge.unreadable_blocks != 0) complain(edge.edge + ": has unreadable blocks");
    }
}

void Auditor::check_follower(const cloud::Store& store, const Counts& stored) {
    const cloud::Offset end = store.last_offset();
    while (followed_to_ < end) {
        const cloud::Offset before = followed_to_;
        follow(store, page_records);
        if (followed_to_ == before) break;
    }
    if (followed_to_ != end || followed_ != stored)
        complain("the follower saw something else than is stored");
}

std::string Auditor::audit(const cloud::Store& store, std::uint32_t edges) {
    std::vector<Account> accounts(edges);
    const Counts stored = read_all(store);
    count_facts(stored, accounts);
    count_gaps(store, accounts);
    check_totals(store, accounts);
    check_follower(store, stored);
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        const Account& account = accounts[i];
        const std::uint64_t accounted = account.stored + account.declared;
        const std::uint64_t forgotten =
            account.has_forgotten ? account.maybe_forgotten + account.forgotten_gaps : 0;
        if (account.told > accounted + forgotten)
            complain(edge_name(i) + ": " + std::to_string(account.told) + " told, " +
                     std::to_string(account.stored) + " stored, " + std::to_string(account.declared) +
                     " declared lost: " + std::to_string(account.told - accounted) + " lost in silence, " +
                     std::to_string(forgotten) + " of which a restored cloud may have forgotten");
        if (account.told < accounted)
            complain(edge_name(i) + ": " + std::to_string(account.told) + " told, " +
                     std::to_string(account.stored) + " stored, " + std::to_string(account.declared) +
                     " declared lost: more than there was");
    }
    if (!complaints_.empty()) list_missing(stored);
    return complaints_;
}

/// For whoever looks for the reason: the first facts that are missing, gaps or not.
void Auditor::list_missing(const Counts& stored) {
    std::string line = "missing facts:";
    int left = 12;
    for (const auto& [fact, one] : told) {
        const auto found = stored.find(fact);
        if (found != stored.end() && found->second >= one.times) continue;
        if (left-- == 0) break;
        line += " " + std::to_string(fact);
    }
    complaints_ += "  " + line + "\n";
}

}  // namespace cairn::sim
