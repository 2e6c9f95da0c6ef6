// JSON objects that follow each other without a separator, as Moko's MKGW7 writes them to its serial port.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "cairn/core/bytes.h"
#include "cairn/core/function_ref.h"

namespace cairn::adapters {

/// Finds the objects again, however the bytes were cut: the objects depend on the bytes only. Takes
/// limits::message_bytes_max bytes once. Not thread-safe.
///
/// Between objects everything up to the next "{" is left out. Where {"msg_id": begins inside an object, bytes
/// were lost: the object before it is given up. One that grows too long is given up too, and everything up to
/// the next {"msg_id":.
class JsonStream {
public:
    JsonStream();

    /// Hands over each object that `part` completes; the view lives for the call. Whether it is well-formed
    /// JSON is the dialect's business.
    void feed(Bytes part, FunctionRef<void(Bytes)> object);

    /// Objects that were given up.
    std::uint64_t torn() const noexcept { return torn_; }

private:
    bool take(std::uint8_t byte) noexcept;
    void keep(std::uint8_t byte) noexcept;
    void follow(std::uint8_t byte) noexcept;
    bool completes_marker(std::uint8_t byte) noexcept;
    void restart_at_marker() noexcept;

    std::unique_ptr<std::uint8_t[]> kept_;
    std::size_t size_ = 0;
    std::size_t depth_ = 0;  // of braces and brackets; 0: between objects
    std::size_t marker_chars_ = 0;  // how much of {"msg_id": stands at the end of what came
    bool in_string_ = false;
    bool escaped_ = false;
    bool lost_ = false;  // after an object that was too long
    std::uint64_t torn_ = 0;
};

}  // namespace cairn::adapters
