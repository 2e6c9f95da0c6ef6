// Configuration: each getter's default, value and complaint, with the line where it stands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "cairn/net/config_file.h"

namespace cairn::test {
namespace {

using net::ConfigFile;
using net::ConfigTable;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

ConfigFile parse(std::string_view text) {
    return ConfigFile::parse(text, "edge.toml");
}

TEST(ConfigFile, AnswersTheDefaultForAbsentKeys) {
    ConfigFile file = parse("");
    ConfigTable& root = file.root();

    EXPECT_FALSE(root.has("a"));
    EXPECT_EQ(root.text("a", "x"), "x");
    EXPECT_EQ(root.integer("a", 7, 0, 9), 7);
    EXPECT_EQ(root.number("a", 0.5, 0, 1), 0.5);
    EXPECT_TRUE(root.boolean("a", true));
    EXPECT_EQ(root.duration("a", Millis{1500}, Millis{0}, Millis{2000}), Millis{1500});
    EXPECT_EQ(root.endpoint("a", {"localhost", 1}).port, 1);
    EXPECT_THAT(root.texts("a", {"x"}), ElementsAre("x"));
    EXPECT_THAT(root.pairs("a"), IsEmpty());
    root.tables("a", [](ConfigTable&) { FAIL(); });
    EXPECT_THAT(file.errors(), IsEmpty());
}

TEST(ConfigFile, ReadsEveryKindOfValue) {
    ConfigFile file = parse(R"(
        text = "hall"
        flag = false
        topics = ["a/#", "b"]
        corners = [[0, 1], [2.5, -3]]
        [sync]
        whole = 17
        real = 2.5
        real_whole = 3
        seconds = 1.5
        cloud = "127.0.0.1:7443"
    )");
    ConfigTable& root = file.root();

    EXPECT_TRUE(root.has("sync.cloud"));
    EXPECT_EQ(root.text("text", ""), "hall");
    EXPECT_FALSE(root.boolean("flag", true));
    EXPECT_THAT(root.texts("topics", {}), ElementsAre("a/#", "b"));
    EXPECT_THAT(root.pairs("corners"), ElementsAre(Pair(0, 1), Pair(2.5, -3)));
    EXPECT_EQ(root.integer("sync.whole", 0, 0, 17), 17);
    EXPECT_EQ(root.number("sync.real", 0, 0, 9), 2.5);
    EXPECT_EQ(root.number("sync.real_whole", 0, 0, 9), 3.0);
    EXPECT_EQ(root.duration("sync.seconds", Millis{0}, Millis{0}, Millis{1500}), Millis{1500});
    EXPECT_EQ(root.endpoint("sync.cloud", {}).port, 7443);
    EXPECT_THAT(file.errors(), IsEmpty());
}

TEST(ConfigFile, GoesThroughArraysOfTables) {
    ConfigFile file = parse("[[zone]]\nname = \"dock\"\n[[zone]]\nname = \"hall\"\n");
    std::vector<std::string> names;

    file.root().tables("zone", [&](ConfigTable& zone) { names.push_back(zone.text("name", "")); });

    EXPECT_THAT(names, ElementsAre("dock", "hall"));
    EXPECT_THAT(file.errors(), IsEmpty());
}

struct WrongValue {
    const char* value;
    void (*ask)(ConfigTable&);
    const char* error;
};

void ask_text(ConfigTable& table) {
    EXPECT_EQ(table.text("k", "d"), "d");
}
void ask_integer(ConfigTable& table) {
    EXPECT_EQ(table.integer("k", 5, 1, 9), 5);
}
void ask_number(ConfigTable& table) {
    EXPECT_EQ(table.number("k", 0.5, -1, 1.5), 0.5);
}
void ask_boolean(ConfigTable& table) {
    EXPECT_FALSE(table.boolean("k", false));
}
void ask_duration(ConfigTable& table) {
    EXPECT_EQ(table.duration("k", Millis{7}, Millis{500}, Millis{60'000}), Millis{7});
}
void ask_endpoint(ConfigTable& table) {
    EXPECT_EQ(table.endpoint("k", {"h", 1}).host, "h");
}
void ask_texts(ConfigTable& table) {
    EXPECT_THAT(table.texts("k", {"d"}), ElementsAre("d"));
}
void ask_pairs(ConfigTable& table) {
    EXPECT_THAT(table.pairs("k"), IsEmpty());
}
void ask_tables(ConfigTable& table) {
    table.tables("k", [](ConfigTable&) {});
}

constexpr WrongValue wrong_values[] = {
    {"17", ask_text, "expected a text, found 17"},
    {"\"a\"", ask_integer, "expected a whole number from 1 to 9, found \"a\""},
    {"0", ask_integer, "expected a whole number from 1 to 9, found 0"},
    {"10", ask_integer, "expected a whole number from 1 to 9, found 10"},
    {"2.5", ask_integer, "expected a whole number from 1 to 9, found 2.5"},
    {"true", ask_number, "expected a number from -1 to 1.5, found true"},
    {"1.6", ask_number, "expected a number from -1 to 1.5, found 1.6"},
    {"-2", ask_number, "expected a number from -1 to 1.5, found -2"},
    {"nan", ask_number, "expected a number from -1 to 1.5, found nan"},
    {"\"yes\"", ask_boolean, "expected true or false, found \"yes\""},
    {"1", ask_boolean, "expected true or false, found 1"},
    {"\"10s\"", ask_duration, "expected seconds from 0.5 to 60, found \"10s\""},
    {"0.499", ask_duration, "expected seconds from 0.5 to 60, found 0.499"},
    {"61", ask_duration, "expected seconds from 0.5 to 60, found 61"},
    {"17", ask_endpoint, "expected host:port, found 17"},
    {"\"nowhere\"", ask_endpoint, "expected host:port, found \"nowhere\""},
    {"\"a\"", ask_texts, "expected an array of texts, found \"a\""},
    {"[\"a\", 1]", ask_texts, "expected an array of texts, found 1 in it"},
    {"{}", ask_pairs, "expected an array of [x, y] pairs, found a table"},
    {"[[1, 2, 3]]", ask_pairs, "expected an array of [x, y] pairs, found an array of 3 in it"},
    {"[[1, \"a\"]]", ask_pairs,
     "expected an array of [x, y] pairs, found a pair that is not of numbers in it"},
    {"[1, 2]", ask_pairs, "expected an array of [x, y] pairs, found 1 in it"},
    {"1979-05-27", ask_tables, "expected [[k]] tables, found a date or time"},
    {"[1]", ask_tables, "expected [[k]] tables, found 1 in it"},
};

TEST(ConfigFile, ReportsWrongValuesWithTheirLineAndGoesOnWithTheDefault) {
    for (const WrongValue& wrong : wrong_values) {
        ConfigFile file = parse(std::string("\nk = ") + wrong.value + "\n");

        wrong.ask(file.root());

        EXPECT_THAT(file.errors(), ElementsAre(std::string("edge.toml:2: k: ") + wrong.error)) << wrong.value;
    }
}

TEST(ConfigFile, SaysNothingOfABoundThatIsNone) {
    ConfigFile file = parse("a = \"x\"\nb = -1\n");

    file.root().integer("a", 0, std::numeric_limits<std::int64_t>::min(), 9);
    file.root().integer("b", 0, 0, std::numeric_limits<std::int64_t>::max());

    EXPECT_THAT(file.errors(),
                ElementsAre("edge.toml:1: a: expected a whole number of at most 9, found \"x\"",
                            "edge.toml:2: b: expected a whole number of at least 0, found -1"));
}

TEST(ConfigFile, ReportsUnknownKeysWithWhatWasProbablyMeant) {
    ConfigFile file = parse("[sync]\nclodu = \"a:1\"\n[snyc]\nx = 1\n[weather]\nrain = true\n");

    file.root().endpoint("sync.cloud", {});

    EXPECT_THAT(file.errors(), ElementsAre("edge.toml:2: sync.clodu: unknown key, did you mean \"cloud\"?",
                                           "edge.toml:3: snyc: unknown key, did you mean \"sync\"?",
                                           "edge.toml:5: weather: unknown key"));
}

TEST(ConfigFile, ReportsUnknownKeysInsideArraysOfTables) {
    ConfigFile file = parse("[[zone]]\nname = \"a\"\n[[zone]]\nnmae = \"b\"\n");

    file.root().tables("zone", [](ConfigTable& zone) { zone.text("name", ""); });

    EXPECT_THAT(file.errors(), ElementsAre("edge.toml:4: zone.nmae: unknown key, did you mean \"name\"?"));
}

TEST(ConfigFile, ReportsAValueThatStandsWhereATableShould) {
    ConfigFile file = parse("sync = 5\n");

    file.root().endpoint("sync.cloud", {});
    file.root().text("sync.edge", "");

    EXPECT_THAT(file.errors(), ElementsAre("edge.toml:1: sync: expected a table, found 5"));
}

TEST(ConfigFile, ReportsWhatItsReaderRejects) {
    ConfigFile file = parse("\nname = \"x y\"\n\n[[zone]]\n");

    file.root().reject("name", "a name without a space");
    file.root().tables("zone", [](ConfigTable& zone) { zone.reject("corners_m", "corners"); });

    EXPECT_THAT(file.errors(),
                ElementsAre("edge.toml:2: name: expected a name without a space, found \"x y\"",
                            "edge.toml:4: zone.corners_m: expected corners, found nothing"));
}

TEST(ConfigFile, ReportsInOrderOfPlace) {
    ConfigFile file = parse("a = 1\nb = 2\n");

    file.root().text("b", "");
    file.root().text("a", "");

    EXPECT_THAT(file.errors(), ElementsAre(HasSubstr(":1: a"), HasSubstr(":2: b")));
}

TEST(ConfigFile, NeverShowsASecret) {
    ConfigFile file = parse("secret = \"abc\"\nbroker.password = 12345\n");

    file.root().reject("secret", "64 hex digits");
    file.root().text("broker.password", "");

    EXPECT_THAT(file.errors(),
                ElementsAre("edge.toml:1: secret: expected 64 hex digits, found a text of 3 characters",
                            "edge.toml:2: broker.password: expected a text, found a value that is no text"));
}

TEST(ConfigFile, CutsLongTexts) {
    ConfigFile file = parse("k = \"" + std::string(500, 'a') + "\"\n");

    file.root().boolean("k", true);

    EXPECT_LT(file.errors().at(0).size(), 100U);
}

TEST(ConfigFile, ReportsASyntaxErrorWithItsLineAndNothingElse) {
    ConfigFile file = parse("a = 1\nb = = 2\n");

    EXPECT_EQ(file.root().text("a", "default"), "default");
    file.root().reject("c", "something");

    ASSERT_EQ(file.errors().size(), 1U);
    EXPECT_THAT(file.errors()[0], HasSubstr("edge.toml:2: "));
}

TEST(ConfigFile, RefusesDeepNestingAsASyntaxError) {
    ConfigFile file = parse("a = " + std::string(5000, '['));

    EXPECT_EQ(file.errors().size(), 1U);
}

TEST(ConfigFile, SaysWhyAFileCannotBeRead) {
    EXPECT_THAT(ConfigFile::open("/nowhere/edge.toml").errors(),
                ElementsAre("/nowhere/edge.toml: No such file or directory"));
    EXPECT_THAT(ConfigFile::open("/").errors(), ElementsAre("/: Is a directory"));
}

/// What the second file says over the first, of all but `[page]`.
ConfigFile layered(std::string_view below, std::string_view above) {
    ConfigFile file = parse(below);
    file.lay_over(ConfigFile::parse(above, "cloud.toml"),
                  [](std::string_view key) { return !key.starts_with("page."); });
    return file;
}

TEST(ConfigFile, LetsAFileBeLaidOverIt) {
    ConfigFile file =
        layered("[a]\nx = 1\ny = 2\nlist = [\"p\", \"q\"]\n", "[a]\ny = 3\nlist = [\"r\"]\n[b]\nz = 4\n");
    ConfigTable& root = file.root();

    EXPECT_EQ(root.integer("a.x", 0, 0, 9), 1);
    EXPECT_EQ(root.integer("a.y", 0, 0, 9), 3);
    EXPECT_EQ(root.integer("b.z", 0, 0, 9), 4);
    EXPECT_THAT(root.texts("a.list", {}), ElementsAre("r"));
    EXPECT_THAT(file.errors(), IsEmpty());
    EXPECT_THAT(file.laid_over(),
                ElementsAre("cloud.toml:3: a.list, instead of edge.toml:4",
                            "cloud.toml:2: a.y, instead of edge.toml:3", "cloud.toml:5: b.z"));
}

TEST(ConfigFile, SaysInWhichOfTwoFilesADefectStands) {
    ConfigFile file = layered("[a]\nx = 1\n\n\ny = 99\n", "[a]\nx = 88\nz = 1\n");
    file.root().integer("a.x", 0, 0, 9);
    file.root().integer("a.y", 0, 0, 9);

    EXPECT_THAT(file.errors(),
                ElementsAre("cloud.toml:2: a.x: expected a whole number from 0 to 9, found 88",
                            R"(cloud.toml:3: a.z: unknown key, did you mean "x"?)",
                            "edge.toml:5: a.y: expected a whole number from 0 to 9, found 99"));
}

TEST(ConfigFile, KeepsWhatTheFileOverItMayNotDecide) {
    ConfigFile file = layered("[page]\nport = 1\n", "[page]\nport = 2\n[page.deep]\nx = 1\n");

    EXPECT_EQ(file.root().integer("page.port", 0, 0, 9), 1);
    EXPECT_THAT(file.errors(), ElementsAre("cloud.toml:2: page.port: not for this file to decide",
                                           "cloud.toml:4: page.deep.x: not for this file to decide"));
    EXPECT_THAT(file.laid_over(), IsEmpty());
}

TEST(ConfigFile, DoesNotReadWhatIsUnderAFileThatIsNoToml) {
    ConfigFile file = layered("[a]\nx = 99\n", "[a\n");
    file.root().integer("a.x", 0, 0, 9);

    EXPECT_THAT(file.errors(), ElementsAre(HasSubstr("cloud.toml:1: ")));
}

TEST(ConfigFile, LeavesAValueWhereATableShouldBe) {
    ConfigFile file = layered("a = 1\n", "[a]\nx = 2\n");

    EXPECT_EQ(file.root().integer("a.x", 5, 0, 9), 5);
    EXPECT_THAT(file.errors(), ElementsAre("edge.toml:1: a: expected a table, found 1"));
}

}  // namespace
}  // namespace cairn::test
