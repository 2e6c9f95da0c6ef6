// Runs every advertisement of tests/golden/advertisements: its README says how a file is written.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "support/decode.h"

namespace cairn::test {
namespace {

/// One block of a file. `said` holds lines such as "format ruuvi.5" and "temperature_c=24.3", in order.
struct Golden {
    std::string place;
    std::vector<std::uint8_t> payload;
    std::optional<MacAddress> address;
    std::vector<std::string> said;
    std::string error;
    bool every_structure = false;
};

std::string after_keyword(const std::string& line) {
    const std::size_t start = line.find_first_not_of(' ', line.find(' '));
    return start == std::string::npos ? "" : line.substr(start);
}

/// Adds one line to a block; false when it means nothing.
bool take_line(Golden& golden, const std::string& line) {
    if (line.starts_with("source ")) {
        golden.place += ": " + after_keyword(line);
    } else if (line.starts_with("hex ")) {
        golden.payload = from_hex(after_keyword(line));
    } else if (line.starts_with("address ")) {
        golden.address = *MacAddress::parse(after_keyword(line));
    } else if (line.starts_with("error ")) {
        golden.error = after_keyword(line);
    } else if (line == "option every_structure") {
        golden.every_structure = true;
    } else if (line.starts_with("format ")) {
        golden.said.push_back("format " + after_keyword(line));
    } else if (line.find('=') != std::string::npos) {
        golden.said.push_back(line);
    } else {
        return false;
    }
    return true;
}

std::vector<Golden> read_goldens(const std::filesystem::path& path) {
    std::vector<Golden> goldens;
    std::ifstream file(path);
    std::string line;
    bool is_inside = false;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.starts_with('#')) continue;
        const std::string place = path.filename().string() + ":" + std::to_string(number);
        if (line.empty()) {
            is_inside = false;
            continue;
        }
        if (!is_inside) goldens.emplace_back().place = place;
        is_inside = true;
        EXPECT_TRUE(take_line(goldens.back(), line)) << place << ": " << line;
    }
    return goldens;
}

std::vector<Golden> all_goldens() {
    std::vector<Golden> all;
    for (const auto& entry :
         std::filesystem::directory_iterator(CAIRN_SOURCE_DIR "/tests/golden/advertisements")) {
        if (entry.path().extension() != ".txt") continue;
        const auto goldens = read_goldens(entry.path());
        EXPECT_FALSE(goldens.empty()) << entry.path();
        all.insert(all.end(), goldens.begin(), goldens.end());
    }
    return all;
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

DecodeReport decode_as(const Golden& golden, Bytes payload) {
    const Decoder decoder({.every_structure = golden.every_structure});
    DecodeReport report;
    decoder.decode({payload, golden.address}, report);
    return report;
}

std::vector<std::vector<std::string>> by_format(const std::vector<std::string>& said) {
    std::vector<std::vector<std::string>> formats;
    for (const std::string& line : said) {
        if (line.starts_with("format ")) formats.emplace_back();
        if (!formats.empty()) formats.back().push_back(line);
    }
    return formats;
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
        const auto report = decode_as(golden, golden.payload);
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
        const auto whole = decode_as(golden, golden.payload);
        for (std::size_t size = 0; size < golden.payload.size(); ++size) {
            const Bytes cut = Bytes(golden.payload).first(size);
            const auto report = decode_as(golden, cut);
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
