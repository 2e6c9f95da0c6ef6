#include "advertisement_input.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>
#include <vector>

#include "cairn/decode/ad_structures.h"
#include "net/hex_bytes.h"
#include "text.h"

namespace cairn::tool {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t structure_body_bytes_max = 254;

void note(AdvertisementInput& input, const char* where) {
    if (!input.error) input.error = Error{Errc::malformed, 0, where};
}

/// Half a byte at the end is left out, and noted.
std::string bytes_of(std::string_view digits, AdvertisementInput& input, const char* where) {
    if (auto bytes = hex_bytes(digits)) return *std::move(bytes);
    note(input, where);
    return hex_bytes(digits.substr(0, digits.size() - 1)).value_or("");
}

/// What is there and no text is noted; null stands for what is not there.
std::string_view text_member(const object& line, std::string_view name, AdvertisementInput& input) {
    const value* found = line.if_contains(name);
    if (found == nullptr || found->is_null()) return {};
    if (found->is_string()) return view(found->get_string());
    note(input, "adv_hex, mac, key, irk or name: not a text");
    return {};
}

void append_structure(std::string& payload, std::uint8_t type, std::string_view body) {
    body = body.substr(0, structure_body_bytes_max);
    payload += static_cast<char>(body.size() + 1);
    payload += static_cast<char>(type);
    payload += body;
}

/// A UUID as printed, of 2, 4 or 16 bytes, to its bytes on the air: the last one first.
std::string uuid_bytes(std::string_view text, AdvertisementInput& input) {
    std::string bytes = bytes_of(text, input, "uuid: not hexadecimal");
    std::ranges::reverse(bytes);
    return bytes;
}

/// A company as a number, or as hexadecimal text.
std::optional<std::uint16_t> company_of(const value& company) {
    if (company.is_int64()) {
        const std::int64_t given = company.get_int64();
        if (given < 0 || given > UINT16_MAX) return std::nullopt;
        return static_cast<std::uint16_t>(given);
    }
    if (!company.is_string()) return std::nullopt;
    std::string_view digits = view(company.get_string());
    if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
    std::uint16_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

struct Part {
    const value* id;
    std::string_view body;
};

std::vector<Part> parts_of(const object& line, std::string_view name, AdvertisementInput& input) {
    std::vector<Part> parts;
    const value* list = line.if_contains(name);
    if (list == nullptr || list->is_null()) return parts;
    if (!list->is_array()) return note(input, "service_data or manufacturer_data: not a list"), parts;
    for (const value& item : list->get_array()) {
        const array* pair = item.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[1].is_string()) {
            note(input, "service_data or manufacturer_data: not a pair of id and body");
            continue;
        }
        parts.push_back({&(*pair)[0], view((*pair)[1].get_string())});
    }
    return parts;
}

void append_service_data(const object& line, AdvertisementInput& input) {
    for (const auto& [id, body] : parts_of(line, "service_data", input)) {
        const std::string uuid = id->is_string() ? uuid_bytes(view(id->get_string()), input) : std::string();
        const std::string bytes = uuid + bytes_of(body, input, "service_data: not hexadecimal");
        switch (uuid.size()) {
            case 2: append_structure(input.payload, ad_type::service_data_16, bytes); break;
            case 4: append_structure(input.payload, ad_type::service_data_32, bytes); break;
            case 16: append_structure(input.payload, ad_type::service_data_128, bytes); break;
            default: note(input, "service_data: a UUID has 2, 4 or 16 bytes");
        }
    }
}

void append_manufacturer_data(const object& line, AdvertisementInput& input) {
    for (const auto& [id, body] : parts_of(line, "manufacturer_data", input)) {
        const auto company = company_of(*id);
        if (!company) {
            note(input, "manufacturer_data: a company is a 16-bit number");
            continue;
        }
        const std::string prefix{static_cast<char>(*company & 0xFF), static_cast<char>(*company >> 8)};
        append_structure(input.payload, ad_type::manufacturer_data,
                         prefix + bytes_of(body, input, "manufacturer_data: not hexadecimal"));
    }
}

bool has_structure(std::string_view payload, std::initializer_list<std::uint8_t> types) {
    AdWalker walker(as_bytes(payload));
    while (const auto structure = walker.next()) {
        if (std::ranges::find(types, structure->type) != types.end()) return true;
    }
    return false;
}

/// Whether another structure can be seen behind the payload: a torn one or padding would swallow it.
bool can_grow(std::string_view payload) {
    AdWalker walker(as_bytes(payload));
    std::size_t walked = 0;
    while (const auto structure = walker.next()) walked += 2 + structure->value.size();
    return walked == payload.size();
}

void append_uuids(const object& line, AdvertisementInput& input) {
    const value* list = line.if_contains("uuids");
    if (list == nullptr || !list->is_array()) return;
    for (const value& item : list->get_array()) {
        if (!item.is_string()) continue;
        const std::string uuid = uuid_bytes(view(item.get_string()), input);
        if (uuid.size() == 2) append_structure(input.payload, ad_type::services_16, uuid);
        if (uuid.size() == 4) append_structure(input.payload, ad_type::services_32, uuid);
        if (uuid.size() == 16) append_structure(input.payload, ad_type::services_128, uuid);
    }
}

}  // namespace

bool is_advertisement_input(const object& line) {
    return line.contains("adv_hex") || line.contains("service_data") || line.contains("manufacturer_data") ||
           line.contains("irk");
}

AdvertisementInput read_advertisement_input(const object& line) {
    AdvertisementInput input;
    input.key = text_member(line, "key", input);
    input.irk = text_member(line, "irk", input);
    if (const std::string_view mac = text_member(line, "mac", input); !mac.empty()) {
        const auto address = MacAddress::parse(mac);
        if (address) input.address = *address;
        if (!address) note(input, "mac: not an address of 12 hexadecimal digits");
    }
    if (line.contains("adv_hex")) {
        input.payload = bytes_of(text_member(line, "adv_hex", input), input, "adv_hex: not hexadecimal");
    } else {
        append_service_data(line, input);
        append_manufacturer_data(line, input);
    }
    if (!can_grow(input.payload)) return input;
    if (!has_structure(input.payload,
                       {ad_type::services_16, ad_type::services_16_some, ad_type::services_32,
                        ad_type::services_32_some, ad_type::services_128, ad_type::services_128_some})) {
        append_uuids(line, input);
    }
    const std::string_view name = text_member(line, "name", input);
    if (!name.empty() && !has_structure(input.payload, {ad_type::name_complete, ad_type::name_short}))
        append_structure(input.payload, ad_type::name_complete, name);
    return input;
}

}  // namespace cairn::tool
