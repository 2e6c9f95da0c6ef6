// Takes "name=value" settings one by one, each with a type; the first that is wrong is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/adapters/command_words.h"
#include "cairn/core/time.h"

namespace cairn::adapters {

class SettingsReader {
public:
    explicit SettingsReader(std::span<const std::string> settings);

    /// Leaves `out` as it is where the setting was not given.
    void text(std::string_view name, std::string& out);
    void flag(std::string_view name, bool& out);  // "yes" or "no"
    void flag(std::string_view name, std::optional<bool>& out);
    void number(std::string_view name, std::uint32_t& out);
    void number(std::string_view name, std::optional<std::uint32_t>& out);
    void number(std::string_view name, std::int32_t& out);
    void duration(std::string_view name, Millis& out);  // "500ms", "30s", "5min", "2h"
    void time(std::string_view name, Timestamp& out);   // RFC 3339
    void list(std::string_view name, std::vector<std::string>& out);  // values joined by commas
    template <typename Enum>
    void word(std::string_view name, Enum& out) {
        const auto given = take(name);
        if (!given) return;
        if (const auto value = parse_word<Enum>(*given)) {
            out = *value;
        } else {
            complain(name, *given, choices(Words<Enum>::list));
        }
    }

    /// The next value of a setting that may be given several times.
    std::optional<std::string> take(std::string_view name);
    void require(std::string_view name, bool is_given);
    void complain(std::string_view name, std::string_view found, const std::string& expected);

    /// Empty: all was taken and right.
    std::string complaint() const;

private:
    static std::string choices(std::span<const std::string_view> words);

    struct Given {
        std::string name;
        std::string value;
        bool is_taken = false;
    };
    std::vector<Given> given_;
    std::string complaint_;
};

}  // namespace cairn::adapters
