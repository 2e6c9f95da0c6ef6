// Writes gathered changes into the tables of the current state.
#pragma once

#include <cstdint>
#include <string_view>

#include "cairn/core/result.h"
#include "sqlite/sqlite.h"
#include "store/state_changes.h"

namespace cairn::cloud {

/// So many blocks in a row share one entry of the index from tags to blocks. A tag that is always
/// there would otherwise cost a page of the index with every block.
inline constexpr std::int64_t segment_blocks = 32;

/// Where the changes come from.
struct ChangeOrigin {
    std::string_view edge;
    std::int64_t segment = 0;  // of the blocks: their id divided by segment_blocks
};

class StateWriter {
public:
    static Result<StateWriter> create(sqlite::Database& database);

    /// Within the caller's transaction.
    Result<void> write(const StateChanges& changes, const ChangeOrigin& origin);

private:
    Result<void> write(const TagId& tag, const TagChanges& changes, std::int64_t segment);
    Result<void> write_details(std::string_view tag, const TagChanges& changes);
    Result<void> write(std::string_view tag, const Latest<Position>& position);
    Result<void> write(const GatewayId& gateway, const GatewayChanges& changes, std::string_view edge);

    sqlite::Statement tag_;
    sqlite::Statement segment_;
    sqlite::Statement sighting_;
    sqlite::Statement reading_;
    sqlite::Statement attribute_;
    sqlite::Statement position_;
    sqlite::Statement geo_;
    sqlite::Statement gateway_;
    sqlite::Statement gateway_online_;
    sqlite::Statement gateway_measurements_;
    sqlite::Statement gateway_geo_;
};

}  // namespace cairn::cloud
