#include "store/credentials.h"

#include <mbedtls/sha256.h>

extern "C" {  // mbedTLS 2.28 forgets to say so in this one header
#include <mbedtls/constant_time.h>
}

#include <algorithm>
#include <array>
#include <cstdint>

#include "cairn/core/assert.h"
#include "cairn/core/hex.h"
#include "cairn/sync/protocol.h"

namespace cairn::cloud {
namespace {

constexpr std::size_t secret_bytes = 32;

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

std::string hex_of(Bytes bytes) {
    InlineString<2 * secret_bytes> text;
    append_hex(text, bytes);
    return std::string(text.view());
}

std::string sha256(Bytes bytes) {
    std::array<std::uint8_t, 32> hash{};
    // Fails only where the algorithm is left to hardware, which Debian's build does not do.
    const int failed = mbedtls_sha256_ret(bytes.data(), bytes.size(), hash.data(), 0);
    CAIRN_ASSERT(failed == 0);
    return hex_of(hash);
}

}  // namespace

bool is_edge_name(std::string_view name) noexcept {
    return !name.empty() && name.size() <= protocol::edge_chars_max &&
           std::ranges::all_of(name, is_name_char);
}

std::string make_secret(Entropy& entropy) {
    std::array<std::uint8_t, secret_bytes> bytes{};
    for (std::size_t i = 0; i < bytes.size(); i += sizeof(std::uint64_t)) {
        std::uint64_t bits = entropy.next();
        for (std::size_t j = 0; j < sizeof bits; ++j, bits >>= 8) {
            bytes[i + j] = static_cast<std::uint8_t>(bits);
        }
    }
    return hex_of(bytes);
}

std::string secret_hash(std::string_view secret) {
    std::array<std::uint8_t, secret_bytes> bytes{};
    const bool is_secret =
        secret.size() == 2 * secret_bytes && parse_hex(secret, bytes).value_or(0) == secret_bytes;
    const std::string hash = sha256(bytes);
    return is_secret ? hash : std::string(hash.size(), '-');
}

bool is_same_hash(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && mbedtls_ct_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace cairn::cloud
