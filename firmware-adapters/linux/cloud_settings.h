// Settings that the cloud decides: a file beside the buffer, laid over edge.toml.
#pragma once

#include <string>
#include <string_view>

#include "cairn/core/result.h"

namespace cairn::edge {

/// Whether the cloud may decide the setting `key`, such as "log.level". None of them can cut the edge off
/// from the cloud, lead records elsewhere, open a port, name a file or a key, take more of the disk or the
/// memory, or make it keep what it was told to leave out.
bool is_decided_by_cloud(std::string_view key) noexcept;

/// Where they are kept.
std::string cloud_settings_path(const std::string& buffer_path);

/// Empty: there are none. io: cannot be read.
Result<std::string> read_cloud_settings(const std::string& path);
/// In one step, and durable; the mode of the file stays as it is. io.
Result<void> write_cloud_settings(const std::string& path, const std::string& toml);

}  // namespace cairn::edge
