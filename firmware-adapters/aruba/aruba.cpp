#include "aruba/aruba.h"

#include "aruba/aos10.h"
#include "aruba/aos8.h"
#include "aruba/fields.h"

namespace cairn::adapters::aruba {
namespace {

enum class Generation : std::uint8_t { none, aos8, aos10 };

// Both begin with a message of few members, which tells them apart and from anything else. Behind it
// stand messages, and in AOS 10 a time.
Generation generation_of(Bytes payload) noexcept {
    constexpr std::uint32_t aos8_fields = 12;
    constexpr std::uint32_t aos10_time = 3;
    ProtobufReader reader(payload);
    const auto first = reader.next();
    if (!first || !*first || !is(**first, 1, ProtobufType::bytes)) return Generation::none;
    bool only_messages = true;
    bool with_time_only = true;
    const auto walked = each_field(payload, [&](const ProtobufField& field) {
        const bool is_message = field.type == ProtobufType::bytes && field.number <= aos8_fields;
        only_messages = only_messages && is_message;
        with_time_only = with_time_only && ((is_message && field.number < aos10_time) ||
                                            is(field, aos10_time, ProtobufType::varint));
    });
    if (!walked) return Generation::none;
    if (only_messages && is_aos8_meta((*first)->bytes)) return Generation::aos8;
    return with_time_only && is_aos10_header((*first)->bytes) ? Generation::aos10 : Generation::none;
}

class Aruba final : public Adapter {
public:
    explicit Aruba(Scratch& scratch) noexcept : scratch_(&scratch) {}

    std::string_view name() const noexcept override { return "aruba"; }

    bool recognises(const Message& message) const noexcept override {
        return generation_of(message.payload) != Generation::none;
    }

    // A message that is cut is none: its outermost lengths no longer fit.
    void feed(const Message& message, Timestamp now, IngestSink& sink) override {
        GatewayFrames frames(scratch_->frames, now, sink);
        const auto read = [&]() -> Result<void> {
            switch (generation_of(message.payload)) {
                case Generation::aos8: return read_aos8(message.payload, frames);
                case Generation::aos10: return read_aos10(message.payload, frames);
                case Generation::none: break;
            }
            return fail(Errc::malformed, "aruba: neither AOS 8 nor AOS 10");
        }();
        frames.close();
        if (!read) sink.rejected(read.error());
    }

private:
    Scratch* scratch_;
};

}  // namespace

std::unique_ptr<Adapter> make_aruba(Scratch& scratch) {
    return std::make_unique<Aruba>(scratch);
}

}  // namespace cairn::adapters::aruba
