#include "cairn/net/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <string>

#include "cairn/core/utf8.h"

namespace cairn::net {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::warning: return spdlog::level::warn;
        case LogLevel::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

spdlog::logger& logger() {
    // Never destroyed: a thread that nobody waits for may log while the program ends.
    static spdlog::logger* const the_logger = [] {
        auto made =
            std::make_unique<spdlog::logger>("cairn", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v",
                                                                        spdlog::pattern_time_type::utc));
        made->set_level(spdlog::level::info);
        made->flush_on(spdlog::level::debug);
        return made.release();
    }();
    return *the_logger;
}

}  // namespace

void set_log_level(LogLevel level) {
    logger().set_level(level_of(level));
}

void log(LogLevel level, std::string_view part, std::string_view text) {
    if (!logger().should_log(level_of(level))) return;
    std::string line;
    line.reserve(part.size() + text.size() + 2);
    line.append(part).append(": ");
    // Texts from outside must neither forge a second line nor steer a terminal.
    while (!text.empty()) line.append(take_printable(text, " "));
    logger().log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace cairn::net
