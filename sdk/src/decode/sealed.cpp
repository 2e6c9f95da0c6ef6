#include "decode/sealed.h"

#include "cairn/decode/key_ring.h"

namespace cairn {
namespace {

const DeviceKeys* keys_of(const KeyRing* ring, const MacAddress& device) noexcept {
    return ring != nullptr ? ring->find(device) : nullptr;
}

const AesKey* bind_key_of(const KeyRing* ring, const MacAddress& device) noexcept {
    const DeviceKeys* const known = keys_of(ring, device);
    return known != nullptr && known->bind_key ? &*known->bind_key : nullptr;
}

}  // namespace

const AesKey* key_for(const ReadContext& context, const MacAddress& device) noexcept {
    if (context.options.cipher == nullptr) return nullptr;
    return bind_key_of(context.options.keys, device);
}

const EddystoneIdentity* eddystone_of(const ReadContext& context) noexcept {
    if (context.options.cipher == nullptr || !context.address()) return nullptr;
    const DeviceKeys* const known = keys_of(context.options.keys, *context.address());
    return known != nullptr && known->eddystone ? &*known->eddystone : nullptr;
}

std::optional<Bytes> open_sealed(ReadContext& context, const Sealed& sealed, Decoded& out) noexcept {
    const AesKey* const key = key_for(context, sealed.device);
    if (key == nullptr || sealed.ciphertext.size() > context.scratch.size()) {
        out.protection = Protection::no_key;
        return std::nullopt;
    }
    const MutableBytes plain = MutableBytes(context.scratch).first(sealed.ciphertext.size());
    const auto opened = context.options.cipher->ccm_decrypt(*key, sealed.nonce, sealed.associated,
                                                            sealed.ciphertext, sealed.tag, plain);
    if (!opened) {
        out.protection = Protection::wrong_key;
        return std::nullopt;
    }
    if (!accept_opened(context, sealed.device, sealed.format, sealed.counter, out)) return std::nullopt;
    return plain;
}

bool accept_opened(ReadContext& context, const MacAddress& device, KeyedFormat format, std::uint32_t counter,
                   Decoded& out) noexcept {
    out.protection = Protection::decrypted;
    out.confidence = Confidence::verified;
    ReplayGuard* const guard = context.options.replay_guard;
    if (guard == nullptr) return true;
    const auto verdict = guard->accept(device, format, counter, context.heard_at());
    if (verdict) return true;
    out.protection = Protection::replayed;
    if (verdict.error().code != Errc::denied) context.note(verdict.error().code);
    return false;
}

bool is_downgraded(const ReadContext& context, const std::optional<MacAddress>& device, KeyedFormat format,
                   Decoded& out) noexcept {
    if (!device) return false;
    const ReplayGuard* const guard = context.options.replay_guard;
    if (bind_key_of(context.options.keys, *device) == nullptr &&
        (guard == nullptr || !guard->demands_key(*device, format)))
        return false;
    out.protection = Protection::downgraded;
    return true;
}

}  // namespace cairn
