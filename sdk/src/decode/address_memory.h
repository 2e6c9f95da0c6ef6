// The last so many addresses and a number for each, in memory that is taken once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "decode/packed_address.h"
#include "locate/index_table.h"

namespace cairn::decode {

/// Forgets the oldest for the newest when it is full.
class AddressMemory {
    using Index = locate::IndexTable<PackedAddress>;
    struct Row {
        PackedAddress address;
        std::uint32_t number = 0;
    };

    auto address_of() const noexcept {
        return [this](std::uint32_t row) -> const PackedAddress& { return rows_[row].address; };
    }

public:
    static constexpr std::uint32_t none = UINT32_MAX;

    explicit AddressMemory(std::size_t addresses_max) : index_(addresses_max), addresses_max_(addresses_max) {
        rows_.reserve(addresses_max);
    }

    /// The number that was remembered with `address`, or none.
    std::uint32_t find(PackedAddress address) const noexcept {
        const std::uint32_t row = index_.find(address, address_of());
        return row == Index::none ? none : rows_[row].number;
    }

    /// One that is in it already takes the new number.
    void remember(PackedAddress address, std::uint32_t number) noexcept {
        if (addresses_max_ == 0) return;
        if (const std::uint32_t row = index_.find(address, address_of()); row != Index::none) {
            rows_[row].number = number;
            return;
        }
        if (rows_.size() < addresses_max_) {
            index_.insert(address, static_cast<std::uint32_t>(rows_.size()));
            rows_.push_back({address, number});
            return;
        }
        index_.erase(rows_[oldest_].address, address_of());
        rows_[oldest_] = {address, number};
        index_.insert(address, static_cast<std::uint32_t>(oldest_));
        oldest_ = oldest_ + 1 == rows_.size() ? 0 : oldest_ + 1;
    }

private:
    Index index_;
    std::vector<Row> rows_;
    std::size_t addresses_max_;
    std::size_t oldest_ = 0;
};

}  // namespace cairn::decode
