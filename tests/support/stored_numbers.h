// What a cloud has of the numbers of a NumberedPublisher, read from its file, also while it runs.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "cairn/cloud/store.h"
#include "support/numbered_publisher.h"

namespace cairn::test {

/// As the cloud counts them; 0 while its file cannot be read.
inline std::uint64_t records_in(const std::string& cloud_folder) {
    const auto store = cloud::Store::open(cloud_folder + "/cloud.db");
    if (!store) return 0;
    const auto edges = store->edges();
    return edges && !edges->empty() ? edges->front().records : 0;
}

struct StoredNumbers {
    std::map<std::uint64_t, int> times;
    std::uint64_t gaps = 0;
    std::string error;  // empty: all could be read
};

inline StoredNumbers stored_numbers(const std::string& cloud_folder) {
    StoredNumbers stored;
    const auto store = cloud::Store::open(cloud_folder + "/cloud.db");
    if (!store) return stored.error = store.error().where, stored;
    const auto read = store->records(0, SIZE_MAX, {}, [&](const cloud::StoredRecord& record) {
        const auto* const reading = std::get_if<Reading>(&record.record);
        if (reading != nullptr) ++stored.times[static_cast<std::uint64_t>(reading->measurement.value)];
    });
    if (!read) stored.error = read.error().where;
    if (const auto gaps = store->gaps()) stored.gaps = gaps->size();
    return stored;
}

/// How many numbers are not there as they should be.
struct Wrong {
    int lost = 0;     // acknowledged by the broker
    int doubled = 0;
    int unknown = 0;  // never published

    friend bool operator==(const Wrong&, const Wrong&) = default;
};

inline Wrong wrong_in(const StoredNumbers& stored, const std::vector<Said>& said) {
    Wrong wrong;
    for (std::size_t number = 0; number < said.size(); ++number) {
        if (said[number] == Said::yes && !stored.times.contains(number)) ++wrong.lost;
    }
    for (const auto& [number, times] : stored.times) {
        if (times > 1) ++wrong.doubled;
        if (number >= said.size()) ++wrong.unknown;
    }
    return wrong;
}

}  // namespace cairn::test
