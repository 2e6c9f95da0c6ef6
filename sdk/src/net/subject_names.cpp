#include "net/subject_names.h"

#include <arpa/inet.h>
#include <strings.h>

#include <cstring>

namespace cairn::net {
namespace {

constexpr int dns_name_tag = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 2;
constexpr int ip_address_tag = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7;

bool is_entry(const mbedtls_asn1_buf& entry, const std::string& name, const AddressOctets& address) {
    if (entry.p == nullptr) return false;
    if (address.size != 0)
        return entry.tag == ip_address_tag && entry.len == address.size &&
               std::memcmp(entry.p, address.octets.data(), entry.len) == 0;
    return entry.tag == dns_name_tag && entry.len == name.size() &&
           ::strncasecmp(reinterpret_cast<const char*>(entry.p), name.data(), entry.len) == 0;
}

}  // namespace

AddressOctets parse_address(const std::string& text) {
    AddressOctets address;
    if (inet_pton(AF_INET, text.c_str(), address.octets.data()) == 1) {
        address.size = 4;
    } else if (inet_pton(AF_INET6, text.c_str(), address.octets.data()) == 1) {
        address.size = 16;
    }
    return address;
}

bool has_subject_names(const mbedtls_x509_crt& certificate) {
    return certificate.subject_alt_names.buf.p != nullptr;
}

bool is_subject_name(const mbedtls_x509_crt& certificate, const std::string& name) {
    const AddressOctets address = parse_address(name);
    for (const auto* entry = &certificate.subject_alt_names; entry != nullptr; entry = entry->next)
        if (is_entry(entry->buf, name, address)) return true;
    return false;
}

}  // namespace cairn::net
