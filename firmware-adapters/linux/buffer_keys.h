// Where the keys come from that encrypt the buffer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/ports/storage_cipher.h"

namespace cairn::edge {

/// Where [buffer] says that they are; empty: not there.
struct KeyPlaces {
    std::string file;
    std::string credential;
    std::string device_secret_file;
};

/// The keys of the one place that is named; none when none is. Several are an error.
std::vector<StorageKey> find_storage_keys(const KeyPlaces& places, std::vector<std::string>& errors);

/// Keys out of a file of mode 0600 or less with a secret a line, 64 hexadecimal digits; the first encrypts.
/// Says what is wrong in `errors`, a line each, and never a secret.
std::vector<StorageKey> read_storage_keys(const std::string& path, std::vector<std::string>& errors);

/// The same out of a credential that systemd has loaded for this service: LoadCredential=,
/// $CREDENTIALS_DIRECTORY.
std::vector<StorageKey> read_credential_keys(std::string_view name, std::vector<std::string>& errors);

/// One key out of whatever stands in `path`, such as a serial number in the board's fuses, and the machine's
/// id. It keeps those out who have the card and not the board; it keeps nobody out who can read both.
std::vector<StorageKey> derive_device_key(const std::string& path, std::vector<std::string>& errors,
                                          const std::string& machine_id_path = "/etc/machine-id");

}  // namespace cairn::edge
