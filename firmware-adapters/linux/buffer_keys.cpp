#include "linux/buffer_keys.h"

#include <cstdlib>
#include <fstream>
#include <optional>

#include "cairn/core/secret.h"
#include "cairn/crypto/storage_keys.h"
#include "cairn/net/secret_file.h"

namespace cairn::edge {
namespace {

/// A shorter secret of a device can be guessed one by one.
constexpr std::size_t device_secret_bytes_min = 8;
constexpr std::size_t device_secret_bytes_max = 4096;

std::optional<std::string> read_up_to(const std::string& path, std::size_t bytes_max) {
    std::ifstream file(path, std::ios::binary);
    std::string text(bytes_max, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad() || !file.is_open()) return std::nullopt;
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

}  // namespace

std::vector<StorageKey> find_storage_keys(const KeyPlaces& places, std::vector<std::string>& errors) {
    const int named =
        int{!places.file.empty()} + int{!places.credential.empty()} + int{!places.device_secret_file.empty()};
    if (named > 1) {
        errors.emplace_back("[buffer]: expected one of key_file, key_credential and device_secret_file");
        return {};
    }
    if (!places.file.empty()) return read_storage_keys(places.file, errors);
    if (!places.credential.empty()) return read_credential_keys(places.credential, errors);
    if (!places.device_secret_file.empty()) return derive_device_key(places.device_secret_file, errors);
    return {};
}

std::vector<StorageKey> read_storage_keys(const std::string& path, std::vector<std::string>& errors) {
    std::vector<StorageKey> keys;
    for (net::Secret secret : net::read_secret_file(path, errors)) {
        keys.push_back(crypto::storage_key(secret, {}));
        wipe(secret);
    }
    return keys;
}

std::vector<StorageKey> read_credential_keys(std::string_view name, std::vector<std::string>& errors) {
    const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr) {
        errors.push_back("credential " + std::string(name) +
                         ": systemd has loaded none for this service; add LoadCredential= to its unit");
        return {};
    }
    return read_storage_keys(std::string(folder) + "/" + std::string(name), errors);
}

std::vector<StorageKey> derive_device_key(const std::string& path, std::vector<std::string>& errors,
                                          const std::string& machine_id_path) {
    auto secret = read_up_to(path, device_secret_bytes_max);
    const auto machine_id = read_up_to(machine_id_path, device_secret_bytes_max);
    if (!secret || secret->size() < device_secret_bytes_min) {
        errors.push_back(path + ": expected the secret of a device, " +
                         std::to_string(device_secret_bytes_min) + " bytes or more");
        return {};
    }
    if (!machine_id || machine_id->empty()) {
        errors.push_back(machine_id_path + ": cannot be read, and a key is to be derived with it");
        return {};
    }
    const StorageKey key = crypto::storage_key(as_bytes(*secret), as_bytes(*machine_id));
    wipe({reinterpret_cast<std::uint8_t*>(secret->data()), secret->size()});
    return {key};
}

}  // namespace cairn::edge
