// The list of tags: everything on the plan is here too, for keyboards and screen readers.

import { by_id, element, set_attribute, set_text } from './dom.js';
import { age_ms, age_text, headline, is_stale, model, name_of, reading_text, tags_in_order, zone_of }
  from './model.js';
import { rssi_text } from './position.js';

const rows_max = 300; // more are found by the search box

const rows = new Map();
let shown_ids = [];
let active_id = null;
let selected = null;
let on_select = () => {};

function row_id(id) {
  return `row-${id.replace(/[^A-Za-z0-9]/g, (c) => `_${c.charCodeAt(0)}_`)}`;
}

function make_row(tag) {
  const parts = {
    name: element('span', { class: 'name' }), age: element('span', { class: 'age' }),
    where: element('span', { class: 'where' }), values: element('span', { class: 'values' }),
  };
  const row = element('li', { role: 'option', id: row_id(tag.id), 'data-tag': tag.id },
    element('span', { class: 'lamp', 'aria-hidden': 'true' }),
    parts.name, parts.age, parts.where, parts.values);
  row.addEventListener('click', () => { active_id = tag.id; on_select(tag.id); });
  return { row, ...parts };
}

function where_text(tag) {
  const parts = [zone_of(tag) ?? (tag.position ? tag.position.floor : 'no position')];
  if (tag.lastSighting) parts.push(`${rssi_text(tag.lastSighting.rssiDbm)} at ${tag.lastSighting.gateway}`);
  return parts.join(' \u00b7 ');
}

function fill_row(parts, tag) {
  set_text(parts.name, name_of(tag));
  set_text(parts.age, age_text(age_ms(tag)));
  set_text(parts.where, where_text(tag));
  set_text(parts.values, headline(tag).map((reading) => reading_text(reading)[1]).join('  '));
  set_attribute(parts.row, 'aria-selected', tag.id === selected);
  set_attribute(parts.row, 'class', `${is_stale(tag) ? 'stale' : 'fresh'}${tag.id === active_id ? ' active' : ''}`);
}

function draw_counts(found) {
  const all = model.tags.size;
  set_text(by_id('list-count'), all === 0 ? '' : found === all ? String(all) : `${found} of ${all}`);
  const more = by_id('list-more');
  more.hidden = found <= rows_max && (found > 0 || all === 0);
  set_text(more, found === 0 ? 'No tag matches.' : `${found - rows_max} more. Search to find them.`);
}

function draw_empty() {
  const empty = by_id('empty');
  const is_empty = model.loaded && model.tags.size === 0;
  by_id('tags').hidden = is_empty;
  empty.hidden = !is_empty;
  if (!is_empty) return;
  const waiting = model.edges.filter((edge) => !edge.connected).map((edge) => edge.name).join(', ');
  const connected = model.edges.filter((edge) => edge.connected).map((edge) => edge.name).join(', ');
  let text = 'Make a credential with \u201ccairn-cloud edge add NAME\u201d and start cairn-edge with it.';
  if (waiting) text = `${waiting}: known, but not connected. Start cairn-edge there with its credential file.`;
  if (connected) text = `${connected}: connected. Tags appear as soon as a gateway hears one.`;
  if (empty.dataset.text === text) return;
  empty.dataset.text = text;
  empty.replaceChildren(element('strong', {}, 'No tag has been seen yet.'), element('span', {}, text));
}

export function draw_list(selected_id) {
  const is_new_choice = selected_id !== null && selected_id !== selected;
  if (is_new_choice) active_id = selected_id;
  selected = selected_id;
  const found = tags_in_order(by_id('search').value);
  const shown = found.slice(0, rows_max);
  const list = by_id('tags');
  shown_ids = shown.map((tag) => tag.id);
  if (!shown_ids.includes(active_id)) active_id = shown_ids[0] ?? null;
  shown.forEach((tag, place) => {
    let parts = rows.get(tag.id);
    if (!parts) rows.set(tag.id, parts = make_row(tag));
    fill_row(parts, tag);
    if (list.children[place] !== parts.row) list.insertBefore(parts.row, list.children[place] ?? null);
  });
  while (list.children.length > shown.length) {
    rows.delete(list.lastChild.dataset.tag);
    list.lastChild.remove();
  }
  if (active_id) set_attribute(list, 'aria-activedescendant', row_id(active_id));
  else list.removeAttribute('aria-activedescendant');
  if (is_new_choice) rows.get(selected)?.row.scrollIntoView({ block: 'nearest' });
  draw_counts(found.length);
  draw_empty();
}

function move_to(place) {
  const id = shown_ids[Math.min(shown_ids.length - 1, Math.max(0, place))];
  if (!id) return;
  active_id = id;
  draw_list(selected);
  rows.get(id).row.scrollIntoView({ block: 'nearest' });
}

function on_key(event) {
  const place = shown_ids.indexOf(active_id);
  const moves = {
    ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: shown_ids.length - 1, PageDown: place + 10, PageUp: place - 10,
  };
  if (event.key in moves) move_to(moves[event.key]);
  else if ((event.key === 'Enter' || event.key === ' ') && active_id) on_select(active_id);
  else return;
  event.preventDefault();
}

export function start_list(select) {
  on_select = select;
  by_id('tags').addEventListener('keydown', on_key);
  by_id('search').addEventListener('input', () => draw_list(selected));
  by_id('search').addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    by_id('tags').focus();
    if (event.key === 'Enter' && active_id) on_select(active_id);
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target === by_id('search')) return;
    by_id('search').focus();
    event.preventDefault();
  });
}
