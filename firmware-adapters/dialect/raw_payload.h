// The AD structures of one hearing: advertisement and scan response, put together as one list.
#pragma once

#include <array>
#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/core/limits.h"

namespace cairn::adapters {

/// The length of the leading whole structures: Bluetooth Core 5.4 Vol 3 Part C 11, "early termination".
std::size_t whole_structures_bytes(Bytes payload) noexcept;

/// A value of limits::advertisement_bytes_max bytes that gateways' parts are appended to.
class RawPayload {
public:
    /// What stands here already is first cut behind its last whole structure: zero padding or a torn
    /// structure would otherwise swallow the scan response that follows.
    /// full: longer than limits::advertisement_bytes_max; nothing was appended.
    Result<void> append(Bytes part) noexcept;
    /// The same, from hexadecimal text. malformed: odd number of digits, or not hexadecimal.
    Result<void> append_hex(std::string_view digits) noexcept;
    /// One structure of `type`, Core Specification Supplement Part A: `lead` and `content` behind each other.
    /// full: more than one structure holds.
    Result<void> append_structure(std::uint8_t type, Bytes lead, Bytes content) noexcept;

    Bytes view() const noexcept { return Bytes(bytes_).first(size_); }
    bool empty() const noexcept { return size_ == 0; }

private:
    std::array<std::uint8_t, limits::advertisement_bytes_max> bytes_;  // the first size_ bytes count
    std::size_t size_ = 0;
};

}  // namespace cairn::adapters
