// The live page of cairn-cloud: loads what is known, then follows the event stream.

import { by_id, set_text } from './dom.js';
import { draw_detail } from './detail.js';
import { draw_list, start_list } from './list.js';
import { apply, load, load_edges, model, name_of, zone_of } from './model.js';
import { draw_plan, show_floor, start_plan } from './plan.js';

const stream_path = '/v1/events/stream?types=position,reading,sighting,attribute,gateway_status';
const draw_interval_ms = 250;
const retry_min_ms = 1000;
const retry_max_ms = 15_000;

let selected_id = id_in_address();
let retry_ms = retry_min_ms;
let is_draw_due = false;

function draw() {
  is_draw_due = false;
  const tags = model.tags.size;
  const gateways = model.gateways.size;
  set_text(by_id('summary'), model.loaded && tags > 0
    ? `${tags} ${tags === 1 ? 'tag' : 'tags'}, ${gateways} ${gateways === 1 ? 'gateway' : 'gateways'}` : '');
  draw_plan(selected_id);
  draw_list(selected_id);
  draw_detail(selected_id, () => select(null));
}

function draw_soon() {
  if (is_draw_due) return;
  is_draw_due = true;
  setTimeout(draw, draw_interval_ms);
}

function id_in_address() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || null;
  } catch {
    return null;
  }
}

function show_floor_of(tag) {
  if (tag?.position) show_floor(tag.position.floor);
}

function select(id) {
  const was = selected_id;
  selected_id = id;
  // The address names the tag, so that it can be passed on.
  history.replaceState(null, '', id ? `#${encodeURIComponent(id)}` : location.pathname);
  const tag = model.tags.get(id);
  show_floor_of(tag);
  draw();
  set_text(by_id('announcer'), tag ? `${name_of(tag)}, ${zone_of(tag) ?? 'no zone'}. Details follow the list.` : '');
  if (!tag && was) by_id('tags').focus();
  if (tag && matchMedia('(max-width: 700px)').matches) by_id('detail').scrollIntoView({ block: 'start' });
}

function set_state(state, text) {
  by_id('status').dataset.state = state;
  document.body.dataset.state = state;
  set_text(by_id('status-text'), text);
}

function reconnect(stream) {
  stream.close();
  set_state('lost', 'Connection lost, reconnecting');
  // A little disorder keeps many pages from coming back at the same moment.
  setTimeout(connect, retry_ms * (0.75 + Math.random() / 2));
  retry_ms = Math.min(retry_max_ms, retry_ms * 2);
}

// The stream opens first and the tables are read after it, so nothing falls between the two. After a
// break everything is read anew: a page that slept for a night need not hear the night's records.
function connect() {
  const stream = new EventSource(stream_path);
  let waiting = [];
  const take = (event) => {
    const record = JSON.parse(event.data);
    if (waiting) {
      waiting.push(record);
    } else {
      apply(record);
      draw_soon();
    }
  };
  for (const type of ['position', 'reading', 'sighting', 'attribute', 'gateway_status']) {
    stream.addEventListener(type, take);
  }
  stream.addEventListener('error', () => reconnect(stream), { once: true });
  stream.addEventListener('open', async () => {
    const is_first = !model.loaded;
    try {
      await load();
    } catch {
      if (stream.readyState !== EventSource.CLOSED) reconnect(stream);
      return;
    }
    waiting.forEach(apply);
    waiting = null;
    retry_ms = retry_min_ms;
    set_state('live', 'Live');
    if (is_first) show_floor_of(model.tags.get(selected_id));
    draw();
  }, { once: true });
}

start_plan(select);
start_list(select);
document.addEventListener('redraw', draw);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && selected_id) select(null);
});
setInterval(() => {
  if (model.loaded) draw_soon();
}, 1000);
// Only the empty page speaks of edges.
setInterval(() => {
  if (model.loaded && model.tags.size === 0) load_edges().catch(() => {});
}, 5000);
connect();
