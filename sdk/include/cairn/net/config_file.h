// TOML configuration with errors that say file, line, key and what was expected.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cairn/core/function_ref.h"
#include "cairn/core/time.h"
#include "cairn/net/endpoint.h"

namespace cairn::net {

/// One table of a TOML document. Every getter takes the dotted key from this table and a default; a
/// value of the wrong type or out of range is reported and the default answered. Whatever was never
/// asked for is an unknown key. A ConfigTable lives as long as its ConfigFile.
class ConfigTable {
public:
    bool has(std::string_view key) const;
    std::string text(std::string_view key, std::string_view otherwise);
    std::int64_t integer(std::string_view key, std::int64_t otherwise, std::int64_t min, std::int64_t max);
    double number(std::string_view key, double otherwise, double min, double max);
    bool boolean(std::string_view key, bool otherwise);
    /// Seconds in the file, whole or fractional.
    Millis duration(std::string_view key, Millis otherwise, Millis min, Millis max);
    /// "host:port".
    Endpoint endpoint(std::string_view key, const Endpoint& otherwise);
    std::vector<std::string> texts(std::string_view key, std::vector<std::string> otherwise);
    /// Calls `each` for every table of an array of tables; none when the key is absent.
    void tables(std::string_view key, const std::function<void(ConfigTable&)>& each);
    /// [x, y].
    std::pair<double, double> pair(std::string_view key, std::pair<double, double> otherwise);
    /// An array of [x, y] pairs.
    std::vector<std::pair<double, double>> pairs(std::string_view key);
    /// Reports a defect of `key` at its place in the file; `expected` completes "expected ...".
    void reject(std::string_view key, std::string_view expected);

    struct Impl;
    explicit ConfigTable(std::shared_ptr<Impl> impl) noexcept;

private:
    std::shared_ptr<Impl> impl_;
};

class ConfigFile {
public:
    /// Reads and parses; what is wrong is in errors().
    static ConfigFile open(const std::string& path);
    /// The same from text; `name` stands for the path in errors.
    static ConfigFile parse(std::string_view text, std::string_view name);
    /// Puts what `above` says in the place of what this file says, key by key; an array as a whole. A key
    /// that `decides` says no to is a defect, and stays as it is. To be called before the first getter;
    /// `above` is of no more use, and its defects are among those of this file, with its name.
    void lay_over(ConfigFile above, FunctionRef<bool(std::string_view key)> decides);
    /// What was laid over, a line each: "cloud.toml:3: log.level, instead of edge.toml:12".
    const std::vector<std::string>& laid_over() const;
    /// The top table.
    ConfigTable& root();
    /// One line each, in order of place: "edge.toml:12: sync.cloud: expected host:port, found 17". Call after
    /// the last getter: unknown keys count as errors too.
    std::vector<std::string> errors();

private:
    struct Impl;
    explicit ConfigFile(std::shared_ptr<Impl> impl) noexcept;
    std::shared_ptr<Impl> impl_;
};

}  // namespace cairn::net
