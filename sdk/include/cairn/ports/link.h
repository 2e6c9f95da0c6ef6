// The connection to the cloud that an embedder supplies: whole messages, and never a wait.
#pragma once

#include <cstddef>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"

namespace cairn {

/// One connection at a time, to one peer whose identity the implementation has checked. Every call
/// returns at once. Messages arrive whole, in order, each once, or the link closes.
class Link {
public:
    virtual ~Link() = default;
    /// Asks for a connection; call again until it succeeds.
    /// would_block: on the way. denied: the peer's certificate or name is refused. closed, io: it failed.
    virtual Result<void> connect() = 0;
    /// Takes a message of at most limits::link_message_bytes_max bytes; keeps its own copy.
    /// would_block: nothing was taken. closed: connect again.
    virtual Result<void> send(Bytes message) = 0;
    /// Writes the next message to the front of `message` and answers its size.
    /// would_block: none is there. full: it does not fit; the link should be disconnected. closed.
    virtual Result<std::size_t> receive(MutableBytes message) = 0;
    /// Drops the connection and whatever was on its way. Harmless when there is none.
    virtual void disconnect() = 0;
};

}  // namespace cairn
