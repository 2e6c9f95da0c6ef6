#include "net/config_wording.h"

#include <algorithm>
#include <numeric>
#include <sstream>
#include <vector>

namespace cairn::net {

std::string number_text(double number) {
    std::ostringstream text;
    text.precision(15);
    text << number;
    return text.str();
}

bool is_concealed(std::string_view key) {
    const std::string_view last = key.substr(key.rfind('.') + 1);
    return last.find("secret") != last.npos || last.find("password") != last.npos ||
           last.find("token") != last.npos || last == "key" || last == "bindkey" || last == "irk" ||
           last == "eid";
}

namespace {

/// How many letters must be inserted, left out, replaced or swapped with their neighbour to get from
/// one word to the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
        before_last.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

}  // namespace

std::optional<std::string> near_match(std::string_view word, const std::set<std::string>& known) {
    std::size_t nearest = 1 + std::max<std::size_t>(1, word.size() / 3);
    std::optional<std::string> match;
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance >= nearest) continue;
        nearest = distance;
        match = candidate;
    }
    return match;
}

}  // namespace cairn::net
