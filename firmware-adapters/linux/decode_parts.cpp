#include "linux/decode_parts.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "cairn/net/key_file.h"

namespace cairn::edge {
namespace {

/// A device counts for each of its formats, and one more has room.
std::size_t rows_for(const KeyRing& keys) {
    return 4 * std::max<std::size_t>(keys.devices().size(), 16);
}

}  // namespace

DecodeParts::DecodeParts(const std::string& key_file, const std::vector<std::string>& format_files,
                         std::vector<std::string>& errors) {
    for (const std::string& path : format_files) definitions_.read(path, errors);
    if (key_file.empty()) return;
    keys_ = net::read_key_file(key_file, errors);
    if (!keys_) return;
    auto guard = ReplayGuard::create({.rows_max = rows_for(*keys_)});
    auto identities = crypto::RingIdentities::create(*keys_);
    if (!guard || !identities) {
        errors.push_back(key_file + ": more devices than can be kept");
        return;
    }
    replay_guard_ = std::move(*guard);
    identities_ = std::move(*identities);
}

void DecodeParts::lend_to(EdgeOptions& options) noexcept {
    options.decoder.definitions = definitions_.table();
    if (!keys_) return;
    options.decoder.keys = &*keys_;
    options.decoder.cipher = &cipher_;
    options.decoder.replay_guard = replay_guard_ ? &*replay_guard_ : nullptr;
    options.identities = identities_ ? &*identities_ : nullptr;
}

Result<void> DecodeParts::load_counters(const std::string& path) {
    if (!replay_guard_) return {};
    std::ifstream file(path, std::ios::binary);
    if (!file) return {};  // the first start
    const std::string saved{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return replay_guard_->load(as_bytes(saved));
}

Result<void> DecodeParts::save_counters(const std::string& path) const {
    if (!replay_guard_) return {};
    std::string bytes(replay_guard_->saved_bytes(), '\0');
    CAIRN_TRY(const std::size_t size,
              replay_guard_->save({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()}));
    const std::string fresh = path + ".new";
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(size));
    file.close();
    if (!file) return fail(Errc::io, "counters: cannot be written", errno);
    std::error_code failed;
    std::filesystem::rename(fresh, path, failed);
    if (failed) return fail(Errc::io, "counters: cannot be written", failed.value());
    return {};
}

}  // namespace cairn::edge
