// What a site file says, whichever syntax it is written in.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cairn/locate/site.h"

namespace cairn::net {

/// One thing of a site: its fields by name. A value that cannot be used is reported, and the default
/// answered.
class SiteRow {
public:
    virtual ~SiteRow() = default;

    virtual bool has(std::string_view key) const = 0;
    virtual std::string text(std::string_view key, std::string_view otherwise) = 0;
    virtual double number(std::string_view key, double otherwise, double min, double max) = 0;
    virtual std::pair<double, double> pair(std::string_view key, std::pair<double, double> otherwise) = 0;
    virtual std::vector<std::pair<double, double>> pairs(std::string_view key) = 0;
    virtual void rows(std::string_view key, const std::function<void(SiteRow&)>& each) = 0;
    /// Reports a defect of the field; `expected` completes "expected ...".
    virtual void reject(std::string_view key, std::string_view expected) = 0;
};

/// Which (0, 0) the places count from.
enum class SiteAxes { of_the_floor, of_the_building };

/// Makes a site out of rows. All zones are announced first, since a site of rooms needs no coordinates; then
/// floors come, as the others name them.
class SiteBuilder {
public:
    explicit SiteBuilder(SiteAxes axes) noexcept : axes_(axes) {}

    void announce_zone(const SiteRow& row);
    void add_floor(SiteRow& row);
    void add_gateway(SiteRow& row);
    void add_zone(SiteRow& row);
    void add_wall(SiteRow& row);
    void add_passage(SiteRow& row);
    void add_beacon(SiteRow& row);

    Site& site() noexcept { return site_; }

private:
    /// A key's text that is there and that no row before it has.
    bool is_new(SiteRow& row, std::string_view key, std::string_view what, const std::string& text);
    const Floor& read_floor(SiteRow& row);
    Point on(const Floor& floor, std::pair<double, double> place) const;
    Point read_place(SiteRow& row, const Floor& floor);
    Point read_gateway_place(SiteRow& row, const Floor& floor);
    void read_outline(SiteRow& row, const Floor& floor, Zone& zone);
    bool has_rooms() const noexcept { return has_zones_ && !has_outlines_; }

    SiteAxes axes_;
    bool has_zones_ = false;
    bool has_outlines_ = false;
    Site site_;
    std::set<std::pair<std::string, std::string>> used_;
};

/// What SiteBuilder calls for rows of this kind, such as "gateway"; nullptr for a kind that is none.
using AddRow = void (SiteBuilder::*)(SiteRow&);
struct SiteKind {
    std::string_view name;
    AddRow add;
};
/// In the order in which they are to be added.
inline constexpr SiteKind site_kinds[] = {
    {"floor", &SiteBuilder::add_floor},    {"gateway", &SiteBuilder::add_gateway},
    {"zone", &SiteBuilder::add_zone},      {"wall", &SiteBuilder::add_wall},
    {"stairs", &SiteBuilder::add_passage}, {"lift", &SiteBuilder::add_passage},
    {"beacon", &SiteBuilder::add_beacon},
};

}  // namespace cairn::net
