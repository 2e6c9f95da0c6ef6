// The query of a request, checked: nothing is guessed, nothing unknown is passed over.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/cloud/store.h"
#include "http/problem.h"

namespace cairn::cloud {

inline constexpr std::size_t page_items_default = 100;
inline constexpr std::size_t page_items_max = 1000;
inline constexpr std::size_t search_bytes_max = 100;

/// Every getter answers the default where the parameter is absent, and where it is wrong, which is
/// then in defects(). Borrows `query` for its life.
class Parameters {
public:
    /// Parameters that are not `known` are defects.
    Parameters(const std::map<std::string, std::string>& query,
               std::initializer_list<std::string_view> known);

    std::size_t limit();      // 1 to page_items_max
    std::string search();     // at most search_bytes_max bytes
    TagId tag(std::string_view name = "tag");
    GatewayId gateway(std::string_view name);
    std::uint64_t number(std::string_view name, std::uint64_t otherwise);
    /// The same for text from elsewhere, such as a header.
    std::uint64_t number(std::string_view name, std::string_view text, std::uint64_t otherwise);
    /// Comma-separated names of kinds of records; absent or empty: all.
    std::vector<std::string> record_types();

    const std::vector<ParameterDefect>& defects() const noexcept { return defects_; }

private:
    const std::string* find(std::string_view name) const;
    template <typename Name>
    Name id(std::string_view name, std::string_view example);
    void reject(std::string_view name, std::string_view expected, std::string_view found);

    const std::map<std::string, std::string>& query_;
    std::vector<ParameterDefect> defects_;
};

}  // namespace cairn::cloud
