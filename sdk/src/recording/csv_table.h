// A CSV file whose first line names the columns. Cells hold no commas and no quotes. A byte order mark and
// Windows' line ends do no harm.
#pragma once

#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace cairn {

/// Places further off are mistyped, or counted in other units.
inline constexpr double recorded_m_max = 100'000;

class CsvTable {
public:
    /// What goes wrong is in `error`, with file and line; the first thing counts, for all tables that share
    /// it.
    CsvTable(const std::string& path, std::string& error);

    bool has(std::string_view column) const;
    /// On to the next line; empty ones are passed over.
    bool next();
    std::string_view text(std::string_view column);
    /// Not a number where the cell is empty, or says so.
    double number(std::string_view column);
    /// As number(); wrong where it is further than `recorded_m_max`.
    double metres(std::string_view column);
    /// Wrong where the cell is empty or no finite number.
    double finite(std::string_view column);
    /// A whole number of at most 9 digits; 0 where the cell is empty.
    int whole(std::string_view column);
    void fail(const std::string& what);
    /// The file and the line that was read last.
    std::string where() const;

private:
    static std::vector<std::string> split(std::string_view line);
    void fail(std::string_view column, const char* expected);

    std::string path_;
    std::ifstream file_;
    std::string& error_;
    std::vector<std::string> names_;
    std::vector<std::string> cells_;
    std::string line_;
    std::size_t number_ = 1;
};

}  // namespace cairn
