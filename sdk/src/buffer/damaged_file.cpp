#include "buffer/damaged_file.h"

#include <chrono>
#include <ctime>
#include <filesystem>

namespace cairn {
namespace {

/// Read whole in a tenth of a second or so, even from a slow card.
constexpr std::int64_t checked_whole_bytes_max = 8 * 1024 * 1024;

Result<void> quick_check(sqlite::Database& database, const char* pragma) {
    CAIRN_TRY(auto check, database.prepare(pragma));
    auto row = check.query();
    CAIRN_TRY(const bool is_row, row.next());
    if (!is_row || row.text(0) != "ok") return fail(Errc::corrupt, "buffer: the file is damaged");
    return {};
}

std::string utc_now() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts)};
}

}  // namespace

Result<void> check_file(sqlite::Database& database) {
    CAIRN_TRY(const auto pages, database.number("PRAGMA page_count"));
    CAIRN_TRY(const auto page_bytes, database.number("PRAGMA page_size"));
    if (pages * page_bytes <= checked_whole_bytes_max) return quick_check(database, "PRAGMA quick_check(1)");
    for (const char* pragma :
         {"PRAGMA quick_check('sqlite_schema')", "PRAGMA quick_check('buffer')",
          "PRAGMA quick_check('stream')", "PRAGMA quick_check('gap')", "PRAGMA quick_check('acknowledged')",
          "PRAGMA quick_check('receipts')", "PRAGMA quick_check('boot')"})
        CAIRN_CHECK(quick_check(database, pragma));
    return {};
}

Result<std::string> move_aside(const std::string& path) {
    const std::string stem = path + ".damaged-" + utc_now();
    std::string name = stem;
    std::error_code error;
    for (int i = 2; std::filesystem::exists(name, error); ++i) name = stem + "-" + std::to_string(i);
    std::filesystem::rename(path, name, error);
    if (error) return fail(Errc::io, "buffer: a damaged file cannot be moved", error.value());
    std::filesystem::rename(path + "-wal", name + "-wal", error);
    return name;
}

bool is_a_strangers(const std::string& path) {
    std::error_code ignored;
    return !std::filesystem::exists(path + "-reserve", ignored);
}

}  // namespace cairn
