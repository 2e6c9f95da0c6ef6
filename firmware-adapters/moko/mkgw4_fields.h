// The fields of one MKGW4 message that is not a scan, by tag.
#pragma once

#include <array>
#include <optional>

#include "dialect/frame_builder.h"
#include "dialect/gateway_time.h"
#include "moko/tlv.h"

namespace cairn::adapters::moko {

/// Tags that are not known are skipped by their length; of one that comes twice the last counts.
class TaggedFields {
public:
    TaggedFields(Bytes fields, FrameBuilder& frames) : frames_(&frames) {
        TlvWalker walker(fields);
        while (const auto field = walker.next()) {
            if (field->tag < values_.size()) values_[field->tag] = field->value;
        }
        if (walker.truncated()) frames.refuse(Errc::truncated, "moko.mkgw4: field");
    }

    Bytes operator[](std::uint8_t tag) const noexcept { return values_[tag]; }
    bool has(std::uint8_t tag) const noexcept { return !values_[tag].empty(); }

    /// The number at the front of a field, which firmware may have widened. Nothing for an absent or
    /// empty one; too short is refused.
    template <typename T>
    std::optional<T> number(std::uint8_t tag, Result<T> (ByteReader::*take)() noexcept) const {
        if (!has(tag)) return std::nullopt;
        ByteReader from(values_[tag]);
        const auto taken = (from.*take)();
        if (!taken) {
            frames_->refuse(Errc::truncated, "moko.mkgw4: field");
            return std::nullopt;
        }
        return *taken;
    }

    /// Field `tag` in seconds since 1970, UTC; without it, or when it cannot be, the time of receipt.
    Timestamp time(Delivery delivery, std::uint8_t tag = 0) const {
        const auto seconds = number(tag, &ByteReader::take_u32_be);
        if (!seconds) return frames_->received_at();
        return heard_at(std::int64_t{*seconds} * 1000, frames_->received_at(), delivery).at;
    }

private:
    FrameBuilder* frames_;
    std::array<Bytes, 16> values_{};
};

}  // namespace cairn::adapters::moko
