// The built-in formats, family by family. Only the compiler needs them as they are written here; what decodes
// is packed (decoder.cpp).
#pragma once

#include <array>
#include <span>

#include "decode/format.h"
#include "decode/formats/airmentor.h"
#include "decode/formats/april_brother.h"
#include "decode/formats/aranet.h"
#include "decode/formats/atc.h"
#include "decode/formats/beacons.h"
#include "decode/formats/blue_maestro.h"
#include "decode/formats/body.h"
#include "decode/formats/bthome.h"
#include "decode/formats/dir_act.h"
#include "decode/formats/efento.h"
#include "decode/formats/ela.h"
#include "decode/formats/enocean.h"
#include "decode/formats/estimote.h"
#include "decode/formats/feasycom.h"
#include "decode/formats/gap.h"
#include "decode/formats/govee.h"
#include "decode/formats/hibou_air.h"
#include "decode/formats/holyiot.h"
#include "decode/formats/household.h"
#include "decode/formats/hpe.h"
#include "decode/formats/ibeacon_like.h"
#include "decode/formats/ingics.h"
#include "decode/formats/inkbird.h"
#include "decode/formats/inode.h"
#include "decode/formats/instruments.h"
#include "decode/formats/jaalee.h"
#include "decode/formats/kegtron.h"
#include "decode/formats/kkm.h"
#include "decode/formats/laird.h"
#include "decode/formats/mibeacon.h"
#include "decode/formats/minew.h"
#include "decode/formats/minew_connect.h"
#include "decode/formats/mocreo.h"
#include "decode/formats/moko.h"
#include "decode/formats/mopeka.h"
#include "decode/formats/nodon.h"
#include "decode/formats/onset.h"
#include "decode/formats/oral_b.h"
#include "decode/formats/phones.h"
#include "decode/formats/qingping.h"
#include "decode/formats/radioland.h"
#include "decode/formats/relsib.h"
#include "decode/formats/ruuvi.h"
#include "decode/formats/sensirion.h"
#include "decode/formats/sensorpush.h"
#include "decode/formats/sig.h"
#include "decode/formats/switchbot.h"
#include "decode/formats/teltonika.h"
#include "decode/formats/thermobeacon.h"
#include "decode/formats/thermopro.h"
#include "decode/formats/trackers.h"
#include "decode/formats/victron.h"
#include "decode/formats/xiaomi.h"

namespace cairn::formats {

/// Every built-in format. Where two fit the same bytes, the first one wins.
inline constexpr auto families = std::to_array<std::span<const Format>>({
    gap,        beacons,       bthome,       ruuvi,       minew,   minew_connect, moko,      govee,
    govee_meat, kkm,           teltonika,    ela,         ingics,  estimote,      laird,     dir_act,
    hibou_air,  april_brother, blue_maestro, feasycom,    holyiot, jaalee,        kegtron,   mocreo,
    nodon,      onset,         radioland,    relsib,      efento,  enocean,       sig,       phones,
    trackers,   hpe,           mibeacon,     xiaomi,      atc,     qingping,      switchbot, inkbird,
    thermopro,  thermobeacon,  sensorpush,   sensirion,   oral_b,  mopeka,        aranet,    airmentor,
    inode,      household,     body,         instruments, victron, ibeacon_like,
});
/// Those that are read only if DecoderOptions::every_structure asks for them, after the others.
inline constexpr std::array<std::span<const Format>, 1> detail_families{gap_details};

}  // namespace cairn::formats
