// The tables on the pages of docs/formats are those that decode. With CAIRN_WRITE_PAGES set in its
// environment this program writes them into the pages; docs/testing.md says how.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "format_table.h"
#include "support/formats.h"

namespace cairn::test {
namespace {

namespace fs = std::filesystem;

const fs::path pages = CAIRN_SOURCE_DIR "/docs/formats";
constexpr std::string_view block_begin =
    "\n<!-- formats:";  // at the begin of a line: what is indented is a sample
constexpr std::string_view block_begin_end = "-->";
constexpr std::string_view block_end = "\n<!-- end -->";

struct Page {
    fs::path path;
    std::string text;
    std::string renewed;  // with the tables as they are now
    std::vector<std::vector<std::string>> blocks;  // the patterns of each
};

std::string read_text(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Puts the tables between every begin and its end.
void renew(Page& page) {
    std::string_view left = page.text;
    for (std::size_t begin = left.find(block_begin); begin != std::string_view::npos;
         begin = left.find(block_begin)) {
        const std::size_t patterns_end = left.find(block_begin_end, begin);
        const std::size_t end = left.find(block_end, begin);
        if (patterns_end == std::string_view::npos || end == std::string_view::npos || end < patterns_end) {
            ADD_FAILURE() << page.path.filename() << ": a block that begins and does not end";
            break;
        }
        const std::size_t patterns_begin = begin + block_begin.size();
        page.blocks.push_back(words_in(left.substr(patterns_begin, patterns_end - patterns_begin)));
        const std::size_t content = patterns_end + block_begin_end.size();
        page.renewed.append(left.substr(0, content)).append("\n\n");
        page.renewed.append(format_tables(formats_for(page.blocks.back())));
        page.renewed.append(block_end);
        left.remove_prefix(end + block_end.size());
    }
    page.renewed.append(left);
}

std::vector<Page> all_pages() {
    std::vector<Page> all;
    for (const auto& entry : fs::directory_iterator(pages)) {
        if (entry.path().extension() != ".md") continue;
        Page& page = all.emplace_back();
        page.path = entry.path();
        page.text = read_text(page.path);
        renew(page);
    }
    return all;
}

/// On which pages each format stands.
std::map<std::string_view, std::vector<std::string>> places() {
    std::map<std::string_view, std::vector<std::string>> found;
    for (const Page& page : all_pages()) {
        for (const auto& patterns : page.blocks) {
            for (const std::string_view name : format_names()) {
                const auto fits_it = [name](const std::string& pattern) { return fits(pattern, name); };
                if (std::ranges::any_of(patterns, fits_it))
                    found[name].push_back(page.path.filename().string());
            }
        }
    }
    return found;
}

TEST(FormatPages, ShowTheTablesThatDecode) {
    const bool writes =
        std::getenv("CAIRN_WRITE_PAGES") != nullptr;  // NOLINT(concurrency-mt-unsafe): one thread
    for (const Page& page : all_pages()) {
        if (page.renewed == page.text) continue;
        if (writes) {
            std::ofstream(page.path) << page.renewed;
        } else {
            ADD_FAILURE() << page.path.filename()
                          << " shows other tables than those that decode; CAIRN_WRITE_PAGES=1 "
                             "golden_format_pages writes them, see docs/testing.md";
        }
    }
}

TEST(FormatPages, NameEveryBuiltInFormatOnce) {
    const auto found = places();

    for (const std::string_view name : format_names()) {
        const auto place = found.find(name);
        const std::size_t count = place == found.end() ? 0 : place->second.size();
        if (count == 0) {
            ADD_FAILURE() << name << " is on no page: docs/formats needs a block <!-- formats: " << name
                          << " --> ... <!-- end -->";
        } else {
            EXPECT_EQ(count, 1U) << name << ": " << testing::PrintToString(place->second);
        }
    }
}

TEST(FormatPages, AreLinkedFromTheirIndex) {
    const std::string index = read_text(pages / "advertisements.md");

    for (const Page& page : all_pages()) {
        const std::string file = page.path.filename().string();
        if (page.blocks.empty()) continue;
        EXPECT_NE(index.find("](" + file + ")"), std::string::npos) << file;
    }
}

TEST(FormatPages, AskForNoFormatThatDoesNotExist) {
    for (const Page& page : all_pages()) {
        for (const auto& patterns : page.blocks) {
            EXPECT_FALSE(patterns.empty()) << page.path.filename() << ": a block for no format";
            for (const std::string& pattern : patterns) {
                EXPECT_FALSE(formats_for({pattern}).empty()) << page.path.filename() << ": " << pattern;
            }
        }
    }
}

TEST(FormatPages, HaveAWordForAllThatTablesSay) {
    for (const Format* const format : every_format()) {
        const Format* const one[]{format};
        EXPECT_EQ(format_tables(one).find(no_word), std::string::npos) << format->name;
    }
}

}  // namespace
}  // namespace cairn::test
