#include "cairn/net/site_file.h"

#include "cairn/net/config_file.h"
#include "net/geojson_site.h"
#include "net/site_rows.h"

namespace cairn::net {
namespace {

/// A table of a TOML file.
class TableRow final : public SiteRow {
public:
    explicit TableRow(ConfigTable& table) noexcept : table_(table) {}

    bool has(std::string_view key) const override { return table_.has(key); }
    std::string text(std::string_view key, std::string_view otherwise) override {
        return table_.text(key, otherwise);
    }
    double number(std::string_view key, double otherwise, double min, double max) override {
        return table_.number(key, otherwise, min, max);
    }
    std::pair<double, double> pair(std::string_view key, std::pair<double, double> otherwise) override {
        return table_.pair(key, otherwise);
    }
    std::vector<std::pair<double, double>> pairs(std::string_view key) override { return table_.pairs(key); }
    void rows(std::string_view key, const std::function<void(SiteRow&)>& each) override {
        table_.tables(key, [&each](ConfigTable& table) {
            TableRow row(table);
            each(row);
        });
    }
    void reject(std::string_view key, std::string_view expected) override { table_.reject(key, expected); }

private:
    ConfigTable& table_;
};

Site read_toml_site(const std::string& path, std::vector<std::string>& errors) {
    ConfigFile file = ConfigFile::open(path);
    SiteBuilder builder(SiteAxes::of_the_floor);
    file.root().tables("zone", [&](ConfigTable& table) { builder.announce_zone(TableRow(table)); });
    for (const SiteKind& kind : site_kinds) {
        file.root().tables(kind.name, [&](ConfigTable& table) {
            TableRow row(table);
            (builder.*kind.add)(row);
        });
    }
    errors = file.errors();
    return builder.site();
}

}  // namespace

Site read_site(const std::string& path, std::vector<std::string>& errors) {
    const bool is_json = path.ends_with(".geojson") || path.ends_with(".json");
    Site site = is_json ? read_geojson_site(path, errors) : read_toml_site(path, errors);
    if (!errors.empty()) return site;
    // What the rows did not notice still makes no site.
    if (const auto checked = check(site); !checked) errors.push_back(path + ": " + checked.error().where);
    return site;
}

}  // namespace cairn::net
