// Draws what is chosen and what the pointer is on: a ring around an event, a message's arrow with what it carries, and
// the letters of two events that are to be ordered.

import { placed } from "../layout.js";
import { assign, keyed, setText, svg } from "../../lib/dom.js";
import { headOf, isSeen, lineOf, wayOf } from "./messages.js";
import { shortened } from "../../lib/format.js";
import { standing } from "../trace.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../trace.js").TracedMessage} TracedMessage */

const CHAR_PX = 6.3;
const LABEL_CHARS_MAX = 26;
// The ring around the chosen event, with a little room.
const CLEAR_PX = 11;

/**
 * Return where an event of the run stands in the scene; null if its line is hidden.
 *
 * @param {WireEvent} event
 * @param {import("../scene.js").Scene} scene
 */
export const eventPlace = (event, scene) =>
  placed({ ...standing(scene.trace, event) }, { ...scene, faultRow: scene.rows.of.get(event.seq) });

/**
 * A mark: how it is made, and brought up to date.
 *
 * @typedef {[string, { create: (document: Document) => SVGGElement, update: (group: SVGGElement, scene: Scene) => void }]} MarkEntry
 */

/**
 * Bring the marks up to date.
 *
 * @param {Element} layer
 * @param {import("../scene.js").Scene} scene
 */
export function drawFocus(layer, scene) {
  const { trace, chosen, hover, document } = scene;
  /** @type {Map<TracedMessage, string>} */
  const messages = new Map();
  const hovered = trace.message(hover?.message);
  const marked = trace.message(chosen.message ?? trace.event(chosen.event)?.message);
  if (hovered) messages.set(hovered, "hovered");
  if (marked) messages.set(marked, "chosen");
  keyed(
    layer,
    [...arrowEntries(messages), ...ringEntries(scene), ...letterEntries(scene)],
    (datum) => datum.create(document),
    (group, datum) => datum.update(group, scene),
  );
}

/**
 * @param {Element} group
 * @param {Point | null} place
 */
function putAt(group, place) {
  assign(group, {
    visibility: place ? null : "hidden",
    transform: place ? `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})` : null,
  });
}

/**
 * @param {import("../scene.js").Scene} scene
 * @returns {MarkEntry[]}
 */
function ringEntries({ trace, chosen, hover }) {
  const events = [
    { name: "hovered", event: trace.event(hover?.event) },
    { name: "chosen", event: trace.event(chosen.event) },
  ];
  return events.flatMap(({ name, event }) => (event ? [ring(name, event)] : []));
}

/**
 * @param {string} name
 * @param {WireEvent} event
 * @returns {MarkEntry}
 */
function ring(name, event) {
  return [
    `ring ${name}`,
    {
      create: (document) =>
        svg(
          document,
          "g",
          { class: `ring ${name}` },
          svg(document, "circle", { r: 8 }),
          svg(document, "circle", { r: 8 }),
        ),
      update: (group, scene) => putAt(group, eventPlace(event, scene)),
    },
  ];
}

/**
 * @param {import("../scene.js").Scene} scene
 * @returns {MarkEntry[]}
 */
function letterEntries({ trace, chosen }) {
  const events = [
    { letter: "A", event: trace.event(chosen.pair?.a) },
    { letter: "B", event: trace.event(chosen.pair?.b) },
  ];
  return events.flatMap(({ letter, event }) => (event ? [letterAt(letter, event)] : []));
}

/**
 * @param {string} letter
 * @param {WireEvent} event
 * @returns {MarkEntry}
 */
function letterAt(letter, event) {
  return [
    `letter ${letter}`,
    {
      create: (document) =>
        svg(
          document,
          "g",
          { class: "letter" },
          svg(document, "circle", { r: 8, cy: -15 }),
          svg(document, "text", { y: -11, "text-anchor": "middle" }, letter),
        ),
      update: (group, scene) => putAt(group, eventPlace(event, scene)),
    },
  ];
}

/**
 * @param {Map<TracedMessage, string>} messages
 * @returns {MarkEntry[]}
 */
function arrowEntries(messages) {
  return [...messages].map(([message, name]) => [
    `message ${name}`,
    {
      create: (document) => svg(document, "g", { class: `told ${name}` }, ...arrowParts(document)),
      update: (group, scene) => updateArrow(group, message, scene),
    },
  ]);
}

/** @param {Document} document */
const arrowParts = (document) => [
  svg(document, "path"),
  svg(document, "path"),
  svg(document, "rect", { height: 16, rx: 8 }),
  svg(document, "text"),
];

/**
 * @param {Element} group
 * @param {import("../trace.js").TracedMessage} message
 * @param {import("../scene.js").Scene} scene
 */
function updateArrow(group, message, scene) {
  const way = wayOf(message, scene);
  const seen = way && isSeen(way, scene);
  assign(group, { visibility: seen ? null : "hidden" });
  if (!seen) return;
  const [line, head, box, text] = group.children;
  const words = shortened(`${message.kind} ${message.label}`.trim(), LABEL_CHARS_MAX);
  const [x, y] = [(way.x1 + way.x2) / 2, (way.y1 + way.y2) / 2];
  const width = words.length * CHAR_PX + 14;
  const left = Math.min(scene.width - width - 4, Math.max(4, x - width / 2));
  const level = clearOf(ringOf(scene), { left, width, y });
  assign(line, { d: lineOf(way) });
  assign(head, { d: way.state === "lost" ? "" : headOf(way, 7) });
  assign(box, { x: left, y: level - 8, width });
  assign(text, { x: left + width / 2, y: level + 3.7 });
  setText(text, words);
}

/**
 * Return where the ring around the chosen event is, if there is one.
 *
 * @param {import("../scene.js").Scene} scene
 */
function ringOf(scene) {
  const event = scene.trace.event(scene.chosen.event);
  return event ? eventPlace(event, scene) : null;
}

/**
 * Return the level at which a label stands clear of a ring: its own, unless they would touch.
 *
 * @param {Point | null} ring
 * @param {{ left: number, width: number, y: number }} label
 */
export function clearOf(ring, { left, width, y }) {
  if (!ring || ring.x < left - CLEAR_PX || ring.x > left + width + CLEAR_PX) return y;
  const apart = y - ring.y;
  return Math.abs(apart) >= CLEAR_PX + 8 ? y : ring.y + (apart < 0 ? -1 : 1) * (CLEAR_PX + 8);
}
