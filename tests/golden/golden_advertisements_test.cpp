// Runs every advertisement of tests/golden/advertisements: its README says how a file is written.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/key_ring.h"
#include "golden/golden_file.h"
#include "support/decode.h"
#include "support/formats.h"

namespace cairn::test {
namespace {

DecodeReport decode_golden(const Golden& golden, Bytes payload) {
    if (golden.every_structure) {
        const Decoder decoder({.every_structure = true});
        DecodeReport report;
        decoder.decode({payload, golden.address}, report);
        return report;
    }
    if (golden.key.empty()) return decode_from(golden.address, payload);
    crypto::MbedtlsCipher cipher;
    auto keys = *KeyRing::create(1);
    EXPECT_TRUE(keys.add({*golden.address, *parse_bind_key(golden.key), {}, {}})) << golden.place;
    const Decoder decoder({.keys = &keys, .cipher = &cipher});
    DecodeReport report;
    decoder.decode({payload, golden.address}, report);
    return report;
}
DecodeReport decode_golden(const Golden& golden) {
    return decode_golden(golden, golden.payload);
}

std::vector<Golden> all_goldens() {
    std::vector<std::string> defects;
    auto goldens = read_goldens(CAIRN_SOURCE_DIR "/tests/golden/advertisements", defects);
    EXPECT_EQ(defects, std::vector<std::string>{});
    return goldens;
}

/// As many digits as it takes to tell this number from its neighbours.
std::string digits_of(double value) {
    std::array<char, 32> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

/// The report in the words of a golden file, one list a format.
std::vector<std::vector<std::string>> words_of(const DecodeReport& report) {
    std::vector<std::vector<std::string>> words;
    for (const Decoded& decoded : report.formats) {
        std::vector<std::string> lines{"format " + std::string(decoded.format)};
        if (decoded.protection != Protection::none)
            lines.push_back("protection " + std::string(name(decoded.protection)));
        for (const Measurement& measurement : decoded.measurements) {
            std::string line(name(measurement.quantity));
            if (measurement.channel != 0) line.append("#").append(std::to_string(measurement.channel));
            lines.push_back(line.append("=").append(digits_of(measurement.value)));
        }
        for (const DecodedText& attribute : decoded.attributes) {
            lines.push_back(std::string(name(attribute.kind)) + "=" + std::string(attribute.text.view()));
        }
        words.push_back(lines);
    }
    return words;
}

bool is_same_word(const std::string& a, const std::string& b) {
    if (a == b) return true;
    const std::size_t end = a.find('=');
    if (end == std::string::npos || a.substr(0, end) != b.substr(0, b.find('='))) return false;
    if (!quantity_named(a.substr(0, std::min(end, a.find('#'))))) return false;
    const double left = std::stod(a.substr(end + 1));
    const double right = std::stod(b.substr(end + 1));
    return std::abs(left - right) <= 1e-6 * std::max(1.0, std::abs(left));
}

TEST(GoldenAdvertisements, DecodeAsRecorded) {
    const auto goldens = all_goldens();

    ASSERT_FALSE(goldens.empty());
    for (const Golden& golden : goldens) {
        const auto report = decode_golden(golden);
        const auto expected = by_format(golden.said);
        const auto actual = words_of(report);

        EXPECT_EQ(report.error ? name(report.error->code) : "", golden.error) << golden.place;
        ASSERT_EQ(actual.size(), expected.size()) << golden.place;
        for (std::size_t i = 0; i < actual.size(); ++i) {
            EXPECT_TRUE(std::ranges::is_permutation(actual[i], expected[i], is_same_word))
                << golden.place << "\nexpected " << testing::PrintToString(expected[i]) << "\n but was "
                << testing::PrintToString(actual[i]);
        }
    }
}

TEST(GoldenAdvertisements, AreNotDecodedWhenTheyAreCutInsideAStructure) {
    for (const Golden& golden : all_goldens()) {
        const auto whole = decode_golden(golden);
        for (std::size_t size = 0; size < golden.payload.size(); ++size) {
            const Bytes cut = Bytes(golden.payload).first(size);
            const auto report = decode_golden(golden, cut);
            AdWalker walker(cut);
            while (walker.next()) {
            }

            EXPECT_LE(report.formats.size(), whole.formats.size())
                << golden.place << " at " << size << " bytes";
            if (walker.truncated()) {
                EXPECT_TRUE(report.error) << golden.place << " at " << size << " bytes";
            }
        }
    }
}

TEST(GoldenAdvertisements, ShowEveryBuiltInFormat) {
    std::set<std::string> shown;
    for (const Golden& golden : all_goldens()) shown.insert(golden.said.begin(), golden.said.end());

    for (const std::string_view format : format_names()) {
        EXPECT_TRUE(shown.contains("format " + std::string(format))) << format;
    }
}

}  // namespace
}  // namespace cairn::test
