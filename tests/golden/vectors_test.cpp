// Runs the collected vectors of public test suites, where they are at hand: they are no part of this project.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "cairn/adapters/adapters.h"
#include "decode_input.h"
#include "decode_json.h"

namespace cairn::tool::test {
namespace {

using boost::json::object;
using boost::json::value;

constexpr const char* vectors_path = CAIRN_SOURCE_DIR "/../shared/data/ble_vectors.jsonl";

struct Vector {
    object stated;  // by its source
    object line;  // what `cairn decode --json` says
};

std::vector<Vector> all_vectors() {
    std::vector<Vector> vectors;
    const auto adapter = *adapters::make_adapter({});
    InputDecoder decoder(*adapter);
    std::ifstream file(vectors_path);
    for (std::string line; std::getline(file, line);) {
        const DecodedInput decoded = decoder.decode(line, "", Timestamp{1'800'000'000'000});
        vectors.push_back({boost::json::parse(line).as_object(),
                           boost::json::parse(decoded_json(decoded, false)).as_object()});
    }
    return vectors;
}

bool is_same(const value& stated, const value& read) {
    if (stated.is_string()) return read.is_string() && stated.as_string() == read.as_string();
    if (!stated.is_number() || !read.is_number()) return false;
    const double left = stated.to_number<double>();
    const double right = read.to_number<double>();
    return std::abs(left - right) <= std::max(0.006, 1e-3 * std::abs(left));  // sources round
}

/// Whether a result has this reading; null: whether none has.
bool says(const object& line, boost::json::string_view quantity, const value& stated) {
    for (const value& result : line.at("results").as_array()) {
        const object& readings = result.at("readings").as_object();
        if (!readings.contains(quantity)) continue;
        if (stated.is_null() || is_same(stated, readings.at(quantity))) return !stated.is_null();
    }
    return stated.is_null();
}

/// The name that stands beside the results or among them, as far as the source states one.
bool has_stated_name(const Vector& vector) {
    const object& expected = vector.stated.at("expected").as_object();
    const value* stated = expected.if_contains("local_name");
    if (stated == nullptr) stated = expected.if_contains("name");
    if (stated == nullptr || !stated->is_string()) return true;
    const value* gap = vector.line.if_contains("gap");
    if (gap == nullptr) return says(vector.line, "name", *stated);
    return gap->as_object().contains("name") && gap->at("name") == *stated;
}

bool is_right(const Vector& vector) {
    if (vector.line.at("id") != vector.stated.at("id")) return false;
    const std::string_view kind = vector.stated.at("kind").as_string();
    if (kind == "rpa") return vector.line.at("resolves") == vector.stated.at("expected").at("resolves");
    if (kind.starts_with("gap_") && !vector.stated.contains("norm")) return has_stated_name(vector);
    if (!vector.stated.contains("norm")) return !vector.line.at("results").as_array().empty();
    for (const auto& [quantity, stated] : vector.stated.at("norm").as_object()) {
        if (!says(vector.line, quantity, stated)) return false;
    }
    return true;
}

TEST(Vectors, DecodeToWhatTheirSourcesState) {
    const auto vectors = all_vectors();
    if (vectors.empty()) GTEST_SKIP() << vectors_path << " is not there";
    std::size_t right = 0;
    std::size_t counted = 0;
    for (const Vector& vector : vectors) {
        const object& stated = vector.stated;
        if (stated.contains("negative") || stated.contains("disputed") || stated.contains("erratum"))
            continue;
        if (stated.at("kind") == "ll_pdu")
            continue;  // headers of the link layer: no advertisement is in them
        ++counted;
        if (is_right(vector)) {
            ++right;
        } else {
            std::cout << "not as stated: " << stated.at("id") << "\n  " << boost::json::serialize(vector.line)
                      << "\n";
        }
    }
    std::cout << right << " of " << counted << " vectors as stated\n";
    EXPECT_GE(100 * right, 97 * counted);
}

TEST(Vectors, AreNotDecodedWhereTheirSourcesRefuse) {
    const auto vectors = all_vectors();
    if (vectors.empty()) GTEST_SKIP() << vectors_path << " is not there";
    for (const Vector& vector : vectors) {
        if (!vector.stated.contains("negative")) continue;
        // The advertisement that a parser of iBeacons refuses for being another of Apple's is one of Apple's.
        const bool is_apple_nearby = vector.stated.at("kind") == "apple_continuity_10";
        EXPECT_TRUE(vector.line.at("results").as_array().empty() || is_apple_nearby)
            << boost::json::serialize(vector.line);
    }
}

}  // namespace
}  // namespace cairn::tool::test
