// Lines about a state that may flap: each change once, and the state in which it comes to rest.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "cairn/core/time.h"

namespace cairn::edge {

/// Give it the state's line at every step; it answers whether to log it now.
class ChangeLog {
public:
    /// A line that is new is told at once. One that was told within the last minute is told only when it
    /// has held for a minute, so a state that flaps gives a few lines a minute.
    bool should_tell(const std::string& line, Instant now) {
        if (line != current_) {
            current_ = line;
            since_ = now;
        }
        if (line == told_last_) return false;
        std::erase_if(told_, [&](const auto& one) { return now - one.second >= quiet; });
        const bool is_steady = now - since_ >= quiet;
        if (told_.contains(line) && !is_steady) return false;
        told_[line] = now;
        told_last_ = line;
        return true;
    }

private:
    static constexpr Millis quiet{60'000};

    std::string current_;
    Instant since_;
    std::string told_last_;
    std::map<std::string, Instant> told_;
};

}  // namespace cairn::edge
