#include "recording/csv_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace cairn {
namespace {

std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

CsvTable::CsvTable(const std::string& path, std::string& error) : path_(path), file_(path), error_(error) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (std::getline(file_, line_)) {
        const std::string_view line = line_;
        names_ = split(line.starts_with(byte_order_mark) ? line.substr(byte_order_mark.size()) : line);
    } else {
        fail("cannot be read, or is empty");
    }
}

bool CsvTable::has(std::string_view column) const {
    return std::ranges::find(names_, column) != names_.end();
}

bool CsvTable::next() {
    do {
        if (!error_.empty() || !std::getline(file_, line_)) return false;
        ++number_;
    } while (line_.empty() || line_ == "\r");
    cells_ = split(line_);
    if (cells_.size() < names_.size()) fail("fewer cells than the first line names");
    return error_.empty();
}

std::string_view CsvTable::text(std::string_view column) {
    const auto found = std::ranges::find(names_, column);
    if (found != names_.end()) return cells_[static_cast<std::size_t>(found - names_.begin())];
    if (error_.empty()) error_ = path_ + ":1: no column " + std::string(column);
    return {};
}

double CsvTable::number(std::string_view column) {
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    const std::string_view given = text(column);
    if (given.empty()) return missing;
    const auto value = number_in(given);
    if (!value) fail(column, "a number");
    return value.value_or(missing);
}

double CsvTable::metres(std::string_view column) {
    const double value = number(column);
    if (std::isfinite(value) && std::abs(value) > recorded_m_max) fail(column, "-100000 to 100000 m");
    return value;
}

double CsvTable::finite(std::string_view column) {
    const auto value = number_in(text(column));
    if (!value || !std::isfinite(*value)) fail(column, "a number");
    return value.value_or(0);
}

int CsvTable::whole(std::string_view column) {
    constexpr double most = 999'999'999;
    const std::string_view given = text(column);
    if (given.empty()) return 0;
    const auto value = number_in(given);
    if (value && std::abs(*value) <= most && std::trunc(*value) == *value) return static_cast<int>(*value);
    fail(column, "a whole number");
    return 0;
}

void CsvTable::fail(const std::string& what) {
    if (error_.empty()) error_ = where() + ": " + what;
}

std::string CsvTable::where() const {
    return path_ + ":" + std::to_string(number_);
}

void CsvTable::fail(std::string_view column, const char* expected) {
    fail("column " + std::string(column) + ": expected " + expected + ", found \"" +
         std::string(text(column)) + "\"");
}

std::vector<std::string> CsvTable::split(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    std::vector<std::string> cells;
    std::size_t begin = 0;
    while (begin <= line.size()) {
        const std::size_t end = std::min(line.find(',', begin), line.size());
        cells.emplace_back(line.substr(begin, end - begin));
        begin = end + 1;
    }
    return cells;
}

}  // namespace cairn
