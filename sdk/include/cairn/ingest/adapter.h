// From a gateway's message to frames: what every vendor dialect implements.
#pragma once

#include <string_view>

#include "cairn/core/bytes.h"
#include "cairn/core/result.h"
#include "cairn/core/time.h"
#include "cairn/model/frame.h"

namespace cairn {

/// A message as a gateway sent it. A view that lives for the call.
struct Message {
    std::string_view topic;  // MQTT topic, HTTP path, or "" where there is none
    Bytes payload;
};

/// Where a dialect puts what it finds. Called during Adapter::feed only.
class IngestSink {
public:
    virtual void frame(const Frame& frame) = 0;
    /// A part of the message, or all of it, was refused; `error.where` names the reason and is one
    /// of a bounded number of static texts, so that reasons can be counted.
    virtual void rejected(const Error& error) = 0;

protected:
    ~IngestSink() = default;
};

/// One gateway dialect, or a choice among several. Bad input is news, not an exception: whatever
/// part of a message is sound is delivered, the rest is reported. Not thread-safe.
class Adapter {
public:
    virtual ~Adapter() = default;
    /// The dialect's name, such as "moko.mkgw4". Static text.
    virtual std::string_view name() const noexcept = 0;
    /// Whether the message looks like this dialect. Cheap; reads the topic and the first bytes.
    virtual bool recognises(const Message& message) const noexcept = 0;
    /// Delivers the message's frames, in order, before it returns. `now` is the time of receipt.
    virtual void feed(const Message& message, Timestamp now, IngestSink& sink) = 0;
};

}  // namespace cairn
