// The live page, as it was at build time.
#pragma once

#include <span>
#include <string_view>

namespace cairn::cloud {

struct WebFile {
    std::string_view path;  // "/app.js"; "/" is the page
    std::string_view content_type;
    std::string_view text;
};

/// All of cloud-sync/web. Static.
std::span<const WebFile> web_files() noexcept;

}  // namespace cairn::cloud
