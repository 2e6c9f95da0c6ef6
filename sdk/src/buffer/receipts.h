// The window of receipts: the latest so many, in memory to ask and in the file to last.
#pragma once

#include <deque>
#include <span>
#include <unordered_map>

#include "cairn/buffer/buffer.h"
#include "sqlite/sqlite.h"

namespace cairn {

/// Receipts that come together stand in one row: a commit costs one small row, not one for each.
class ReceiptWindow {
public:
    static Result<ReceiptWindow> load(sqlite::Database& database, std::uint32_t receipts_max);

    /// Writes a row, inside of the caller's transaction. The window itself changes with note().
    Result<void> store(std::span<const Receipt> receipts);
    /// Call once for a store() that is committed.
    void note(std::span<const Receipt> receipts);
    bool seen(Receipt receipt) const { return counts_.contains(receipt); }

private:
    struct Row {
        std::int64_t number = 0;
        std::size_t size = 0;
    };
    void remember_one(Receipt receipt);
    /// How many rows at the front lie outside of the window once `incoming` receipts have come.
    std::size_t rows_outside(std::size_t incoming) const;

    std::size_t receipts_max_ = 0;
    std::deque<Receipt> receipts_;  // oldest first
    std::unordered_map<Receipt, std::uint32_t> counts_;
    std::deque<Row> rows_;
    std::size_t stored_ = 0;  // receipts in rows_
    std::int64_t next_number_ = 1;
    sqlite::Statement insert_;
    sqlite::Statement remove_;
};

}  // namespace cairn
