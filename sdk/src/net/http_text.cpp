#include "net/http_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <ctime>

#include "cairn/core/hex.h"

namespace cairn::net {
namespace {

struct Reason {
    int status;
    const char* phrase;
};

/// RFC 9110 section 15, RFC 6585 for 428 to 431.
constexpr Reason reasons[] = {{200, "OK"},
                              {201, "Created"},
                              {202, "Accepted"},
                              {204, "No Content"},
                              {206, "Partial Content"},
                              {301, "Moved Permanently"},
                              {302, "Found"},
                              {303, "See Other"},
                              {304, "Not Modified"},
                              {307, "Temporary Redirect"},
                              {308, "Permanent Redirect"},
                              {400, "Bad Request"},
                              {401, "Unauthorized"},
                              {403, "Forbidden"},
                              {404, "Not Found"},
                              {405, "Method Not Allowed"},
                              {406, "Not Acceptable"},
                              {408, "Request Timeout"},
                              {409, "Conflict"},
                              {410, "Gone"},
                              {412, "Precondition Failed"},
                              {413, "Content Too Large"},
                              {415, "Unsupported Media Type"},
                              {422, "Unprocessable Content"},
                              {429, "Too Many Requests"},
                              {431, "Request Header Fields Too Large"},
                              {500, "Internal Server Error"},
                              {501, "Not Implemented"},
                              {502, "Bad Gateway"},
                              {503, "Service Unavailable"}};

const char* reason_of(int status) {
    for (const Reason& reason : reasons)
        if (reason.status == status) return reason.phrase;
    return "";
}

/// Appends `text` decoded; false for a percent sign without two digits.
bool decode_percent(std::string_view text, bool plus_is_space, std::string& out) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) return false;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return false;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return true;
}

Result<void> parse_query(std::string_view text, std::map<std::string, std::string>& out) {
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        std::string name;
        std::string value;
        if (!decode_percent(pair.substr(0, equals), true, name) ||
            !decode_percent(pair.substr(std::min(equals + 1, pair.size())), true, value))
            return fail(Errc::malformed, "the query is not percent-encoded");
        out[name] = value;
    }
    return {};
}

bool equal_without_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ");
    for (const char c : value) head += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    head += "\r\n";
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
    // The absolute form, "http://host/path", must be understood too (RFC 9112 section 3.2.2).
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equal_without_case(text.substr(0, scheme.size()), scheme)) continue;
        const std::size_t slash = text.find('/', scheme.size());
        text = slash == std::string_view::npos ? "/" : text.substr(slash);
        break;
    }
    if (!text.starts_with('/') && text != "*") return fail(Errc::malformed, "the target is no path");
    text = text.substr(0, text.find('#'));
    const std::size_t mark = std::min(text.find('?'), text.size());
    Target target;
    if (!decode_percent(text.substr(0, mark), false, target.path))
        return fail(Errc::malformed, "the path is not percent-encoded");
    CAIRN_CHECK(parse_query(text.substr(std::min(mark + 1, text.size())), target.query));
    return target;
}

bool accepts(std::string_view accept, std::string_view media_type) {
    while (!accept.empty()) {
        const std::string_view entry = accept.substr(0, accept.find(','));
        accept.remove_prefix(std::min(accept.size(), entry.size() + 1));
        if (equal_without_case(without_blanks(entry.substr(0, entry.find(';'))), media_type)) return true;
    }
    return false;
}

std::string http_date(Timestamp at) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = at.unix_ms / 1000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02d %s %d %02d:%02d:%02d GMT",
                  days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                  months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                  utc.tm_sec);
    return text.data();
}

bool has_no_body(int status) noexcept {
    return status < 200 || status == 204 || status == 304;
}

std::string response_head(const HttpResponse& response, BodyFraming framing, bool keep_alive, Timestamp now) {
    std::string head =
        "HTTP/1.1 " + std::to_string(response.status) + ' ' + reason_of(response.status) + "\r\n";
    append_field(head, "Date", http_date(now));
    if (!response.content_type.empty() && !has_no_body(response.status))
        append_field(head, "Content-Type", response.content_type);
    if (framing == BodyFraming::chunked) append_field(head, "Transfer-Encoding", "chunked");
    if (framing == BodyFraming::sized && !has_no_body(response.status))
        append_field(head, "Content-Length", std::to_string(response.body.size()));
    // HTTP/1.0 clients, which may ask for it, only believe what they are told.
    append_field(head, "Connection", keep_alive ? "keep-alive" : "close");
    for (const auto& [name, value] : response.headers) append_field(head, name, value);
    head += "\r\n";
    return head;
}

HttpResponse problem(int status, std::string_view detail) {
    HttpResponse response;
    response.status = status;
    response.content_type = "application/problem+json";
    response.body.append(R"({"type":"about:blank","title":")").append(reason_of(status));
    response.body.append(R"(","status":)").append(std::to_string(status));
    response.body.append(R"(,"detail":")").append(detail).append("\"}");
    return response;
}

std::string event_text(std::string_view id, std::string_view event, std::string_view text) {
    std::string out;
    out.reserve(id.size() + event.size() + text.size() + 32);
    const auto append_line = [&out](std::string_view name, std::string_view line) {
        out.append(name);
        for (const char c : line)
            if (c != '\r' && c != '\n') out += c;
        out += '\n';
    };
    if (!id.empty()) append_line("id: ", id);
    if (!event.empty()) append_line("event: ", event);
    for (;;) {
        const std::string_view line = text.substr(0, text.find('\n'));
        append_line("data: ", line);
        if (line.size() == text.size()) break;
        text.remove_prefix(line.size() + 1);
    }
    out += '\n';
    return out;
}

std::string chunk(std::string_view text) {
    std::array<char, 24> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", text.size());
    std::string out(size.data());
    out.append(text).append("\r\n");
    return out;
}

}  // namespace cairn::net
