#include "dialect/json_reader.h"

#include <array>
#include <boost/json/parser.hpp>
#include <new>

#include "cairn/core/limits.h"

namespace cairn::adapters {
namespace {

// A scan list of limits::message_bytes_max needs about four times its size as values, and twice that
// while it grows. The pages are touched only by messages that need them.
constexpr std::size_t memory_bytes = 12 * limits::message_bytes_max;

// Some gateways send the string's final zero along.
std::string_view without_padding(Bytes text) noexcept {
    std::string_view view = as_text(text);
    while (view.ends_with('\0')) view.remove_suffix(1);
    return view;
}

}  // namespace

JsonReader::JsonReader() : memory_(std::make_unique_for_overwrite<unsigned char[]>(memory_bytes)) {}

Result<const boost::json::value*> JsonReader::parse(Bytes text) {
    document_.reset();
    resource_.emplace(memory_.get(), memory_bytes);
    boost::json::parse_options options;
    options.max_depth = limits::json_depth_max;
    options.allow_invalid_utf8 = true;
    std::array<unsigned char, 4096> stack;  // NOLINT(cppcoreguidelines-pro-type-member-init): scratch
    try {
        boost::json::parser parser(&*resource_, options, stack.data(), stack.size());
        parser.reset(&*resource_);
        boost::system::error_code broken;
        const std::string_view view = without_padding(text);
        parser.write(view.data(), view.size(), broken);
        if (broken) return fail(Errc::malformed, "json: not a document");
        document_.emplace(parser.release());
    } catch (const std::bad_alloc&) {
        return fail(Errc::full, "json: too many values");
    }
    return &*document_;
}

}  // namespace cairn::adapters
