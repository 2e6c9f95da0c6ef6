// What the page knows: tags, gateways and the site, from the API and kept fresh by events. No DOM here.

export const stale_after_ms = 60_000;

export const model = {
  site: { floors: [], gateways: [], zones: [] },
  tags: new Map(),
  gateways: new Map(),
  edges: [],
  loaded: false,
  clock_ahead_ms: 0, // of the server's clock before this machine's
};

export function now_ms() {
  return Date.now() + model.clock_ahead_ms;
}

async function get(path) {
  const response = await fetch(path, { headers: { Accept: 'application/json' } });
  const date = Date.parse(response.headers.get('Date') ?? '');
  // The header counts whole seconds, so small differences mean nothing.
  if (!Number.isNaN(date)) {
    const ahead_ms = date - Date.now();
    model.clock_ahead_ms = Math.abs(ahead_ms) > 2000 ? ahead_ms : 0;
  }
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

async function get_all(path) {
  const items = [];
  let cursor = '';
  do {
    const page = await get(`${path}?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

// Reads everything anew. Events that arrive meanwhile are to be applied afterwards.
export async function load() {
  const [site, edges, tags, gateways] = await Promise.all([
    get('/v1/site'), get('/v1/edges'), get_all('/v1/tags'), get_all('/v1/gateways'),
  ]);
  model.site = site;
  model.edges = edges.items;
  model.tags = new Map(tags.map((tag) => [tag.id, tag]));
  model.gateways = new Map(gateways.map((gateway) => [gateway.id, gateway]));
  model.loaded = true;
}

export async function load_edges() {
  model.edges = (await get('/v1/edges')).items;
}

function tag_of(id) {
  let tag = model.tags.get(id);
  if (!tag) {
    tag = { id, lastSeenAt: null, lastSighting: null, position: null, geo: null, readings: [], attributes: [] };
    model.tags.set(id, tag);
  }
  return tag;
}

// ISO times of one form compare as text.
function is_newer(at, than) {
  return !than || !at || at >= than;
}

function replace(list, item, is_same) {
  const place = list.findIndex(is_same);
  if (place < 0) list.push(item);
  else if (is_newer(item.at, list[place].at)) list[place] = item;
}

const appliers = {
  sighting(tag, record) {
    if (is_newer(record.at, tag.lastSighting?.at)) tag.lastSighting = record;
  },
  reading(tag, record) {
    replace(tag.readings, record, (other) => other.quantity === record.quantity &&
      other.channel === record.channel && other.label === record.label);
  },
  attribute(tag, record) {
    replace(tag.attributes, record, (other) => other.kind === record.kind);
  },
  position(tag, record) {
    if (is_newer(record.at, tag.position?.at)) tag.position = record;
  },
};

// Whatever comes through a gateway shows that it is there; only its status can say that it is not. As in the
// store, a time in the future counts as now: a clock that runs ahead must not outdo the broker.
function apply_to_gateway(record) {
  const { gateway: id, online = true } = record;
  const gateway = model.gateways.get(id) ?? { id, lastSeenAt: null };
  const now = new Date(now_ms()).toISOString();
  const at = record.at && record.at < now ? record.at : now;
  if (!is_newer(at, gateway.saidAt ?? gateway.lastSeenAt)) return;
  model.gateways.set(id, { ...gateway, online, saidAt: at, lastSeenAt: online ? at : gateway.lastSeenAt });
}

// A Record of the event stream.
export function apply(record) {
  if (record.gateway) apply_to_gateway(record);
  const applier = appliers[record.type];
  if (!applier || !record.tag) return;
  const tag = tag_of(record.tag);
  applier(tag, record);
  if (record.at && is_newer(record.at, tag.lastSeenAt)) tag.lastSeenAt = record.at;
}

export function name_of(tag) {
  return tag.attributes.find((attribute) => attribute.kind === 'name')?.text || tag.id;
}

export function zone_of(tag) {
  return tag.position?.zone ?? null;
}

export function age_ms(tag) {
  return tag.lastSeenAt ? now_ms() - Date.parse(tag.lastSeenAt) : Infinity;
}

export function is_stale(tag) {
  return age_ms(tag) > stale_after_ms;
}

export function age_text(ms) {
  if (ms === Infinity) return 'never seen';
  const seconds = Math.floor(ms / 1000);
  if (seconds < 2) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} days ago`;
}

const units = {
  c: '\u00b0C', pct: '%', hpa: 'hPa', g: 'g', v: 'V', dbm: 'dBm', s: 's', lux: 'lx', m: 'm',
  ppm: 'ppm', db: 'dB', deg: '\u00b0', ppb: 'ppb', ugm3: '\u00b5g/m\u00b3', mgm3: 'mg/m\u00b3',
  kg: 'kg', lb: 'lb', kwh: 'kWh', w: 'W', a: 'A', m3: 'm\u00b3', m3h: 'm\u00b3/h', l: 'l', mm: 'mm',
  uscm: '\u00b5S/cm', mps: 'm/s', mps2: 'm/s\u00b2', dps: '\u00b0/s', ut: '\u00b5T', rpm: 'rpm',
  bpm: '/min', ohm: '\u03a9', hz: 'Hz', usvh: '\u00b5Sv/h', bqm3: 'Bq/m\u00b3',
};

// Four digits tell enough; counts keep all of theirs.
function number_text(value) {
  if (value === null) return '?';
  const shown = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
  return String(shown).replace('-', '\u2212');
}

// "temperature_c" and 24.3 to ["temperature", "24.3 \u00b0C"].
export function reading_text(reading) {
  const words = reading.quantity.split('_');
  const unit = units[words.at(-1)];
  if (unit && words.length > 1) words.pop();
  const name = (reading.label ?? words.join(' ')) + (reading.channel ? ` ${reading.channel + 1}` : '');
  return [name, `${number_text(reading.value)}${unit ? `\u202f${unit}` : ''}`];
}

// The readings worth a place in the list.
export function headline(tag) {
  const found = [];
  for (const quantity of ['temperature_c', 'battery_pct', 'voltage_v']) {
    const reading = tag.readings.find((each) => each.quantity === quantity && each.channel === 0);
    if (reading && (quantity !== 'voltage_v' || found.every((each) => each.quantity !== 'battery_pct'))) {
      found.push(reading);
    }
  }
  return found;
}

export function tags_in_order(search) {
  const wanted = search.trim().toLowerCase();
  const found = [];
  for (const tag of model.tags.values()) {
    const name = name_of(tag);
    const text = `${name} ${tag.id} ${zone_of(tag) ?? ''}`.toLowerCase();
    if (text.includes(wanted)) found.push([name, tag]);
  }
  const order = new Intl.Collator(undefined, { numeric: true });
  return found.sort((a, b) => order.compare(a[0], b[0]) || order.compare(a[1].id, b[1].id)).map((pair) => pair[1]);
}
