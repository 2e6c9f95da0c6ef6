// One configuration file over another.
#include <utility>

#include "net/config_document.h"

namespace cairn::net {
namespace {

using Decides = FunctionRef<bool(std::string_view key)>;

void lay_over_value(Document& document, toml::table& below, const toml::key& key, toml::node&& value,
                    const std::string& whole) {
    const Place place = place_of(key.source(), {});
    std::string line = place_text(place, document.name) + ": " + whole;
    const auto old = below.find(key.str());
    if (old != below.end()) {
        line += ", instead of " + place_text(place_of(old->first.source(), {}), document.name);
        below.erase(old);  // and with it the place of its key
    }
    document.laid_over.push_back(std::move(line));
    below.insert(key, std::move(value));
}

void lay_over_table(Document& document, toml::table& below, toml::table& above, const std::string& path,
                    Decides decides) {
    for (auto&& [key, value] : above) {
        const std::string whole = path + std::string(key.str());
        if (value.is_table()) {
            // A value where a table should be is left to the getters.
            const auto at = below.insert(key, toml::table()).first;
            if (!at->second.is_table()) continue;
            toml::table& inner = *at->second.as_table();
            lay_over_table(document, inner, *value.as_table(), whole + ".", decides);
            if (inner.empty()) below.erase(at);
        } else if (decides(whole)) {
            lay_over_value(document, below, key, std::move(value), whole);
        } else {
            document.defects.push_back({place_of(key.source(), {}), whole + ": not for this file to decide"});
        }
    }
}

}  // namespace

void ConfigFile::lay_over(ConfigFile above, Decides decides) {
    Document& document = impl_->document;
    Document& upper = above.impl_->document;
    if (document.readable && !upper.readable) {
        document.readable = false;
        document.defects = upper.defects;
    }
    lay_over_table(document, document.top, upper.top, "", decides);
}

const std::vector<std::string>& ConfigFile::laid_over() const {
    return impl_->document.laid_over;
}

}  // namespace cairn::net
