// What a position says, for the pages of the edge and of the cloud: its region and its reasons, in plain words.
// `position` is as in docs/api.md. No DOM here.

// So many standard deviations around the middle hold 68 % of a Gaussian in the plane.
const deviations_of_68 = Math.sqrt(-2 * Math.log(1 - 0.68));

export function has_place(position) {
  return typeof position?.xM === 'number' && typeof position?.yM === 'number';
}

// The ellipse that holds the tag with 68 %: its half axes, and the angle of the longer one from the x axis towards y.
export function ellipse68(position) {
  const { varianceXM2: xx, varianceYM2: yy, covarianceXyM2: xy } = position;
  const middle = (xx + yy) / 2;
  const reach = Math.hypot((xx - yy) / 2, xy); // the eigenvalues are middle + reach and middle - reach
  if (!(middle + reach > 0)) return { longM: position.radius68M, shortM: position.radius68M, angleDeg: 0 };
  return {
    longM: deviations_of_68 * Math.sqrt(middle + reach),
    shortM: deviations_of_68 * Math.sqrt(Math.max(0, middle - reach)),
    angleDeg: Math.atan2(2 * xy, xx - yy) * 90 / Math.PI,
  };
}

export function percent(score) {
  return `${Math.round(score * 100)}\u202f%`;
}

export function rssi_text(dbm) {
  return `${String(Math.round(dbm)).replace('-', '\u2212')}\u202fdBm`;
}

function metres(number) {
  return `${number.toFixed(1).replace('-', '\u2212')}\u202fm`;
}

function time_text(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

export function zone_text(position) {
  if (position.zoneUnknown) return 'not known: no zone is likely, or no gateway that covers it is awake';
  const zone = `${position.zone ?? 'in no zone'} ${percent(position.zoneScore)}`;
  return position.nextZone ? `${zone}, else ${position.nextZone} ${percent(position.nextZoneScore)}` : zone;
}

export function place_text(position) {
  if (!has_place(position)) return `${position.floor}, by zone only`;
  return `${position.floor}, ${metres(position.xM)} / ${metres(position.yM)}, ` +
    `within ${metres(position.radius68M)} for ${percent(0.68)}`;
}

// Where the tag is, as pairs of a name and a text.
export function where_facts(position) {
  const facts = [['Zone', zone_text(position)]];
  if (position.zoneSince) facts.push([position.zone ? 'In it since' : 'Out since', time_text(position.zoneSince)]);
  facts.push(['Place', place_text(position)]);
  if (position.ambiguous) {
    facts.push(['Or just as well', `${metres(position.otherXM)} / ${metres(position.otherYM)}`]);
  }
  return facts;
}

const methods = {
  weighted_centroid: 'middle of the gateways that heard it',
  grid_filter: 'signals against the radio map',
  zone_filter: 'signals against those of each zone',
};

const calibrations = {
  none: 'none, nothing is learned yet',
  automatic: 'automatic, from everyday traffic',
  references: 'known places and beacons',
  survey: 'survey',
};

// How that was found, likewise.
export function how_facts(position) {
  return [
    ['Found by', methods[position.method] ?? position.method],
    ['Calibration', calibrations[position.calibration] ?? position.calibration],
  ];
}

function against_expected(each) {
  if (each.expectedDbm === null || each.expectedDbm === undefined) return null;
  const difference = Math.round(each.rssiDbm - each.expectedDbm);
  if (difference === 0) return 'as expected';
  return `${Math.abs(difference)}\u202fdB ${difference > 0 ? 'stronger' : 'weaker'} than expected`;
}

function away(each) {
  return each.distanceM === null || each.distanceM === undefined ? null : `${metres(each.distanceM)} away`;
}

// Gateways that heard the tag: `gateway`, `rssiDbm`, and what is to be said of it.
export function heard_by(position) {
  return (position?.evidence ?? []).filter((each) => each.heardCount > 0).map((each) => ({
    gateway: each.gateway,
    rssiDbm: each.rssiDbm,
    text: [against_expected(each), away(each), `heard ${each.heardCount}\u00d7`].filter(Boolean).join(', '),
  }));
}

// Gateways that are awake, should have heard the tag at this place, and did not: that speaks, too.
export function missed_by(position) {
  return (position?.evidence ?? []).filter((each) => each.heardCount === 0).map((each) => ({
    gateway: each.gateway,
    text: [each.expectedDbm === null ? 'expected' : `${rssi_text(each.expectedDbm)} expected`, away(each)]
      .filter(Boolean).join(', '),
  }));
}
