// The C side of Decoder.
#include <array>
#include <memory>
#include <new>
#include <optional>
#include <string_view>

#include "c/reading.h"
#include "cairn.h"
#include "cairn/core/version.h"
#include "cairn/crypto/mbedtls_cipher.h"
#include "cairn/decode/decoder.h"
#include "cairn/decode/key_ring.h"

using namespace cairn;  // NOLINT(google-build-using-namespace): the functions below have no namespace

namespace {

constexpr std::size_t keys_max = 1024;

}  // namespace

struct cairn_decoder {
    crypto::MbedtlsCipher cipher;
    KeyRing keys = *KeyRing::create(keys_max);
    Decoder decoder{{.keys = &keys, .cipher = &cipher}};
    DecodeReport report;
    c::Readings readings;
    const char* complaint = "";

    int complain(const Error& error) noexcept {
        complaint = error.where;
        return static_cast<int>(error.code);
    }
};

int cairn_abi(void) {
    return CAIRN_ABI;
}

const char* cairn_version(void) {
    return cairn::version();
}

cairn_decoder* cairn_decoder_create(void) {
    try {
        return new cairn_decoder;  // NOLINT(cppcoreguidelines-owning-memory): C frees it by
                                   // cairn_decoder_free()
    } catch (...) {
        return nullptr;
    }
}

void cairn_decoder_free(cairn_decoder* decoder) {
    delete decoder;  // NOLINT(cppcoreguidelines-owning-memory): as above
}

int cairn_decoder_add_key(cairn_decoder* decoder, const char* address, const char* key) {
    const auto parsed_address = MacAddress::parse(address);
    if (!parsed_address) return decoder->complain(parsed_address.error());
    const auto parsed_key = parse_bind_key(key);
    if (!parsed_key) return decoder->complain(parsed_key.error());
    const auto added = decoder->keys.add({*parsed_address, *parsed_key, std::nullopt, std::nullopt});
    return added ? CAIRN_OK : decoder->complain(added.error());
}

int cairn_decode(cairn_decoder* decoder, const unsigned char* payload, size_t payload_size,
                 const char* address, double heard_at_ms, cairn_on_format on_format, void* context) {
    DecodeInput input{Bytes(payload, payload_size), std::nullopt, c::timestamp_of(heard_at_ms)};
    std::optional<Error> defect;
    if (address != nullptr) {
        const auto parsed = MacAddress::parse(address);
        if (parsed) {
            input.address = *parsed;
        } else {
            defect = parsed.error();
        }
    }
    decoder->decoder.decode(input, decoder->report);
    if (!defect) defect = decoder->report.error;
    for (const Decoded& decoded : decoder->report.formats) {
        if (on_format == nullptr) break;
        const cairn_format format = decoder->readings.fill(decoded);
        on_format(context, &format);
    }
    return defect ? decoder->complain(*defect) : CAIRN_OK;
}

const char* cairn_decoder_complaint(const cairn_decoder* decoder) {
    return decoder->complaint;
}
