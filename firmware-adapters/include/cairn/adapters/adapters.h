// All vendor dialects behind one Adapter: it recognises which one a message speaks.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/core/result.h"
#include "cairn/ingest/adapter.h"

namespace cairn::adapters {

/// Messages whose topic matches speak this dialect, whatever they look like.
struct DialectPin {
    std::string topic_filter;  // as in MQTT 3.1.1 section 4.7: "+" one level, "#" all further ones
    std::string dialect;       // one of dialect_names()
};

/// One measurement of a mapped layout.
struct MappedMeasurement {
    std::string path;  // of the number
    std::string type;  // a name of cairn::Quantity, or a name of the sender's own
    std::string unit;  // as in the Civic contract (docs/formats/civic.md); empty: the quantity's own
};

/// Leads from somebody's JSON layout to the Civic contract. A path is a list of member names joined by
/// dots, such as "data.device.id"; an empty path means that the layout lacks it.
struct CivicMapping {
    std::string name;          // for people and for counting refusals
    std::string topic_filter;  // which messages
    std::string items;         // path of the array with one element per tag; empty: the document is one
    std::string gateway;       // path, from the document's root; empty: gateway_name
    std::string gateway_name;  // the gateway's name where no path gives it
    std::string tag;           // path, from the item
    std::string at;            // path, from the item: RFC 3339 text, or seconds or milliseconds since 1970
    std::string rssi;          // path, from the item, dBm
    std::string latitude;      // path, from the item, degrees
    std::string longitude;     // path, from the item, degrees
    std::vector<MappedMeasurement> measurements;  // paths from the item
};

/// Where brokers put gateways' last wills. A short message there that no dialect understands says that the
/// gateway is gone: its text is the installer's own.
struct LastWill {
    std::string topic_filter;
    /// What the gateway's id begins with; its address, or else the level at the filter's first "+", follows.
    std::string vendor = "moko";
};

struct AdaptersOptions {
    std::vector<DialectPin> pins;  // the first that matches counts
    std::vector<CivicMapping> civic_mappings;  // the first that matches counts
    std::vector<LastWill> last_wills;  // the first that matches counts
    /// Topics whose messages are passed on unread when no dialect understands them.
    std::vector<std::string> pass_through;
};

/// "moko.mkgw4", "minew.json-long", "civic" and the others of docs/formats: static texts.
std::span<const std::string_view> dialect_names() noexcept;

/// Its name() is that of the dialect which read the last message: "any" before the first, "none" where there
/// was none.
/// malformed: a pin to an unknown dialect, a topic filter that is none, a mapping without a tag path
/// or without a gateway; `where` says which.
Result<std::unique_ptr<Adapter>> make_adapter(const AdaptersOptions& options);

/// Whether an MQTT topic matches a filter, MQTT 3.1.1 section 4.7.
bool topic_matches(std::string_view filter, std::string_view topic) noexcept;

}  // namespace cairn::adapters
