#include "cairn/adapters/json_stream.h"

#include <algorithm>
#include <string_view>

#include "cairn/core/limits.h"

namespace cairn::adapters {
namespace {

// How every message of the gateway begins. It cannot stand inside a string, whose quotes are escaped.
constexpr std::string_view marker = "{\"msg_id\":";
static_assert(marker.find('{', 1) == std::string_view::npos, "a broken match starts anew at a brace only");

}  // namespace

JsonStream::JsonStream() : kept_(std::make_unique_for_overwrite<std::uint8_t[]>(limits::message_bytes_max)) {}

void JsonStream::feed(Bytes part, FunctionRef<void(Bytes)> object) {
    for (const std::uint8_t byte : part) {
        if (take(byte)) object(Bytes(kept_.get(), size_));
    }
}

// True: `byte` ends an object.
bool JsonStream::take(std::uint8_t byte) noexcept {
    const bool at_marker = completes_marker(byte);
    if (depth_ == 0 && !lost_ && byte != '{') return false;
    if (depth_ == 0 && !lost_) size_ = 0;
    if (at_marker && (lost_ || size_ + 1 != marker.size())) {
        restart_at_marker();
        return false;
    }
    if (lost_) return false;
    keep(byte);
    if (lost_) return false;
    follow(byte);
    return depth_ == 0;
}

void JsonStream::keep(std::uint8_t byte) noexcept {
    if (size_ < limits::message_bytes_max) {
        kept_[size_++] = byte;
        return;
    }
    ++torn_;
    lost_ = true;
    depth_ = 0;
}

void JsonStream::follow(std::uint8_t byte) noexcept {
    if (in_string_) {
        const bool ends = byte == '"' && !escaped_;
        escaped_ = byte == '\\' && !escaped_;
        in_string_ = !ends;
    } else if (byte == '"') {
        in_string_ = true;
    } else if (byte == '{' || byte == '[') {
        ++depth_;
    } else if (byte == '}' || byte == ']') {
        --depth_;
    }
}

bool JsonStream::completes_marker(std::uint8_t byte) noexcept {
    if (byte == static_cast<std::uint8_t>(marker[marker_chars_])) {
        ++marker_chars_;
    } else {
        marker_chars_ = byte == '{' ? 1 : 0;
    }
    if (marker_chars_ < marker.size()) return false;
    marker_chars_ = 0;
    return true;
}

void JsonStream::restart_at_marker() noexcept {
    if (!lost_) ++torn_;
    std::ranges::copy(marker, kept_.get());
    size_ = marker.size();
    depth_ = 1;
    in_string_ = false;
    escaped_ = false;
    lost_ = false;
}

}  // namespace cairn::adapters
