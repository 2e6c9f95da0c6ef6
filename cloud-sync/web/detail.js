// One tag in full: where it is and why, what it measures, who it says it is.

import { by_id, element, set_text } from './dom.js';
import { age_ms, age_text, model, name_of, reading_text } from './model.js';
import { heard_by, how_facts, missed_by, rssi_text, where_facts } from './position.js';

let drawn = '';

function row(...cells) {
  return element('tr', {}, ...cells.map((cell, place) => (place === 0
    ? element('th', { scope: 'row' }, cell) : element('td', {}, cell))));
}

function table(caption, rows) {
  if (rows.length === 0) return null;
  return element('table', {}, element('caption', {}, caption), element('tbody', {}, ...rows));
}

function bar(dbm) {
  const meter = element('meter', { min: -100, max: -40, value: dbm, 'aria-hidden': 'true' });
  return element('span', { class: 'bar' }, meter, rssi_text(dbm));
}

function where(tag) {
  const rows = (tag.position ? where_facts(tag.position) : []).map((fact) => row(...fact));
  if (tag.lastSighting) {
    rows.push(row('Last heard', `${rssi_text(tag.lastSighting.rssiDbm)} at ${tag.lastSighting.gateway}`));
  }
  if (tag.geo) rows.push(row('On Earth', `${tag.geo.latitudeDeg.toFixed(5)}, ${tag.geo.longitudeDeg.toFixed(5)}`));
  return table('Where', rows);
}

function reason(text) {
  return element('span', { class: 'reason' }, text);
}

function heard(tag) {
  return table('Why: heard by', heard_by(tag.position).map((each) => row(
    each.gateway, element('span', {}, bar(each.rssiDbm), reason(each.text)))));
}

function missed(tag) {
  return table('Why: not heard by', missed_by(tag.position).map((each) => row(each.gateway, reason(each.text))));
}

function how(tag) {
  return table('How', (tag.position ? how_facts(tag.position) : []).map((fact) => row(...fact)));
}

function readings(tag) {
  const sorted = [...tag.readings].sort((a, b) => a.quantity.localeCompare(b.quantity) || a.channel - b.channel);
  return table('Readings', sorted.map((reading) => row(...reading_text(reading))));
}

function attributes(tag) {
  const rows = tag.attributes.map((attribute) => row(attribute.kind.replace('_', ' '), attribute.text));
  return table('It says of itself', rows);
}

export function draw_detail(id, close) {
  const tag = model.tags.get(id);
  const panel = by_id('detail');
  panel.hidden = !tag;
  document.body.classList.toggle('detailed', Boolean(tag));
  if (!tag) {
    drawn = '';
    return;
  }
  const facts = JSON.stringify([tag.id, tag.position, tag.lastSighting, tag.readings, tag.attributes, tag.geo]);
  if (facts !== drawn) {
    drawn = facts;
    // The button stays the same element: it may have the focus.
    let button = panel.querySelector('button');
    if (!button) {
      button = element('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '\u00d7');
      button.addEventListener('click', close);
      panel.append(button);
    }
    while (button.nextSibling) button.nextSibling.remove();
    panel.append(...[
      element('h2', { id: 'detail-title' }, name_of(tag)),
      element('p', { class: 'quiet' }, element('span', { class: 'id' }, tag.id), element('span', { id: 'detail-age' })),
      where(tag), heard(tag), missed(tag), how(tag), readings(tag), attributes(tag),
    ].filter(Boolean));
  }
  set_text(by_id('detail-age'), `seen ${age_text(age_ms(tag))}`);
}
