// The rules of the tree: who may include whom, what a public header shows, which words are not used.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::test {
namespace {

namespace fs = std::filesystem;

const fs::path root = CAIRN_SOURCE_DIR;

// A storey: the folders that make it, and what they may include besides the standard library.
struct Storey {
    std::string_view name;
    std::vector<std::string_view> folders;        // of the tree
    std::vector<std::string_view> own_includes;   // beginnings of "..." includes
    std::vector<std::string_view> third_party;    // beginnings of <...> includes
    bool posix = false;                           // runs on a system, and may ask it
};

const std::vector<std::string_view> posix_headers{"arpa/",  "dirent.h",  "fcntl.h", "netdb.h", "netinet/",
                                                  "poll.h", "strings.h", "sys/",    "unistd.h"};

// docs/architecture.md draws these. A file belongs to the storey with its longest matching folder.
const std::vector<Storey> storeys{
    {"core",
     {"sdk/include/cairn/core", "sdk/include/cairn/model", "sdk/include/cairn/ports",
      "sdk/include/cairn/ingest", "sdk/include/cairn/decode", "sdk/include/cairn/locate", "sdk/src/core",
      "sdk/src/model", "sdk/src/decode", "sdk/src/locate"},
     {"cairn/core/", "cairn/model/", "cairn/ports/", "cairn/ingest/", "cairn/decode/", "cairn/locate/",
      "decode/", "locate/"},
     {}},
    {"crypto",
     {"sdk/include/cairn/crypto", "sdk/src/crypto"},
     {"cairn/core/", "cairn/model/", "cairn/ports/", "cairn/decode/", "cairn/crypto/",
      "decode/address_memory.h"},
     {"mbedtls/", "immintrin.h"}},
    {"adapters",
     {"firmware-adapters/include", "firmware-adapters/dialect", "firmware-adapters/moko",
      "firmware-adapters/minew", "firmware-adapters/civic", "firmware-adapters/aprilbrother",
      "firmware-adapters/aruba", "firmware-adapters/huawei", "firmware-adapters/ingics",
      "firmware-adapters/laird", "firmware-adapters/cassia", "firmware-adapters/espresense",
      "firmware-adapters/glinet", "firmware-adapters/kontakt", "firmware-adapters/openmqttgateway",
      "firmware-adapters/raddec", "firmware-adapters/ruuvi", "firmware-adapters/shelly"},
     {"cairn/core/", "cairn/model/",  "cairn/ingest/", "cairn/adapters/",  "dialect/", "moko/",  "minew/",
      "civic/",      "aprilbrother/", "aruba/",        "huawei/",          "ingics/",  "laird/", "cassia/",
      "espresense/", "glinet/",       "kontakt/",      "openmqttgateway/", "raddec/",  "ruuvi/", "shelly/"},
     {"simdjson.h", "boost/json"}},
    {"c",
     {"sdk/include/cairn.h", "sdk/src/c"},
     {"cairn/core/", "cairn/model/", "cairn/decode/", "cairn/locate/", "cairn/adapters/", "cairn/crypto/",
      "cairn.h", "c/"},
     {"stddef.h"}},
    {"sdk",
     {"sdk/include/cairn/buffer", "sdk/include/cairn/wire", "sdk/include/cairn/sync",
      "sdk/include/cairn/edge.h", "sdk/src/buffer", "sdk/src/wire", "sdk/src/sync", "sdk/src/edge",
      "sdk/src/sqlite"},
     {"cairn/core/", "cairn/model/", "cairn/ports/", "cairn/ingest/", "cairn/decode/", "cairn/locate/",
      "cairn/buffer/", "cairn/wire/", "cairn/sync/", "cairn/edge.h", "cairn/v1/", "buffer/", "wire/", "sync/",
      "edge/", "sqlite/"},
     {"sqlite3.h", "zstd.h", "google/protobuf/"}},
    {"net",
     {"sdk/include/cairn/net", "sdk/src/net"},
     {"cairn/core/", "cairn/model/", "cairn/ports/", "cairn/ingest/", "cairn/decode/", "cairn/locate/site.h",
      "decode/format_index.h", "cairn/buffer/buffer.h", "cairn/sync/protocol.h", "cairn/net/", "net/"},
     {"boost/asio", "boost/beast", "boost/json", "boost/system", "boost/core", "mbedtls/", "mqtt/", "spdlog/",
      "toml++/"},
     true},
    {"recording",
     {"sdk/src/recording"},
     {"cairn/core/", "cairn/model/", "cairn/locate/", "recording/"},
     {"boost/json"}},
    {"json",
     {"sdk/src/json"},
     {"cairn/core/", "cairn/model/", "cairn/locate/site.h", "cairn/net/base64.h", "json/"},
     {"boost/json"}},
    {"cloud",
     {"cloud-sync"},
     {"cairn/core/", "cairn/model/", "cairn/ports/", "cairn/locate/site.h", "cairn/wire/", "cairn/sync/",
      "cairn/net/", "cairn/cloud/", "sqlite/", "json/", "store/", "ingest/", "http/"},
     {"boost/json", "mbedtls/", "sqlite3.h", "CLI/"},
     true},
    {"cortex-m",
     {"firmware-adapters/cortex-m"},
     {"cairn/core/", "cairn/model/", "cairn/ports/", "cairn/decode/", "decode/formats/aes_tables.h"},
     {}},
    {"spool",
     {"firmware-adapters/mosquitto"},
     {"cairn/core/", "cairn/ingest/", "cairn/adapters/default_topics.h", "mosquitto/"},
     {"mosquitto"},
     true},
    {"edge",
     {"firmware-adapters/linux"},
     {"cairn/", "linux/", "mosquitto/", "json/", "net/text_file.h", "recording/"},
     {"boost/json", "CLI/"},
     true},
    {"tool",
     {"sdk/tool"},
     {"cairn/core/", "cairn/model/", "cairn/ports/", "cairn/ingest/", "cairn/decode/", "cairn/locate/",
      "cairn/adapters/", "cairn/buffer/inspection.h", "cairn/crypto/", "cairn/net/", "cairn/wire/",
      "net/hex_bytes.h", "locate/", "packets/", "plan/", "sim/", "survey/", "json/", "recording/"},
     {"boost/json", "CLI/"},
     true},
};

bool is_source(const fs::path& path) {
    return path.extension() == ".h" || path.extension() == ".cpp";
}

std::string relative_name(const fs::path& path) {
    return fs::relative(path, root).generic_string();
}

std::vector<fs::path> sources(std::initializer_list<std::string_view> folders) {
    std::vector<fs::path> found;
    for (const auto folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            if (entry.is_regular_file() && is_source(entry.path())) found.push_back(entry.path());
        }
    }
    std::ranges::sort(found);
    return found;
}

std::vector<fs::path> documents() {
    std::vector<fs::path> found{root / "README.md", root / "CHANGELOG.md"};
    for (const auto folder : {"docs", "examples", "firmware-adapters", "sdk", "cloud-sync"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            if (entry.path().extension() == ".md") found.push_back(entry.path());
        }
    }
    return found;
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct Include {
    bool angled = false;
    std::string name;
};

std::vector<Include> includes_of(const std::string& text) {
    static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])", std::regex::multiline);
    std::vector<Include> found;
    for (auto match = std::sregex_iterator(text.begin(), text.end(), pattern);
         match != std::sregex_iterator(); ++match) {
        found.push_back({(*match)[1] == "<", (*match)[2]});
    }
    return found;
}

bool starts_with_any(std::string_view name, const std::vector<std::string_view>& beginnings) {
    return std::ranges::any_of(beginnings, [name](auto beginning) { return name.starts_with(beginning); });
}

const Storey* storey_of(const std::string& file) {
    const Storey* best = nullptr;
    std::size_t best_size = 0;
    for (const Storey& storey : storeys) {
        for (const auto folder : storey.folders) {
            if (file.starts_with(folder) && folder.size() > best_size) {
                best = &storey;
                best_size = folder.size();
            }
        }
    }
    return best;
}

// A header of the C++ standard library has neither a slash nor an ending.
bool is_standard(const std::string& name) {
    return name.find_first_of("/.") == std::string::npos;
}

bool may_include(const Storey& storey, const Include& include) {
    const std::string& name = include.name;
    if (include.angled)
        return is_standard(name) || starts_with_any(name, storey.third_party) ||
               (storey.posix && starts_with_any(name, posix_headers));
    const bool in_same_folder = name.find('/') == std::string::npos;
    return in_same_folder || starts_with_any(name, storey.own_includes);
}

// What breaks the storey of `file`, as lines for people.
std::vector<std::string> broken_includes(const std::string& file, const std::string& text) {
    const Storey* storey = storey_of(file);
    if (storey == nullptr) return {file + ": lies in no storey"};
    std::vector<std::string> broken;
    for (const Include& include : includes_of(text)) {
        if (!may_include(*storey, include))
            broken.push_back(file + ": " + std::string(storey->name) + " may not include " + include.name);
    }
    return broken;
}

std::string joined(const std::vector<std::string>& lines) {
    std::ostringstream out;
    for (const auto& line : lines) out << line << '\n';
    return out.str();
}

TEST(Storeys, IncludeOnlyWhatLiesBelow) {
    std::vector<std::string> broken;
    for (const auto& path : sources({"sdk", "firmware-adapters", "cloud-sync"})) {
        std::ranges::copy(broken_includes(relative_name(path), text_of(path)), std::back_inserter(broken));
    }

    EXPECT_TRUE(broken.empty()) << joined(broken);
}

TEST(Storeys, AreBrokenByAnIncludeThatReachesUpstream) {
    EXPECT_FALSE(broken_includes("sdk/src/decode/x.cpp", "#include \"cairn/buffer/buffer.h\"\n").empty());
    EXPECT_FALSE(broken_includes("sdk/src/core/x.cpp", "#include <sqlite3.h>\n").empty());
    EXPECT_FALSE(broken_includes("sdk/src/edge/x.cpp", "#include \"cairn/net/tls_link.h\"\n").empty());
    EXPECT_FALSE(broken_includes("cloud-sync/src/x.cpp", "#include \"cairn/edge.h\"\n").empty());
    EXPECT_FALSE(broken_includes("sdk/src/net/x.cpp", "#include \"cairn/cloud/store.h\"\n").empty());
    EXPECT_TRUE(broken_includes("sdk/src/edge/x.cpp", "#include \"cairn/buffer/buffer.h\"\n").empty());
}

TEST(Vendors, DoNotSeeEachOther) {
    std::vector<std::string> broken;
    const std::vector<std::string> vendors{
        "moko",   "minew",  "civic",   "aprilbrother", "aruba",           "cassia", "espresense", "glinet",
        "huawei", "ingics", "kontakt", "laird",        "openmqttgateway", "raddec", "ruuvi",      "shelly"};
    for (const auto& vendor : vendors) {
        for (const auto& path : sources({"firmware-adapters"})) {
            if (!relative_name(path).starts_with("firmware-adapters/" + vendor + "/")) continue;
            for (const Include& include : includes_of(text_of(path))) {
                for (const auto& other : vendors) {
                    if (other != vendor && include.name.starts_with(other + "/")) {
                        broken.push_back(relative_name(path) + ": includes " + include.name);
                    }
                }
            }
        }
    }

    EXPECT_TRUE(broken.empty()) << joined(broken);
}

TEST(PublicHeaders, ShowOnlyTheStandardLibraryAndCairn) {
    std::vector<std::string> broken;
    for (const auto& path : sources({"sdk/include", "firmware-adapters/include", "cloud-sync/include"})) {
        if (path == root / "sdk/include/cairn.h") continue;  // it is C
        for (const Include& include : includes_of(text_of(path))) {
            const bool allowed =
                include.angled ? is_standard(include.name) : include.name.starts_with("cairn/");
            if (!allowed) broken.push_back(relative_name(path) + ": shows " + include.name);
        }
    }

    EXPECT_TRUE(broken.empty()) << joined(broken);
}

TEST(PublicHeaders, SayWhatTheyAreInTheirFirstLine) {
    std::vector<std::string> silent;
    for (const auto& path : sources({"sdk", "firmware-adapters", "cloud-sync"})) {
        const std::string text = text_of(path);
        if (path.extension() == ".h" && !text.starts_with("// ") &&
            !text.starts_with("/* "))  // the latter in C
            silent.push_back(relative_name(path));
    }

    EXPECT_TRUE(silent.empty()) << joined(silent);
}

TEST(Lists, NameEverySourceFile) {
    std::string lists;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.path().filename() != "CMakeLists.txt" && entry.path().extension() != ".cmake") continue;
        if (!relative_name(entry.path()).starts_with("build/")) lists += text_of(entry.path());
    }
    std::vector<std::string> unlisted;
    for (const auto& path :
         sources({"sdk/src", "sdk/tool", "firmware-adapters", "cloud-sync", "tests", "examples"})) {
        const bool is_list_made =
            relative_name(path).starts_with("tests/package/consumer/");  // use_${component}
        if (path.extension() != ".cpp" || is_list_made) continue;
        if (lists.find(path.filename().string()) == std::string::npos)
            unlisted.push_back(relative_name(path));
    }

    EXPECT_TRUE(unlisted.empty()) << joined(unlisted);
}

// g++ 12.2 destroys such temporaries twice or too early (docs/adr/0005-coroutines.md).
TEST(Coroutines, AwaitNoLambdaWithCapturesAndNoBraces) {
    static const std::regex bad(R"(co_await[^;{]*(\[[^\]&][^\]]*\]|\(\s*\{|,\s*\{))");
    std::vector<std::string> broken;
    for (const auto& path : sources({"sdk", "firmware-adapters", "cloud-sync", "examples"})) {
        if (std::regex_search(text_of(path), bad)) broken.push_back(relative_name(path));
    }

    EXPECT_TRUE(broken.empty()) << joined(broken);
}

TEST(Sources, AreAscii) {
    std::vector<std::string> broken;
    for (const auto& path : sources({"sdk", "firmware-adapters", "cloud-sync", "examples"})) {
        const std::string text = text_of(path);
        std::size_t line = 1;
        for (const char c : text) {
            if (c == '\n') ++line;
            if (static_cast<unsigned char>(c) > 0x7E) {
                broken.push_back(relative_name(path) + ":" + std::to_string(line));
                break;
            }
        }
    }

    EXPECT_TRUE(broken.empty()) << joined(broken);
}

TEST(Sources, LeaveNothingForLater) {
    static const std::regex later(R"(\b(TODO|FIXME|XXX|HACK)\b)");
    std::vector<std::string> broken;
    for (const auto& path : sources({"sdk", "firmware-adapters", "cloud-sync", "examples"})) {
        if (std::regex_search(text_of(path), later)) broken.push_back(relative_name(path));
    }

    EXPECT_TRUE(broken.empty()) << joined(broken);
}

TEST(Documents, LinkOnlyToWhatIsThere) {
    static const std::regex link(R"(\]\(([^)#\s]+)[^)]*\))");
    std::vector<std::string> dead;
    for (const auto& path : documents()) {
        const std::string text = text_of(path);
        for (auto match = std::sregex_iterator(text.begin(), text.end(), link);
             match != std::sregex_iterator(); ++match) {
            const std::string target = (*match)[1];
            if (target.find("://") != std::string::npos) continue;
            if (!fs::exists(path.parent_path() / target)) dead.push_back(relative_name(path) + ": " + target);
        }
    }

    EXPECT_TRUE(dead.empty()) << joined(dead);
}

TEST(Limits, AreAllExplained) {
    const std::string text = text_of(root / "docs/limits.md");
    const std::string limits = text_of(root / "sdk/include/cairn/core/limits.h");
    static const std::regex pattern(R"((\w+_max) =)");
    for (auto match = std::sregex_iterator(limits.begin(), limits.end(), pattern);
         match != std::sregex_iterator(); ++match) {
        EXPECT_NE(text.find((*match)[1]), std::string::npos) << (*match)[1] << " is not in docs/limits.md";
    }
}

}  // namespace
}  // namespace cairn::test
