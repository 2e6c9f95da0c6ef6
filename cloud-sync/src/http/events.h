// The live feed: stored records as server-sent events, to each reader from its own cursor on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cairn/cloud/store.h"
#include "cairn/net/http_server.h"
#include "http/counters.h"
#include "http/parameters.h"

namespace cairn::cloud {

inline constexpr std::size_t streams_max = 500;
/// A raw message with a longer payload comes with a null in its place: a stream is dropped that is
/// 1 MiB behind. GET /v1/records has it whole.
inline constexpr std::size_t stream_payload_bytes_max = std::size_t{256} * 1024;

/// Nothing is buffered here: what a reader has not got yet is read from the store, a page at a time.
class Events {
public:
    /// Both outlive it.
    Events(const Store& store, Counters& counters) : store_(store), counters_(counters) {}

    /// Why this request cannot become a stream; nullopt: it can.
    std::optional<net::HttpResponse> refuse(const net::HttpRequest& request) const;
    /// Takes a reader whose request was not refused. Without Last-Event-ID and `after` it starts at
    /// what is stored next; a cursor behind the end, as of another store, does too.
    void open(const net::HttpRequest& request, std::shared_ptr<net::EventStream> stream);

    /// Gives every reader that is behind a page; forgets those that are gone. Call it when records
    /// were stored or a stream was opened, and again soon while it answers true: someone is still behind.
    bool step();

private:
    struct Filter {
        Offset cursor = 0;  // the last record that was considered
        TagId tag;  // empty: all
        std::vector<std::string> types;  // empty: all
    };
    struct Reader {
        Filter filter;
        std::shared_ptr<net::EventStream> stream;
    };
    // Readers at one cursor share a page.
    using Group = std::vector<Reader*>;

    Filter filter_of(const net::HttpRequest& request, std::vector<ParameterDefect>& defects) const;
    void forget_gone();
    bool deliver_page(const Group& group, Offset end) const;

    const Store& store_;
    Counters& counters_;
    std::vector<Reader> readers_;
};

}  // namespace cairn::cloud
