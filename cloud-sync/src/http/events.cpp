#include "http/events.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <map>
#include <utility>
#include <variant>

#include "http/json.h"
#include "json/json_text.h"

namespace cairn::cloud {
namespace {

// A page, and the event that it ends with, stay under what an EventStream holds back for its reader.
constexpr std::size_t page_records = 200;
constexpr std::size_t page_bytes_max = std::size_t{128} * 1024;

bool is_wanted(const std::vector<std::string>& types, std::string_view type) {
    return types.empty() || std::ranges::find(types, type) != types.end();
}

std::string event_text(const StoredRecord& stored) {
    auto fields = to_json(stored);
    const auto* message = std::get_if<RawMessage>(&stored.record);
    if (message != nullptr && message->payload.size() > stream_payload_bytes_max) {
        fields["payloadBase64"] = nullptr;
    }
    return json_text(fields);
}

}  // namespace

Events::Filter Events::filter_of(const net::HttpRequest& request,
                                 std::vector<ParameterDefect>& defects) const {
    Parameters parameters(request.query, {"types", "tag", "after"});
    Filter filter;
    filter.types = parameters.record_types();
    filter.tag = parameters.tag();
    filter.cursor = parameters.number("after", store_.last_offset());
    // A browser that reconnects repeats the address it was given, `after` included.
    const auto header = request.headers.find("last-event-id");
    if (header != request.headers.end()) {
        filter.cursor = parameters.number("Last-Event-ID", header->second, filter.cursor);
    }
    filter.cursor = std::min(filter.cursor, store_.last_offset());
    defects = parameters.defects();
    return filter;
}

std::optional<net::HttpResponse> Events::refuse(const net::HttpRequest& request) const {
    std::vector<ParameterDefect> defects;
    filter_of(request, defects);
    if (!defects.empty()) return parameter_problem(defects);
    if (readers_.size() < streams_max) return std::nullopt;
    auto response = problem(503, "too-many-streams", "Too many event streams",
                            "At most " + std::to_string(streams_max) + " can be open. Try again later.");
    response.headers["Retry-After"] = "10";
    return response;
}

void Events::open(const net::HttpRequest& request, std::shared_ptr<net::EventStream> stream) {
    std::vector<ParameterDefect> defects;
    readers_.push_back({filter_of(request, defects), std::move(stream)});
    counters_.streams_open = readers_.size();
}

void Events::forget_gone() {
    std::erase_if(readers_, [](const Reader& reader) { return !reader.stream->is_open(); });
    counters_.streams_open = readers_.size();
}

bool Events::deliver_page(const Group& group, Offset end) const {
    Offset cursor = group.front()->filter.cursor;
    std::size_t count = 0;
    std::size_t size_bytes = 0;
    const auto sink = [&](const StoredRecord& stored) {
        ++count;
        if (size_bytes > page_bytes_max) return;
        cursor = stored.offset;
        const std::string_view type = type_of(stored.record);
        std::string event;
        for (const Reader* reader : group) {
            if (!is_wanted(reader->filter.types, type) || !reader->stream->is_open()) continue;
            if (event.empty()) event = event_text(stored);
            reader->stream->send(std::to_string(stored.offset), type, event);
        }
        size_bytes += event.size();
    };
    // Should the store fail, the cursor stands where it was, and the next step asks again.
    const auto read = store_.records(cursor, page_records, group.front()->filter.tag, sink);
    if (read && count < page_records && size_bytes <= page_bytes_max) cursor = end;
    for (Reader* reader : group) reader->filter.cursor = cursor;
    return read && cursor < end;
}

bool Events::step() {
    forget_gone();
    const Offset end = store_.last_offset();
    std::map<std::pair<Offset, TagId>, Group> groups;
    for (Reader& reader : readers_) {
        if (reader.filter.cursor < end) groups[{reader.filter.cursor, reader.filter.tag}].push_back(&reader);
    }
    bool behind = false;
    for (const auto& [key, group] : groups) behind |= deliver_page(group, end);
    forget_gone();
    return behind;
}

}  // namespace cairn::cloud
