// The floor plan: zones, gateways and tags as SVG, in metres, y upwards.

import { by_id, element, set_attribute, set_text, shape } from './dom.js';
import { is_stale, model, name_of } from './model.js';
import { ellipse68, has_place } from './position.js';

const pixels_a_name = 32; // with less room for each tag, only the selected and the hovered one are named
const margin_m = 0.6;

let floor_name = null;
let on_select = () => {};
let layers = null;
let drawn_site = null;
const dots = new Map();

// Floors of a site of rooms may have no plan.
function planned_floors() {
  return model.site.floors.filter((floor) => floor.widthM !== null);
}

function floor_of(name) {
  return planned_floors().find((floor) => floor.name === name);
}

function centre(corners) {
  const sum = corners.reduce(([x, y], corner) => [x + corner[0], y + corner[1]], [0, 0]);
  return [sum[0] / corners.length, sum[1] / corners.length];
}

function draw_floor_buttons() {
  const buttons = planned_floors().map((floor) => {
    const button = element('button', { type: 'button', 'aria-pressed': floor.name === floor_name }, floor.name);
    button.addEventListener('click', () => show_floor(floor.name));
    return button;
  });
  by_id('floors').replaceChildren(...(buttons.length > 1 ? buttons : []));
}

function draw_zones(floor) {
  const drawn = model.site.zones.filter((zone) => zone.floor === floor.name && zone.corners.length > 0);
  return drawn.flatMap((zone) => {
    const points = zone.corners.map(([x, y]) => `${x},${floor.heightM - y}`).join(' ');
    const [x, y] = centre(zone.corners);
    return [
      shape('polygon', { class: 'zone', points, 'data-zone': zone.name }),
      shape('text', { class: 'zone-name', x, y: floor.heightM - y }, zone.name),
    ];
  });
}

function draw_gateways(floor) {
  return model.site.gateways.filter((gateway) => gateway.floor === floor.name && gateway.xM !== null).map((gateway) => {
    const title = shape('title', {}, `Gateway ${gateway.id}`);
    const x = gateway.xM;
    const y = floor.heightM - gateway.yM;
    // Names lean inwards so that they stay on the plan.
    const side = x > floor.widthM / 2 ? 'end' : 'start';
    return shape('g', { class: 'gateway', 'data-gateway': gateway.id, transform: `translate(${x} ${y})` }, title,
      shape('path', { class: 'gateway-mark', d: 'M0 -6 L6 0 L0 6 L-6 0 Z' }),
      shape('text', { class: `gateway-name ${side}` }, gateway.id.replace(/^[a-z0-9]+:/, '')));
  });
}

function fit(svg, floor) {
  // One pixel in metres: marks and text keep their size on the screen whatever the size of the floor.
  const width = svg.clientWidth || 800;
  const height = svg.clientHeight || 500;
  const scale = Math.min(width / (floor.widthM + 2 * margin_m), height / (floor.heightM + 2 * margin_m));
  svg.style.setProperty('--px', String(1 / scale));
}

function draw_floor() {
  draw_floor_buttons();
  dots.clear();
  const floor = floor_of(floor_name);
  by_id('plan').hidden = !floor;
  if (!floor) return;
  layers = { links: shape('g', { class: 'links' }), tags: shape('g', { class: 'tags' }) };
  const svg = shape('svg', {
    viewBox: `${-margin_m} ${-margin_m} ${floor.widthM + 2 * margin_m} ${floor.heightM + 2 * margin_m}`,
    role: 'img',
    'aria-label': `Plan of ${floor.name}, ${floor.widthM} by ${floor.heightM} metres. The list has the same tags.`,
  }, shape('rect', { class: 'floor', width: floor.widthM, height: floor.heightM }),
  ...draw_zones(floor), layers.links, ...draw_gateways(floor), layers.tags);
  by_id('plan').replaceChildren(svg);
  fit(svg, floor);
  new ResizeObserver(() => fit(svg, floor)).observe(svg);
}

function make_dot(tag) {
  const name = shape('text', { class: 'tag-name' });
  const sure = shape('ellipse', { class: 'sure' });
  const other = shape('circle', { class: 'other' });
  const group = shape('g', { class: 'tag', 'data-tag': tag.id }, sure, other,
    shape('circle', { class: 'dot' }), name, shape('title'));
  group.addEventListener('click', () => on_select(tag.id));
  layers.tags.append(group);
  return { group, name, sure, other, title: group.lastChild };
}

// The region that holds the tag with 68 %, and where it may be just as well. The plan's y goes down.
function place_region(dot, position) {
  const { longM, shortM, angleDeg } = ellipse68(position);
  set_attribute(dot.sure, 'rx', longM.toFixed(3));
  set_attribute(dot.sure, 'ry', shortM.toFixed(3));
  set_attribute(dot.sure, 'transform', `rotate(${(-angleDeg).toFixed(1)})`);
  set_attribute(dot.other, 'cx', position.ambiguous ? position.otherXM - position.xM : 0);
  set_attribute(dot.other, 'cy', position.ambiguous ? position.yM - position.otherYM : 0);
  dot.other.classList.toggle('shown', position.ambiguous === true);
}

function place_dot(tag, floor, is_selected, is_named) {
  let dot = dots.get(tag.id);
  if (!dot) dots.set(tag.id, dot = make_dot(tag));
  const { xM, yM } = tag.position;
  const label = name_of(tag);
  dot.group.style.transform = `translate(${xM}px, ${floor.heightM - yM}px)`;
  place_region(dot, tag.position);
  set_attribute(dot.group, 'class', `tag${is_stale(tag) ? ' stale' : ''}${is_selected ? ' selected' : ''}` +
    `${is_named || is_selected ? ' named' : ''}${xM > floor.widthM * 0.8 ? ' left' : ''}`);
  set_text(dot.name, label);
  set_text(dot.title, `${label}${tag.position.zone ? `, ${tag.position.zone}` : ''}`);
}

function is_on(tag, floor) {
  return tag?.position?.floor === floor.name && has_place(tag.position);
}

// Lines from the selected tag to the gateways that its place rests on; dotted to those that did not hear it.
function draw_links(tag, floor) {
  const lines = [];
  for (const { gateway, rssiDbm, heardCount } of is_on(tag, floor) ? tag.position.evidence : []) {
    const placed = model.site.gateways.find((each) => each.id === gateway && each.floor === floor.name);
    if (!placed) continue;
    lines.push(shape('line', {
      class: heardCount > 0 ? 'heard' : 'missed',
      x1: tag.position.xM, y1: floor.heightM - tag.position.yM, x2: placed.xM, y2: floor.heightM - placed.yM,
      opacity: heardCount > 0 ? Math.min(1, Math.max(0.15, (rssiDbm + 100) / 50)) : 1,
    }));
  }
  layers.links.replaceChildren(...lines);
}

function mark_gateways() {
  for (const mark of by_id('plan').querySelectorAll('.gateway')) {
    const gateway = model.gateways.get(mark.dataset.gateway);
    mark.classList.toggle('silent', !gateway || gateway.online === false);
    set_text(mark.firstChild, `Gateway ${mark.dataset.gateway}${gateway ? '' : ': not heard of yet'}` +
      `${gateway?.online === false ? ': off line' : ''}`);
  }
}

export function start_plan(select) {
  on_select = select;
}

export function show_floor(name) {
  if (name === floor_name || !floor_of(name)) return;
  floor_name = name;
  draw_floor();
  document.dispatchEvent(new Event('redraw'));
}

export function draw_plan(selected_id) {
  const site_text = JSON.stringify(model.site);
  if (site_text !== drawn_site) {
    drawn_site = site_text;
    if (!floor_of(floor_name)) floor_name = planned_floors()[0]?.name ?? null;
    draw_floor();
  }
  const hint = by_id('plan-hint');
  const has_plan = planned_floors().length > 0;
  hint.hidden = has_plan || !model.loaded;
  set_text(hint, model.site.floors.length > 0 ?
    'The site file names rooms without coordinates: there is nothing to draw, and the list says where tags are.' :
    'There is no floor plan yet. Start cairn-cloud with --site FILE, a file that names floors, ' +
    'gateways and zones (docs/formats/site.md), and tags appear on it.');
  document.body.classList.toggle('planless', !has_plan);
  const floor = floor_of(floor_name);
  if (!floor) return;
  const here = [...model.tags.values()].filter((tag) => is_on(tag, floor));
  const is_named = here.length * pixels_a_name <= by_id('plan').clientWidth;
  for (const tag of here) place_dot(tag, floor, tag.id === selected_id, is_named);
  const ids = new Set(here.map((tag) => tag.id));
  for (const [id, dot] of dots) {
    if (ids.has(id)) continue;
    dot.group.remove();
    dots.delete(id);
  }
  const selected = model.tags.get(selected_id);
  draw_links(selected, floor);
  for (const zone of by_id('plan').querySelectorAll('.zone')) {
    zone.classList.toggle('lit', selected?.position?.floor === floor.name &&
      selected.position.zone === zone.dataset.zone);
  }
  mark_gateways();
}
