// A store in a directory of its own, and the records and blocks to fill it with.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cairn/cloud/store.h"
#include "cairn/wire/sealer.h"
#include "support/temporary_directory.h"

namespace cairn::cloud::test {

inline constexpr Timestamp now{1'700'000'000'000};

/// Counts: unpredictable enough for a test, and the same in every run.
class CountingEntropy final : public Entropy {
public:
    std::uint64_t next() override { return ++count_ * 0x9E3779B97F4A7C15ULL; }

private:
    std::uint64_t count_ = 0;
};

using cairn::test::TemporaryDirectory;

/// A new store that knows the edges "dock" and "yard".
struct OpenStore {
    TemporaryDirectory folder;
    CountingEntropy entropy;
    std::string path = folder.file("cloud.db");
    Store store = std::move(Store::open(path)).value();
    EdgeCredential dock = std::move(store.add_edge("dock", entropy, now)).value();
    EdgeCredential yard = std::move(store.add_edge("yard", entropy, now)).value();

    void reopen() { store = std::move(Store::open(path)).value(); }
};

inline TagId tag(std::string_view name) {
    return *TagId::make("ble", name);
}
inline GatewayId gateway(std::string_view name) {
    return *GatewayId::make("moko", name);
}

inline Sighting sighting(std::string_view of, Timestamp at = now, std::int8_t rssi_dbm = -60,
                         std::string_view by = "G1") {
    Sighting made;
    made.tag = tag(of);
    made.gateway = gateway(by);
    made.at = at;
    made.rssi_dbm = rssi_dbm;
    return made;
}

inline Reading reading(std::string_view of, Quantity quantity, double value, Timestamp at = now) {
    Reading made;
    made.tag = tag(of);
    made.gateway = gateway("G1");
    made.at = at;
    made.measurement = {quantity, 0, value};
    return made;
}

inline Attribute attribute(std::string_view of, AttributeKind kind, std::string_view text,
                           Timestamp at = now) {
    Attribute made;
    made.tag = tag(of);
    made.gateway = gateway("G1");
    made.at = at;
    made.kind = kind;
    made.text = text;
    return made;
}

inline Position position(std::string_view of, double x_m, Timestamp at = now) {
    Position made;
    made.tag = tag(of);
    made.at = at;
    made.floor = "ground";
    made.x_m = x_m;
    made.y_m = 2.5;
    made.variance_x_m2 = 1.25;
    made.variance_y_m2 = 0.75;
    made.covariance_xy_m2 = -0.125;
    made.radius68_m = 1.5;
    made.zone = "dock";
    made.zone_score = 0.75;
    made.next_zone = "yard";
    made.next_zone_score = 0.125;
    made.zone_since = now + Millis{-60'000};
    made.zone_unknown = true;
    made.ambiguous = true;
    made.other_x_m = 7.5;
    made.other_y_m = 8.25;
    made.method = PositionMethod::grid_filter;
    made.calibration = CalibrationLevel::survey;
    made.evidence.push_back({gateway("G1"), -60.5F, 7, -63.25F, 4.5F});
    made.evidence.push_back({gateway("G2"), 0, 0, -71.5F, 9});
    return made;
}

inline Block block(Sequence sequence, std::initializer_list<Record> records) {
    Sealer sealer;
    for (const Record& record : records) {
        const bool added = sealer.add(record).has_value();
        EXPECT_TRUE(added);
    }
    return sealer.seal(sequence, now);
}

/// A block that holds one sighting of the tag with the block's own number.
inline Block block(Sequence sequence) {
    return block(sequence, {sighting("T" + std::to_string(sequence))});
}

inline std::vector<Block> blocks(Sequence first, Sequence last) {
    std::vector<Block> made;
    for (Sequence sequence = first; sequence <= last; ++sequence) made.push_back(block(sequence));
    return made;
}

/// All numbers up to here are stored of the status stream, where block() puts its blocks.
inline Sequence watermark(const Store& store, const Origin& origin) {
    return (*store.held(origin))[Stream::status].through();
}

/// The same, as the answer to a batch has it.
inline Sequence through(const Result<Accepted>& accepted) {
    EXPECT_TRUE(accepted) << (accepted ? "" : accepted.error().where);
    return accepted ? accepted->held[Stream::status].through() : 0;
}

/// Why the batch, or a part of it, was not stored.
inline Errc defect(const Result<Accepted>& accepted) {
    if (!accepted) return accepted.error().code;
    return accepted->defect ? accepted->defect->code : Errc{};
}

inline Page all() {
    return {};
}

inline std::vector<StoredRecord> records_of(const Store& store, Offset after = 0, std::size_t limit = 1000,
                                            const TagId& of = {}) {
    std::vector<StoredRecord> found;
    const auto read =
        store.records(after, limit, of, [&](const StoredRecord& record) { found.push_back(record); });
    EXPECT_TRUE(read);
    return found;
}

/// The tags of the stored records, in order.
inline std::vector<std::string> sighted(const std::vector<StoredRecord>& records) {
    std::vector<std::string> names;
    for (const StoredRecord& record : records) {
        const auto* found = std::get_if<Sighting>(&record.record);
        names.emplace_back(found != nullptr ? found->tag.view() : "not a sighting");
    }
    return names;
}

}  // namespace cairn::cloud::test
