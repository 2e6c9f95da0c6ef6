#include "dialect/json_reader.h"

#include <algorithm>
#include <cstring>

#include "cairn/core/assert.h"
#include "cairn/core/limits.h"
#include "dialect/json_repair.h"

namespace cairn::adapters {
namespace {

// Some gateways send the string's final zero along.
Bytes without_padding(Bytes text) noexcept {
    while (!text.empty() && text.back() == 0) text = text.first(text.size() - 1);
    return text;
}

// Errors that stand inside strings.
bool repairable(simdjson::error_code error) noexcept {
    return error == simdjson::UTF8_ERROR || error == simdjson::STRING_ERROR ||
           error == simdjson::UNESCAPED_CHARS;
}

}  // namespace

bool begins_json(Bytes text) noexcept {
    const std::string_view view = as_text(text);
    const std::size_t at = view.find_first_not_of(" \t\r\n");
    return at != std::string_view::npos && (view[at] == '{' || view[at] == '[');
}

JsonReader::JsonReader()
    : parser_(limits::message_bytes_max),
      text_(std::make_unique_for_overwrite<char[]>(limits::message_bytes_max + simdjson::SIMDJSON_PADDING)) {
    CAIRN_ASSERT(parser_.allocate(limits::message_bytes_max, limits::json_depth_max) == simdjson::SUCCESS);
    CAIRN_ASSERT(parser_.doc.allocate(limits::message_bytes_max) == simdjson::SUCCESS);
}

Result<JsonValue> JsonReader::parse(Bytes text) noexcept {
    const bool same = text.data() == source_.data() && text.size() == source_.size();
    if (!parsed_ || !same) {
        parsed_ = parse_anew(text);
        source_ = text;
    }
    return *parsed_;
}

Result<JsonObject> JsonReader::parse_object(Bytes text, const char* where) noexcept {
    CAIRN_TRY(const JsonValue document, parse(text));
    const auto object = object_of(document);
    if (!object) return fail(Errc::malformed, where);
    return *object;
}

Result<JsonArray> JsonReader::parse_list(Bytes text, const char* where) noexcept {
    CAIRN_TRY(const JsonValue document, parse(text));
    const auto list = array_of(document);
    if (!list) return fail(Errc::malformed, where);
    return *list;
}

Result<JsonValue> JsonReader::parse_anew(Bytes text) noexcept {
    const Bytes content = without_padding(text);
    if (content.size() > limits::message_bytes_max || !begins_json(content)) {
        return fail(Errc::malformed, "json: not a document");
    }
    std::memcpy(text_.get(), content.data(), content.size());
    std::memset(text_.get() + content.size(), 0, simdjson::SIMDJSON_PADDING);
    JsonValue document;
    auto error = parser_.parse(text_.get(), content.size(), false).get(document);
    if (repairable(error)) {
        repair_json({text_.get(), content.size()});
        error = parser_.parse(text_.get(), content.size(), false).get(document);
    }
    if (error != simdjson::SUCCESS) return fail(Errc::malformed, "json: not a document");
    return document;
}

}  // namespace cairn::adapters
