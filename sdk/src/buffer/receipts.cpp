#include "buffer/receipts.h"

#include <vector>

namespace cairn {
namespace {

constexpr std::size_t receipt_bytes = 8;
/// Rows that are behind the window leave together: one at a time would write their page with each commit.
constexpr std::size_t rows_removed_at_once = 32;

/// Little-endian, so that a file can move between machines.
std::vector<std::uint8_t> packed(std::span<const Receipt> receipts) {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(receipts.size() * receipt_bytes);
    for (const Receipt receipt : receipts) {
        for (unsigned shift = 0; shift < 64; shift += 8)
            bytes.push_back(static_cast<std::uint8_t>(receipt >> shift));
    }
    return bytes;
}

Receipt unpacked(Bytes bytes) {
    Receipt receipt = 0;
    for (std::size_t i = receipt_bytes; i-- > 0;) receipt = receipt << 8U | bytes[i];
    return receipt;
}

}  // namespace

Result<ReceiptWindow> ReceiptWindow::load(sqlite::Database& database, std::uint32_t receipts_max) {
    ReceiptWindow window;
    window.receipts_max_ = receipts_max;
    CAIRN_TRY(auto select, database.prepare("SELECT number, hashes FROM receipts ORDER BY number"));
    auto rows = select.query();
    while (true) {
        CAIRN_TRY(const bool is_row, rows.next());
        if (!is_row) break;
        const Bytes hashes = rows.blob(1);
        if (hashes.size() % receipt_bytes != 0) return fail(Errc::corrupt, "buffer: receipts");
        for (std::size_t i = 0; i < hashes.size(); i += receipt_bytes)
            window.remember_one(unpacked(hashes.subspan(i, receipt_bytes)));
        window.rows_.push_back({rows.integer(0), hashes.size() / receipt_bytes});
        window.stored_ += hashes.size() / receipt_bytes;
        window.next_number_ = rows.integer(0) + 1;
    }
    CAIRN_TRY(window.insert_, database.prepare("INSERT INTO receipts VALUES (?, ?)"));
    CAIRN_TRY(window.remove_, database.prepare("DELETE FROM receipts WHERE number <= ?"));
    return window;
}

Result<void> ReceiptWindow::store(std::span<const Receipt> receipts) {
    if (receipts.empty() || receipts_max_ == 0) return {};
    const std::size_t outside = rows_outside(receipts.size());
    if (outside >= rows_removed_at_once) CAIRN_CHECK(remove_.run(rows_[outside - 1].number));
    return insert_.run(next_number_, Bytes(packed(receipts)));
}

void ReceiptWindow::note(std::span<const Receipt> receipts) {
    if (receipts.empty() || receipts_max_ == 0) return;
    std::size_t outside = rows_outside(receipts.size());
    if (outside < rows_removed_at_once) outside = 0;
    for (; outside > 0; --outside) {
        stored_ -= rows_.front().size;
        rows_.pop_front();
    }
    rows_.push_back({next_number_++, receipts.size()});
    stored_ += receipts.size();
    for (const Receipt receipt : receipts) remember_one(receipt);
}

void ReceiptWindow::remember_one(Receipt receipt) {
    if (receipts_max_ == 0) return;
    receipts_.push_back(receipt);
    ++counts_[receipt];
    if (receipts_.size() <= receipts_max_) return;
    const auto oldest = counts_.find(receipts_.front());
    if (--oldest->second == 0) counts_.erase(oldest);
    receipts_.pop_front();
}

std::size_t ReceiptWindow::rows_outside(std::size_t incoming) const {
    std::size_t total = stored_ + incoming;
    std::size_t outside = 0;
    while (outside < rows_.size() && total - rows_[outside].size >= receipts_max_)
        total -= rows_[outside++].size;
    return outside;
}

}  // namespace cairn
