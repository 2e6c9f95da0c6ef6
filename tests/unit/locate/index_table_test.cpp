// The table from ids to rows, against a plain map.
#include "locate/index_table.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <random>
#include <vector>

// An id whose hash is poor on purpose, so that searches run into each other.
struct Crowded {
    int number = 0;
    friend bool operator==(const Crowded&, const Crowded&) = default;
};

template <>
struct std::hash<Crowded> {
    std::size_t operator()(const Crowded& id) const noexcept {
        return static_cast<std::size_t>(id.number % 5);
    }
};

namespace cairn::test {
namespace {

constexpr std::size_t rows_max = 32;

TEST(IndexTable, AgreesWithAMapThroughThousandsOfInsertionsAndRemovals) {
    locate::IndexTable<Crowded> table(rows_max);
    std::vector<Crowded> rows(rows_max);
    std::map<int, std::uint32_t> expected;
    std::vector<std::uint32_t> free_rows(rows_max);
    std::iota(free_rows.begin(), free_rows.end(), 0U);
    const auto id_of = [&rows](std::uint32_t row) -> const Crowded& { return rows[row]; };
    std::mt19937 random(7);

    for (int i = 0; i < 20'000; ++i) {
        const Crowded id{static_cast<int>(random() % 60)};
        const auto known = expected.find(id.number);
        if (known != expected.end()) {
            table.erase(id, id_of);
            free_rows.push_back(known->second);
            expected.erase(known);
        } else if (!free_rows.empty()) {
            rows[free_rows.back()] = id;
            table.insert(id, free_rows.back());
            expected[id.number] = free_rows.back();
            free_rows.pop_back();
        }
        for (int number = 0; number < 60; ++number) {
            const auto found = expected.find(number);
            const auto row = found == expected.end() ? locate::IndexTable<Crowded>::none : found->second;
            ASSERT_EQ(table.find({number}, id_of), row) << "after step " << i;
        }
    }
}

TEST(IndexTable, LetsAnUnknownIdBeRemoved) {
    locate::IndexTable<Crowded> table(2);
    const std::vector<Crowded> rows{{1}};
    const auto id_of = [&rows](std::uint32_t row) -> const Crowded& { return rows[row]; };
    table.insert({1}, 0);

    table.erase({6}, id_of);

    EXPECT_EQ(table.find({1}, id_of), 0U);
}

}  // namespace
}  // namespace cairn::test
