// The names in a certificate's subjectAltName, RFC 5280 section 4.2.1.6.
#pragma once

#include <mbedtls/x509_crt.h>

#include <array>
#include <cstdint>
#include <string>

namespace cairn::net {

/// The octets of an IP literal: 4, 16, or 0 for anything else.
struct AddressOctets {
    std::array<std::uint8_t, 16> octets{};
    std::size_t size = 0;
};
AddressOctets parse_address(const std::string& text);

bool has_subject_names(const mbedtls_x509_crt& certificate);

/// Whether `name` itself is there: an IP address among the addresses, anything else among the DNS names,
/// without regard to case. Wildcards and the common name do not count.
bool is_subject_name(const mbedtls_x509_crt& certificate, const std::string& name);

}  // namespace cairn::net
