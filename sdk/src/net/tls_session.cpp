#include "net/tls_session.h"

#include <mbedtls/error.h>
#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/ssl_ticket.h>
#include <mbedtls/x509_crt.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "net/random_bytes.h"
#include "net/subject_names.h"
#include "net/text_file.h"

namespace cairn::net {
namespace {

/// Forward secrecy and authenticated encryption only. ChaCha20 first: mbedTLS does it faster than AES-GCM on
/// every machine measured, most of all on those without AES instructions.
constexpr std::array cipher_suites{MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
                                   MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                                   MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                                   MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
                                   MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                                   MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                                   0};
/// P-256 first: it is the one for which mbedTLS has a fast path.
constexpr std::array curves{MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_CURVE25519, MBEDTLS_ECP_DP_SECP384R1,
                            MBEDTLS_ECP_DP_NONE};
constexpr std::uint32_t ticket_lifetime_s = 24 * 60 * 60;

Error refusal(std::uint32_t flags, int code) {
    const char* where = "the server's certificate is refused";
    if ((flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) != 0) {
        where = "the server's certificate is not signed by the given authority";
    } else if ((flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) != 0) {
        where = "the server's certificate is for another name";
    } else if ((flags & MBEDTLS_X509_BADCERT_EXPIRED) != 0) {
        where = "the server's certificate has expired";
    } else if ((flags & MBEDTLS_X509_BADCERT_FUTURE) != 0) {
        where = "the server's certificate is not valid yet: is this clock right?";
    }
    return {Errc::denied, code, where};
}

const unsigned char* pem_bytes(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.c_str());
}

}  // namespace

struct TlsContext::Impl {
    mbedtls_ssl_config config{};
    mbedtls_x509_crt certificates{};  // of a client: the authorities; of a server: its chain
    mbedtls_pk_context key{};
    mbedtls_ssl_ticket_context tickets{};
    bool is_client = false;
    std::string server_name;

    explicit Impl(bool client);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<void> use_tickets();
    static int check_name(void* self, mbedtls_x509_crt* certificate, int depth, std::uint32_t* flags);
};

TlsContext::Impl::Impl(bool client) : is_client(client) {
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&certificates);
    mbedtls_pk_init(&key);
    mbedtls_ssl_ticket_init(&tickets);
    mbedtls_ssl_config_defaults(&config, client ? MBEDTLS_SSL_IS_CLIENT : MBEDTLS_SSL_IS_SERVER,
                                MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
    mbedtls_ssl_conf_rng(&config, random_bytes, nullptr);
    // Debian's build still knows TLS 1.0 and 1.1.
    mbedtls_ssl_conf_min_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_ciphersuites(&config, cipher_suites.data());
    mbedtls_ssl_conf_curves(&config, curves.data());
    mbedtls_ssl_conf_cert_profile(&config, &mbedtls_x509_crt_profile_next);
    mbedtls_ssl_conf_renegotiation(&config, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
}

TlsContext::Impl::~Impl() {
    mbedtls_ssl_config_free(&config);
    mbedtls_x509_crt_free(&certificates);
    mbedtls_pk_free(&key);
    mbedtls_ssl_ticket_free(&tickets);
}

Result<void> TlsContext::Impl::use_tickets() {
    const int failed = mbedtls_ssl_ticket_setup(&tickets, random_bytes, nullptr, MBEDTLS_CIPHER_AES_256_GCM,
                                                ticket_lifetime_s);
    if (failed != 0) return fail(Errc::io, "no key for session tickets", failed);
    mbedtls_ssl_conf_session_tickets_cb(&config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse,
                                        &tickets);
    return {};
}

/// Comes after mbedTLS's own checks, once a certificate of the chain. mbedTLS 2.28 has compared a DNS name,
/// wildcards included, but with the common name where there is no subjectAltName; it compares no addresses.
int TlsContext::Impl::check_name(void* self, mbedtls_x509_crt* certificate, int depth, std::uint32_t* flags) {
    if (depth != 0) return 0;
    const std::string& name = static_cast<Impl*>(self)->server_name;
    const bool is_address = parse_address(name).size != 0;
    const bool named = is_address ? is_subject_name(*certificate, name) : has_subject_names(*certificate);
    if (!named) *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
    return 0;
}

TlsContext::TlsContext(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<TlsContext>> TlsContext::client(const std::string& ca_pem,
                                                       const std::string& server_name) {
    auto impl = std::make_unique<Impl>(true);
    // The size counts the final NUL, for PEM only.
    const int failed = mbedtls_x509_crt_parse(&impl->certificates, pem_bytes(ca_pem), ca_pem.size() + 1);
    if (failed != 0) return fail(Errc::malformed, "ca_pem holds no certificate", failed);
    impl->server_name = server_name;
    mbedtls_ssl_conf_authmode(&impl->config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&impl->config, &impl->certificates, nullptr);
    mbedtls_ssl_conf_verify(&impl->config, Impl::check_name, impl.get());
    mbedtls_ssl_conf_session_tickets(&impl->config, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
    return std::make_shared<TlsContext>(std::move(impl));
}

Result<std::shared_ptr<TlsContext>> TlsContext::server(const std::string& chain_pem,
                                                       const std::string& key_pem) {
    auto impl = std::make_unique<Impl>(false);
    int failed = mbedtls_x509_crt_parse(&impl->certificates, pem_bytes(chain_pem), chain_pem.size() + 1);
    if (failed != 0) return fail(Errc::malformed, "certificate_file holds no certificate", failed);
    failed = mbedtls_pk_parse_key(&impl->key, pem_bytes(key_pem), key_pem.size() + 1, nullptr, 0);
    if (failed != 0) return fail(Errc::malformed, "key_file holds no private key", failed);
    failed = mbedtls_pk_check_pair(&impl->certificates.pk, &impl->key);
    if (failed != 0) return fail(Errc::malformed, "key_file is not the key of certificate_file", failed);
    failed = mbedtls_ssl_conf_own_cert(&impl->config, &impl->certificates, &impl->key);
    if (failed != 0) return fail(Errc::malformed, "certificate_file cannot be used", failed);
    CAIRN_CHECK(impl->use_tickets());
    return std::make_shared<TlsContext>(std::move(impl));
}

Result<std::shared_ptr<TlsContext>> TlsContext::server(const TlsServerFiles& files) {
    CAIRN_TRY(const std::string chain,
              read_text_file(files.certificate_file, "certificate_file cannot be read"));
    CAIRN_TRY(const std::string key, read_text_file(files.key_file, "key_file cannot be read"));
    return server(chain, key);
}

struct TlsSession::Impl {
    std::shared_ptr<TlsContext> context;
    mbedtls_ssl_context ssl{};
    std::vector<std::uint8_t> input;  // from input_at on not yet taken
    std::size_t input_at = 0;
    bool input_ended = false;
    std::vector<std::uint8_t> output;
    bool resumed = true;  // until the handshake comes to a certificate

    explicit Impl(std::shared_ptr<TlsContext> of);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    static int take_input(void* self, unsigned char* out, std::size_t size);
    static int add_output(void* self, const unsigned char* bytes, std::size_t size);
    void offer(Bytes saved);
    Failure failure(int code) const;
};

TlsSession::Impl::Impl(std::shared_ptr<TlsContext> of) : context(std::move(of)) {
    mbedtls_ssl_init(&ssl);
    mbedtls_ssl_setup(&ssl, &context->impl().config);  // On failure every later call answers an error.
    mbedtls_ssl_set_bio(&ssl, this, add_output, take_input, nullptr);
    const std::string& name = context->impl().server_name;
    // An address goes into no server_name extension (RFC 6066 section 3), and check_name compares it.
    if (context->impl().is_client && parse_address(name).size == 0)
        mbedtls_ssl_set_hostname(&ssl, name.c_str());
}

TlsSession::Impl::~Impl() {
    mbedtls_ssl_free(&ssl);
}

int TlsSession::Impl::take_input(void* self, unsigned char* out, std::size_t size) {
    auto& impl = *static_cast<Impl*>(self);
    const std::size_t left = impl.input.size() - impl.input_at;
    if (left == 0) return impl.input_ended ? 0 : MBEDTLS_ERR_SSL_WANT_READ;
    const std::size_t count = std::min(left, size);
    std::memcpy(out, impl.input.data() + impl.input_at, count);
    impl.input_at += count;
    return static_cast<int>(count);
}

int TlsSession::Impl::add_output(void* self, const unsigned char* bytes, std::size_t size) {
    auto& output = static_cast<Impl*>(self)->output;
    output.insert(output.end(), bytes, bytes + size);
    return static_cast<int>(size);
}

/// Whatever is wrong with the saved session, a full handshake is the answer.
void TlsSession::Impl::offer(Bytes saved) {
    mbedtls_ssl_session session{};
    mbedtls_ssl_session_init(&session);
    if (mbedtls_ssl_session_load(&session, saved.data(), saved.size()) == 0)
        mbedtls_ssl_set_session(&ssl, &session);
    mbedtls_ssl_session_free(&session);
}

Failure TlsSession::Impl::failure(int code) const {
    switch (code) {
        case MBEDTLS_ERR_SSL_WANT_READ:
        case MBEDTLS_ERR_SSL_WANT_WRITE: return fail(Errc::would_block, "tls");
        case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
            return fail(Errc::closed, "the peer closed the connection", code);
        case 0:
        case MBEDTLS_ERR_SSL_CONN_EOF:
            return fail(Errc::truncated, "the connection was cut in the middle", code);
        case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED:
            return fail(refusal(mbedtls_ssl_get_verify_result(&ssl), code));
        case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE:
            return fail(Errc::malformed, "the peer refused TLS with an alert", code);
        default: return fail(Errc::malformed, "the peer does not speak the TLS spoken here", code);
    }
}

TlsSession::TlsSession(std::shared_ptr<TlsContext> context, Bytes resume)
    : impl_(std::make_unique<Impl>(std::move(context))) {
    if (!resume.empty()) impl_->offer(resume);
}

TlsSession::~TlsSession() = default;

void TlsSession::feed(Bytes received) {
    auto& input = impl_->input;
    input.erase(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(impl_->input_at));
    impl_->input_at = 0;
    input.insert(input.end(), received.begin(), received.end());
}

void TlsSession::feed_end() {
    impl_->input_ended = true;
}

Result<void> TlsSession::handshake() {
    if (is_established()) return {};
    // Taken step by step to see whether the server's certificate was part of it: a resumption has none.
    while (impl_->ssl.state != MBEDTLS_SSL_HANDSHAKE_OVER) {
        if (impl_->ssl.state == MBEDTLS_SSL_SERVER_CERTIFICATE) impl_->resumed = false;
        const int failed = mbedtls_ssl_handshake_step(&impl_->ssl);
        if (failed != 0) return impl_->failure(failed);
    }
    return {};
}

bool TlsSession::is_established() const noexcept {
    return impl_->ssl.state == MBEDTLS_SSL_HANDSHAKE_OVER;
}

bool TlsSession::is_resumed() const noexcept {
    return impl_->resumed;
}

Result<std::size_t> TlsSession::read(MutableBytes plain) {
    if (plain.empty()) return std::size_t{0};
    const int count = mbedtls_ssl_read(&impl_->ssl, plain.data(), plain.size());
    if (count <= 0) return impl_->failure(count);
    return static_cast<std::size_t>(count);
}

Result<void> TlsSession::write(Bytes plain) {
    while (!plain.empty()) {
        const int count = mbedtls_ssl_write(&impl_->ssl, plain.data(), plain.size());
        if (count <= 0) return impl_->failure(count);
        plain = plain.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

void TlsSession::close() {
    // It only adds to output(), and a session that is beyond that has no more to say.
    mbedtls_ssl_close_notify(&impl_->ssl);
}

std::vector<std::uint8_t>& TlsSession::output() noexcept {
    return impl_->output;
}

std::vector<std::uint8_t> TlsSession::save() const {
    std::vector<std::uint8_t> saved;
    mbedtls_ssl_session session{};
    mbedtls_ssl_session_init(&session);
    if (is_established() && mbedtls_ssl_get_session(&impl_->ssl, &session) == 0) {
        std::size_t size = 0;
        mbedtls_ssl_session_save(&session, nullptr, 0, &size);  // Answers the size it wants.
        saved.resize(size);
        if (mbedtls_ssl_session_save(&session, saved.data(), saved.size(), &size) != 0) saved.clear();
    }
    mbedtls_ssl_session_free(&session);
    return saved;
}

}  // namespace cairn::net
