#include "cairn/net/certificate.h"

#include <mbedtls/ecp.h>
#include <mbedtls/oid.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <ctime>

#include "net/random_bytes.h"
#include "net/subject_names.h"
#include "net/text_file.h"

namespace cairn::net {
namespace {

using namespace std::chrono_literals;

constexpr Millis backdated = 24h;  // for edges whose clock is a little behind
constexpr Millis authority_lifetime = 24h * 365 * 20;
constexpr Millis server_lifetime =
    24h * 730;  // under the 825 days that browsers take from a private authority
constexpr Millis renewed_before = 24h * 30;
constexpr std::size_t pem_bytes_max = 8192;
constexpr auto authority_name = "CN=Cairn cloud authority";

constexpr unsigned key_mode = 0600;
constexpr unsigned certificate_mode = 0644;

struct Key {
    mbedtls_pk_context pk{};
    Key() { mbedtls_pk_init(&pk); }
    ~Key() { mbedtls_pk_free(&pk); }
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
};

struct Certificate {
    mbedtls_x509_crt crt{};
    Certificate() { mbedtls_x509_crt_init(&crt); }
    ~Certificate() { mbedtls_x509_crt_free(&crt); }
    Certificate(const Certificate&) = delete;
    Certificate& operator=(const Certificate&) = delete;
};

/// A certificate being written. Remembers the first call that failed.
class Draft {
public:
    Draft() {
        mbedtls_x509write_crt_init(&draft_);
        mbedtls_x509write_crt_set_version(&draft_, MBEDTLS_X509_CRT_VERSION_3);
        mbedtls_x509write_crt_set_md_alg(&draft_, MBEDTLS_MD_SHA256);
    }
    ~Draft() { mbedtls_x509write_crt_free(&draft_); }
    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    mbedtls_x509write_cert* operator->() noexcept { return &draft_; }
    mbedtls_x509write_cert* get() noexcept { return &draft_; }
    void check(int failed) noexcept {
        if (failed_ == 0) failed_ = failed;
    }
    void set_serial();
    void set_validity(Timestamp from, Timestamp to);
    void set_extension(const char* oid, std::size_t oid_size, Bytes value, bool critical);
    Result<std::string> pem();

private:
    mbedtls_x509write_cert draft_{};
    int failed_ = 0;
};

/// 126 random bits: positive, and never two alike from one authority.
void Draft::set_serial() {
    std::array<unsigned char, 16> bits{};
    random_bytes(nullptr, bits.data(), bits.size());
    bits[0] = static_cast<unsigned char>((bits[0] & 0x3FU) | 0x40U);
    mbedtls_mpi serial{};
    mbedtls_mpi_init(&serial);
    check(mbedtls_mpi_read_binary(&serial, bits.data(), bits.size()));
    check(mbedtls_x509write_crt_set_serial(&draft_, &serial));
    mbedtls_mpi_free(&serial);
}

std::string digits_of(Timestamp at) {
    const std::time_t seconds = at.unix_ms / 1000;
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%d%H%M%S", &utc);
    return text.data();
}

void Draft::set_validity(Timestamp from, Timestamp to) {
    check(mbedtls_x509write_crt_set_validity(&draft_, digits_of(from).c_str(), digits_of(to).c_str()));
}

void Draft::set_extension(const char* oid, std::size_t oid_size, Bytes value, bool critical) {
    check(mbedtls_x509write_crt_set_extension(&draft_, oid, oid_size, critical ? 1 : 0, value.data(),
                                              value.size()));
}

Result<std::string> Draft::pem() {
    std::array<unsigned char, pem_bytes_max> text{};
    if (failed_ == 0)
        failed_ = mbedtls_x509write_crt_pem(&draft_, text.data(), text.size(), random_bytes, nullptr);
    if (failed_ != 0) return fail(Errc::malformed, "the certificate cannot be made", failed_);
    return std::string(reinterpret_cast<const char*>(text.data()));
}

// DER, X.690: a tag, a length, the content.
void append_der(std::vector<std::uint8_t>& out, std::uint8_t tag, Bytes content) {
    out.push_back(tag);
    if (content.size() >= 0x100) {
        out.push_back(0x82);
        out.push_back(static_cast<std::uint8_t>(content.size() >> 8U));
    } else if (content.size() >= 0x80) {
        out.push_back(0x81);
    }
    out.push_back(static_cast<std::uint8_t>(content.size()));
    out.insert(out.end(), content.begin(), content.end());
}

/// GeneralNames with dNSName [2] and iPAddress [7], RFC 5280 section 4.2.1.6.
std::vector<std::uint8_t> subject_names_der(const std::vector<std::string>& names) {
    std::vector<std::uint8_t> entries;
    for (const std::string& name : names) {
        const AddressOctets address = parse_address(name);
        if (address.size != 0)
            append_der(entries, 0x87, Bytes(address.octets).first(address.size));
        else
            append_der(entries, 0x82, as_bytes(name));
    }
    std::vector<std::uint8_t> der;
    append_der(der, 0x30, entries);
    return der;
}

Result<void> check_names(const std::vector<std::string>& names) {
    constexpr std::size_t names_bytes_max = 4096;
    std::size_t total = 0;
    for (const std::string& name : names) {
        total += name.size();
        if (!is_certificate_name(name)) return fail(Errc::malformed, "names: no host name or address");
    }
    if (names.empty() || total > names_bytes_max) return fail(Errc::malformed, "names: none, or too many");
    return {};
}

Result<void> generate(Key& key) {
    int failed = mbedtls_pk_setup(&key.pk, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));
    if (failed == 0)
        failed = mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(key.pk), random_bytes, nullptr);
    if (failed != 0) return fail(Errc::io, "a key cannot be made", failed);
    return {};
}

Result<void> write_key(const std::string& path, Key& key) {
    std::array<unsigned char, 1024> pem{};
    const int failed = mbedtls_pk_write_key_pem(&key.pk, pem.data(), pem.size());
    if (failed != 0) return fail(Errc::io, "a key cannot be written", failed);
    return write_text_file(path, reinterpret_cast<const char*>(pem.data()), key_mode,
                           "a key file cannot be written");
}

Result<void> read_key(const std::string& path, Key& key, const char* unreadable, const char* malformed) {
    CAIRN_TRY(const std::string pem, read_text_file(path, unreadable));
    const auto* bytes = reinterpret_cast<const unsigned char*>(pem.c_str());
    const int failed = mbedtls_pk_parse_key(&key.pk, bytes, pem.size() + 1, nullptr, 0);
    if (failed != 0) return fail(Errc::malformed, malformed, failed);
    return {};
}

Result<void> read_certificate(const std::string& path, Certificate& certificate, const char* unreadable,
                              const char* malformed) {
    CAIRN_TRY(const std::string pem, read_text_file(path, unreadable));
    const auto* bytes = reinterpret_cast<const unsigned char*>(pem.c_str());
    const int failed = mbedtls_x509_crt_parse(&certificate.crt, bytes, pem.size() + 1);
    if (failed != 0) return fail(Errc::malformed, malformed, failed);
    return {};
}

bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

Result<std::string> issue_authority(Key& key, Timestamp now) {
    Draft draft;
    draft.set_serial();
    draft.set_validity(now + -backdated, now + authority_lifetime);
    mbedtls_x509write_crt_set_subject_key(draft.get(), &key.pk);
    mbedtls_x509write_crt_set_issuer_key(draft.get(), &key.pk);
    draft.check(mbedtls_x509write_crt_set_subject_name(draft.get(), authority_name));
    draft.check(mbedtls_x509write_crt_set_issuer_name(draft.get(), authority_name));
    draft.check(mbedtls_x509write_crt_set_basic_constraints(draft.get(), 1, 0));
    draft.check(mbedtls_x509write_crt_set_key_usage(draft.get(), MBEDTLS_X509_KU_KEY_CERT_SIGN |
                                                                     MBEDTLS_X509_KU_CRL_SIGN));
    draft.check(mbedtls_x509write_crt_set_subject_key_identifier(draft.get()));
    return draft.pem();
}

Result<std::string> issue_server(Key& key, Key& authority_key, const std::vector<std::string>& names,
                                 Timestamp now) {
    // id-kp-serverAuth, RFC 5280 section 4.2.1.12
    constexpr std::array<std::uint8_t, 12> server_auth{0x30, 0x0A, 0x06, 0x08, 0x2B, 0x06,
                                                       0x01, 0x05, 0x05, 0x07, 0x03, 0x01};
    Draft draft;
    draft.set_serial();
    draft.set_validity(now + -backdated, now + server_lifetime);
    mbedtls_x509write_crt_set_subject_key(draft.get(), &key.pk);
    mbedtls_x509write_crt_set_issuer_key(draft.get(), &authority_key.pk);
    draft.check(mbedtls_x509write_crt_set_subject_name(draft.get(), "CN=Cairn cloud"));
    draft.check(mbedtls_x509write_crt_set_issuer_name(draft.get(), authority_name));
    draft.check(mbedtls_x509write_crt_set_basic_constraints(draft.get(), 0, -1));
    draft.check(mbedtls_x509write_crt_set_key_usage(draft.get(), MBEDTLS_X509_KU_DIGITAL_SIGNATURE));
    draft.check(mbedtls_x509write_crt_set_authority_key_identifier(draft.get()));
    draft.set_extension(MBEDTLS_OID_EXTENDED_KEY_USAGE, MBEDTLS_OID_SIZE(MBEDTLS_OID_EXTENDED_KEY_USAGE),
                        server_auth, false);
    draft.set_extension(MBEDTLS_OID_SUBJECT_ALT_NAME, MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME),
                        subject_names_der(names), false);
    return draft.pem();
}

Timestamp end_of(const mbedtls_x509_crt& certificate) {
    const mbedtls_x509_time& to = certificate.valid_to;
    std::tm utc{};
    utc.tm_year = to.year - 1900;
    utc.tm_mon = to.mon - 1;
    utc.tm_mday = to.day;
    utc.tm_hour = to.hour;
    utc.tm_min = to.min;
    utc.tm_sec = to.sec;
    return {std::int64_t{timegm(&utc)} * 1000};
}

/// Whether the certificate will do. Its dates are judged by `now`, not by the machine's clock.
bool serves(Certificate& certificate, Key& key, Certificate& authority, const std::vector<std::string>& names,
            Timestamp now) {
    std::uint32_t flags = 0;
    mbedtls_x509_crt_verify(&certificate.crt, &authority.crt, nullptr, nullptr, &flags, nullptr, nullptr);
    constexpr std::uint32_t dates = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE;
    return (flags & ~dates) == 0 && mbedtls_pk_check_pair(&certificate.crt.pk, &key.pk) == 0 &&
           end_of(certificate.crt) > now + renewed_before &&
           std::all_of(names.begin(), names.end(),
                       [&](const std::string& name) { return is_subject_name(certificate.crt, name); });
}

/// The key is written before its certificate: a crash in between leaves a key that is simply used.
Result<void> ensure_authority(const std::string& folder, Timestamp now, Key& key, Certificate& certificate) {
    const std::string key_path = folder + "/ca.key";
    const std::string path = folder + "/ca.pem";
    if (exists(key_path) || exists(path)) {
        CAIRN_CHECK(read_key(key_path, key, "ca.key cannot be read", "ca.key holds no private key"));
    } else {
        CAIRN_CHECK(generate(key));
        CAIRN_CHECK(write_key(key_path, key));
    }
    if (!exists(path)) {
        CAIRN_TRY(const std::string pem, issue_authority(key, now));
        CAIRN_CHECK(write_text_file(path, pem, certificate_mode, "ca.pem cannot be written"));
    }
    CAIRN_CHECK(read_certificate(path, certificate, "ca.pem cannot be read", "ca.pem holds no certificate"));
    if (mbedtls_pk_check_pair(&certificate.crt.pk, &key.pk) != 0)
        return fail(Errc::malformed, "ca.key is not the key of ca.pem");
    return {};
}

}  // namespace

bool is_certificate_name(const std::string& name) {
    const bool is_host =
        !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '*';
        });
    return is_host || parse_address(name).size != 0;
}

Result<TlsServerFiles> ensure_server_certificate(const std::string& folder,
                                                 const std::vector<std::string>& names, Timestamp now) {
    CAIRN_CHECK(check_names(names));
    // The server and `cairn-cloud edge add` may both be the first.
    CAIRN_TRY(const FileLock lock,
              FileLock::take(folder + "/certificate.lock", "certificate.lock cannot be taken"));
    Key authority_key;
    Certificate authority;
    CAIRN_CHECK(ensure_authority(folder, now, authority_key, authority));
    const TlsServerFiles files{folder + "/server.pem", folder + "/server.key"};
    if (exists(files.certificate_file) && exists(files.key_file)) {
        Key key;
        Certificate certificate;
        CAIRN_CHECK(
            read_key(files.key_file, key, "server.key cannot be read", "server.key holds no private key"));
        CAIRN_CHECK(read_certificate(files.certificate_file, certificate, "server.pem cannot be read",
                                     "server.pem holds no certificate"));
        if (serves(certificate, key, authority, names, now)) return files;
    }
    Key key;
    CAIRN_CHECK(generate(key));
    CAIRN_TRY(const std::string pem, issue_server(key, authority_key, names, now));
    CAIRN_CHECK(write_key(files.key_file, key));
    CAIRN_CHECK(
        write_text_file(files.certificate_file, pem, certificate_mode, "server.pem cannot be written"));
    return files;
}

bool holds_certificate(const std::string& pem) {
    Certificate found;
    // mbedTLS wants the zero at the end counted, and answers how many it could not read.
    const auto* text = reinterpret_cast<const unsigned char*>(pem.c_str());
    return mbedtls_x509_crt_parse(&found.crt, text, pem.size() + 1) >= 0 && found.crt.raw.len > 0;
}

}  // namespace cairn::net
