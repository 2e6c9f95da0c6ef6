// What the replies of all JSON dialects have in common.
#pragma once

#include "cairn/adapters/command.h"
#include "dialect/json_fields.h"

namespace cairn::adapters {

/// Keeps the first refusal: a reply is read whole or not at all.
class RefusalKeeper final : public IngestSink {
public:
    void frame(const Frame&) override {}
    void rejected(const Error& error) override {
        if (!refusal_) refusal_ = error;
    }
    const std::optional<Error>& refusal() const noexcept { return refusal_; }

private:
    std::optional<Error> refusal_;
};

/// Appends the object's members as settings; a nested one is named "outer.inner", items of a list
/// "outer.0". Stops at reply_settings_max; a text is cut at setting_chars_max, and a
/// password is told as "set" or "none" only.
void append_settings(const JsonObject& object, std::vector<Setting>& settings);

/// A vendor's text, fit to be shown and of bounded length.
std::string shown_text(std::string_view text);

}  // namespace cairn::adapters
