// Packet captures, written by hand from the formats' specifications. Each holds the advertisement of Ruuvi's
// published example, sent by CB:B8:33:4C:88:4F and heard with -60 dBm at 2023-11-14T22:13:20.123Z.
#pragma once

#include <string>

namespace cairn::tool::test {

inline const std::string ruuvi = "0201061BFF99040512FC5394C37C0004FFFC040CAC364200CDCBB8334C884F";
inline const std::string address_on_air = "4F884C33B8CB";

/// Core Vol 4 Part E 7.7.65.2: LE Meta, one report, ADV_IND, random address; the last byte is the RSSI.
inline const std::string legacy_event = "3E2B 02 01 00 01" + address_on_air + "1F" + ruuvi + "C4";

/// Vol 6 Part B 2.3.1.1: access address, ADV_IND of a random address, 37 bytes, checksum.
inline const std::string adv_ind = "D6BE898E 4025" + address_on_air + ruuvi + "1802A2";

inline const std::string btsnoop_h4 = "6274736E6F6F7000 00000001 000003EA"
                                      "0000002E 0000002E 00000003 00000000 00E2E7D7274FA240 04" +
                                      legacy_event;

/// Microseconds, little-endian, LINKTYPE_BLUETOOTH_HCI_H4.
inline const std::string pcap_h4 = "D4C3B2A1 0200 0400 00000000 00000000 FFFF0000 BB000000"
                                   "00F15365 40E20100 2E000000 2E000000 04" +
                                   legacy_event;

/// A section, an interface of LINKTYPE_BLUETOOTH_HCI_H4 in microseconds, an enhanced packet block.
inline const std::string pcapng_h4 = "0A0D0D0A 1C000000 4D3C2B1A 0100 0000 FFFFFFFFFFFFFFFF 1C000000"
                                     "01000000 14000000 BB00 0000 00000400 14000000"
                                     "06000000 50000000 00000000 240A0600 40222018 2E000000 2E000000 04" +
                                     legacy_event + "0000 50000000";

}  // namespace cairn::tool::test
