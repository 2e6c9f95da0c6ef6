#include "cairn/net/key_file.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "cairn/core/time_text.h"
#include "cairn/net/config_file.h"
#include "cairn/net/private_file.h"

namespace cairn::net {
namespace {

constexpr std::string_view a_key = "a key of 16 bytes: 32 hexadecimal digits, or base64";

using ParseKey = Result<AesKey> (*)(std::string_view) noexcept;

std::optional<AesKey> read_key(ConfigTable& table, std::string_view name, ParseKey parse,
                               std::string_view expected) {
    const auto key = parse(table.text(name, ""));
    if (key) return *key;
    table.reject(name, expected);
    return std::nullopt;
}

MacAddress read_address(ConfigTable& table, std::set<MacAddress>& used) {
    const auto address = MacAddress::parse(table.text("address", ""));
    if (!address) {
        table.reject("address", "an address such as \"A4:C1:38:8D:18:B2\"");
        return {};
    }
    if (!used.insert(*address).second) table.reject("address", "an address that no device before it has");
    return *address;
}

std::optional<IdentityResolvingKey> read_irk(ConfigTable& table) {
    const auto key = read_key(table, "irk", parse_key, a_key);
    const std::string order = table.text("irk_order", "either");
    constexpr std::pair<std::string_view, IrkOrder> orders[] = {
        {"either", IrkOrder::either}, {"printed", IrkOrder::printed}, {"reversed", IrkOrder::reversed}};
    const auto* const found = std::ranges::find(orders, order, &std::pair<std::string_view, IrkOrder>::first);
    if (found == std::end(orders)) {
        table.reject("irk_order", R"("printed", "reversed" or "either")");
        return std::nullopt;
    }
    if (!key) return std::nullopt;
    return IdentityResolvingKey{*key, found->second};
}

std::optional<EddystoneIdentity> read_eddystone(ConfigTable& table) {
    const auto key = read_key(table, "eid.key", parse_key, a_key);
    for (const std::string_view name : {"eid.exponent", "eid.clock", "eid.clock_at"}) {
        if (!table.has(name)) table.reject(name, "what the beacon was registered with");
    }
    const auto exponent = table.integer("eid.exponent", 0, 0, EddystoneIdentity::rotation_exponent_max);
    const auto clock = table.integer("eid.clock", 0, 0, UINT32_MAX);
    const auto at = parse_time(table.text("eid.clock_at", "1970-01-01T00:00:00Z"));
    if (!at) table.reject("eid.clock_at", "a time such as \"2026-01-31T12:00:00Z\"");
    if (!key || !at) return std::nullopt;
    return EddystoneIdentity{*key, static_cast<std::uint8_t>(exponent), *at + Millis{-1000 * clock}};
}

DeviceKeys read_device(ConfigTable& table, std::set<MacAddress>& used) {
    DeviceKeys device;
    device.address = read_address(table, used);
    if (table.has("bindkey")) {
        device.bind_key =
            read_key(table, "bindkey", parse_bind_key,
                     "a key of 16 bytes: 32 hexadecimal digits (24 before MiBeacon 4), or base64");
    }
    if (table.has("irk")) {
        device.irk = read_irk(table);
    } else if (table.has("irk_order")) {
        table.reject("irk_order", "an irk beside it");
    }
    if (table.has("eid")) device.eddystone = read_eddystone(table);
    if (!table.has("bindkey") && !table.has("irk") && !table.has("eid"))
        table.reject("bindkey", "a bindkey, an irk or an eid table");
    return device;
}

std::optional<KeyRing> read(ConfigFile& file, std::vector<std::string>& errors) {
    std::vector<DeviceKeys> devices;
    std::set<MacAddress> used;
    file.root().tables("device", [&](ConfigTable& table) { devices.push_back(read_device(table, used)); });
    if (devices.size() > key_file_devices_max)
        file.root().reject("device", "at most " + std::to_string(key_file_devices_max) + " devices");
    const auto found = file.errors();
    errors.insert(errors.end(), found.begin(), found.end());
    if (!found.empty()) return std::nullopt;
    auto ring = KeyRing::create(devices.size());
    if (!ring) return std::nullopt;
    for (const DeviceKeys& device : devices) {
        if (!ring->add(device)) return std::nullopt;
    }
    return std::move(*ring);
}

}  // namespace

std::optional<KeyRing> read_key_file(const std::string& path, std::vector<std::string>& errors) {
    if (!is_private_file(path, errors)) return std::nullopt;
    ConfigFile file = ConfigFile::open(path);
    return read(file, errors);
}

std::optional<KeyRing> parse_key_file(std::string_view text, std::string_view name,
                                      std::vector<std::string>& errors) {
    ConfigFile file = ConfigFile::parse(text, name);
    return read(file, errors);
}

}  // namespace cairn::net
