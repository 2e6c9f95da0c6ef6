// What the parts of the reading of cairn-edge's configuration have in common.
#pragma once

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "cairn/net/certificate.h"
#include "cairn/net/config_file.h"
#include "linux/edge_config.h"

namespace cairn::edge {

inline constexpr Millis hour{3'600'000};
inline constexpr Millis day{24 * hour};

/// What every part of the reading needs.
struct Reader {
    net::ConfigTable& root;
    std::filesystem::path folder;  // of the configuration file
    std::vector<std::string>& errors;

    /// A path as the file gives it, seen from the folder of the file; empty stays empty.
    std::string path(std::string_view key, const std::string& otherwise = "") const {
        const std::string given = root.text(key, otherwise);
        return given.empty() ? given : (folder / given).lexically_normal().string();
    }

    /// A file that is there.
    std::string file(std::string_view key) const {
        std::string found = path(key);
        std::error_code ignored;
        if (found.empty() || std::filesystem::is_regular_file(found, ignored)) return found;
        root.reject(key, "a file that is there");
        return "";
    }

    /// A file that is there, with a certificate in it.
    std::string authority_file(std::string_view key) const {
        std::string found = file(key);
        std::ifstream pem(found);
        const std::string text{std::istreambuf_iterator<char>(pem), std::istreambuf_iterator<char>()};
        if (!found.empty() && !net::holds_certificate(text))
            root.reject(key, "a file with the certificate of an authority, in PEM");
        return found;
    }

    /// One of a few words.
    template <typename T, std::size_t count>
    T choice(std::string_view key, T otherwise,
             const std::array<std::pair<std::string_view, T>, count>& choices) const {
        if (!root.has(key)) return otherwise;
        const std::string given = root.text(key, "");
        std::string expected;
        for (const auto& [word, value] : choices) {
            if (given == word) return value;
            expected += (expected.empty() ? "\"" : " or \"") + std::string(word) + '"';
        }
        root.reject(key, expected);
        return otherwise;
    }
};

/// [mqtt], [spool], [http] and [udp]: where messages come from.
void read_sources(const Reader& reader, EdgeConfig& config);

}  // namespace cairn::edge
