// Advertisements as they are on the air. Bluetooth Core 5.4 Vol 6 Part B 2.
#pragma once

#include "packets/hci_reports.h"

namespace cairn::tool {

/// `packet` begins with the access address. Hands over its advertisement, if it is one: of legacy and of
/// extended advertising, where the advertiser's address stands in the same packet. A packet of another kind
/// says nothing. `heard` holds when and how well it was heard.
/// truncated: it ends early. malformed: its parts do not fit into it.
Result<void> read_link_layer(Bytes packet, bool is_coded, const Advertisement& heard, TakeAdvertisement take);

}  // namespace cairn::tool
