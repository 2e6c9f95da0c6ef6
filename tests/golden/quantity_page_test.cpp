// docs/formats/quantities.md lists the quantities that there are, by their units. With CAIRN_WRITE_PAGES set
// in its environment this program writes the list into the page.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "cairn/model/quantity.h"

namespace cairn::test {
namespace {

constexpr const char* page_path = CAIRN_SOURCE_DIR "/docs/formats/quantities.md";
constexpr std::string_view block_begin = "<!-- quantities -->\n";
constexpr std::string_view block_end = "<!-- end -->";

struct Unit {
    std::string_view ending;  // of the name, behind the last "_"
    std::string_view text;
};

constexpr auto units = std::to_array<Unit>({
    {"c", "degrees Celsius"},
    {"k", "kelvin"},
    {"pct", "percent"},
    {"hpa", "hectopascals"},
    {"v", "volts"},
    {"a", "amperes"},
    {"w", "watts"},
    {"kwh", "kilowatt-hours"},
    {"ohm", "ohms"},
    {"uscm", "microsiemens a centimetre"},
    {"g", "standard gravities"},
    {"mps2", "metres a second squared"},
    {"mps", "metres a second"},
    {"dps", "degrees a second"},
    {"rpm", "revolutions a minute"},
    {"bpm", "beats a minute"},
    {"hz", "hertz"},
    {"deg", "degrees of angle"},
    {"ut", "microteslas"},
    {"m", "metres"},
    {"mm", "millimetres"},
    {"l", "litres"},
    {"m3", "cubic metres"},
    {"m3h", "cubic metres an hour"},
    {"kg", "kilograms"},
    {"lb", "pounds"},
    {"sg", "of water's density"},
    {"s", "seconds"},
    {"h", "hours"},
    {"lux", "lux"},
    {"lm", "lumens"},
    {"db", "decibels"},
    {"dbm", "decibels over a milliwatt"},
    {"ppm", "parts in a million"},
    {"ppb", "parts in a billion, 10^9"},
    {"ugm3", "micrograms in a cubic metre"},
    {"mgm3", "milligrams in a cubic metre"},
    {"bqm3", "becquerels in a cubic metre"},
    {"usvh", "microsieverts an hour"},
    {"present", "1: there, 0: not"},
    {"open", "1: open, 0: closed"},
    {"on", "1: on, 0: off"},
    {"count", "a count"},
    {"code", "the device's own number"},
    {"", "a state (1: so, 0: not), a count, an index or the device's own number"},
});

/// Quantity::custom, whose name is also that of the numbers behind the last, stands in no format file.
bool is_named(std::uint16_t number) {
    return name(Quantity{number}) != name(Quantity::custom);
}

/// The ending "" takes what has no other.
const Unit* unit_of(std::string_view called) {
    const std::string_view ending = called.substr(called.rfind('_') + 1);
    return std::ranges::find_if(
        units, [&](const Unit& unit) { return unit.ending == ending || unit.ending.empty(); });
}

std::string table_row(const Unit& unit) {
    std::string row;
    for (std::uint16_t number = 1; is_named(number); ++number) {
        const std::string_view called = name(Quantity{number});
        if (unit_of(called) == &unit) row.append(row.empty() ? "| `" : " `").append(called).append("`");
    }
    return row.empty() ? row : row.append(" | ").append(unit.text).append(" |\n");
}

std::string quantity_table() {
    std::string table = "\n| quantities | unit |\n|---|---|\n";
    for (const Unit& unit : units) table += table_row(unit);
    return table + "\n";
}

std::string page_text() {
    std::ifstream file(page_path);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(QuantityPage, ListsWhatThereIs) {
    const std::string page = page_text();
    const std::size_t begin = page.find(block_begin) + block_begin.size();
    const std::size_t end = page.find(block_end);
    ASSERT_NE(page.find(block_begin), std::string::npos);
    ASSERT_NE(end, std::string::npos);
    std::string renewed = page;
    renewed.replace(begin, end - begin, quantity_table());
    if (renewed == page) return;

    const bool writes =
        std::getenv("CAIRN_WRITE_PAGES") != nullptr;  // NOLINT(concurrency-mt-unsafe): one thread
    if (writes) {
        std::ofstream(page_path) << renewed;
    } else {
        ADD_FAILURE() << "quantities.md lists other quantities than there are; CAIRN_WRITE_PAGES=1 "
                         "golden_format_pages writes them, see docs/testing.md";
    }
}

TEST(QuantityPage, ListsEachOnce) {
    const std::string table = quantity_table();

    for (std::uint16_t number = 1; is_named(number); ++number) {
        const std::string called = "`" + std::string(name(Quantity{number})) + "`";
        EXPECT_NE(table.find(called), std::string::npos) << called;
        EXPECT_EQ(table.find(called), table.rfind(called)) << called;
    }
}

TEST(QuantityPage, HasAQuantityForEveryUnit) {
    for (const Unit& unit : units) EXPECT_NE(table_row(unit), "") << unit.ending;
}

}  // namespace
}  // namespace cairn::test
