// Draws what is chosen and what the pointer is on: a ring around an event, a message's arrow with what it carries, and
// the letters of two events that are to be ordered.

import { placed } from "../layout.js";
import { assign, keyed, setText, svg } from "../../lib/dom.js";
import { headOf, isSeen, lineOf, wayOf } from "./messages.js";
import { shortened } from "../../lib/format.js";
import { standing } from "../trace.js";

/** @typedef {import("../scene.js").Scene} Scene */

const CHAR_PX = 6.3;
const LABEL_CHARS_MAX = 26;

/** Where an event of the run stands in the scene; null if its line is hidden. */
export const eventPlace = (event, scene) =>
  placed({ ...standing(scene.trace, event) }, { ...scene, faultRow: scene.rows.of.get(event.seq) });

/**
 * A mark: how it is made, and brought up to date.
 *
 * @typedef {[string, { create: (document: Document) => SVGGElement, update: (group: SVGGElement, scene: Scene) => void }]} MarkEntry
 */

/** Bring the marks up to date. */
export function drawFocus(layer, scene) {
  const { trace, chosen, hover, document } = scene;
  const marked = [
    ["hovered", hover?.message],
    ["chosen", chosen.message ?? trace.event(chosen.event)?.message],
  ];
  const messages = new Map(marked.filter(([, id]) => trace.messages.has(id)).map(([name, id]) => [id, name]));
  keyed(
    layer,
    [...arrowEntries(messages, scene), ...ringEntries(scene), ...letterEntries(scene)],
    (datum) => datum.create(document),
    (group, datum) => datum.update(group, scene),
  );
}

function putAt(group, place) {
  assign(group, {
    visibility: place ? null : "hidden",
    transform: place ? `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})` : null,
  });
}

/** @returns {MarkEntry[]} */
function ringEntries({ trace, chosen, hover }) {
  const events = [
    ["hovered", hover?.event],
    ["chosen", chosen.event],
  ]
    .map(([name, seq]) => [name, trace.event(seq ?? null)])
    .filter(([, event]) => event);
  return events.map(([name, event]) => [
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
  ]);
}

/** @returns {MarkEntry[]} */
function letterEntries({ trace, chosen }) {
  const events = ["a", "b"]
    .map((name) => [name.toUpperCase(), trace.event(chosen.pair?.[name] ?? null)])
    .filter(([, event]) => event);
  return events.map(([letter, event]) => [
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
  ]);
}

/** @returns {MarkEntry[]} */
function arrowEntries(messages, { trace }) {
  return [...messages].map(([id, name]) => [
    `message ${name}`,
    {
      create: (document) => svg(document, "g", { class: `told ${name}` }, ...arrowParts(document)),
      update: (group, scene) => updateArrow(group, trace.messages.get(id), scene),
    },
  ]);
}

const arrowParts = (document) => [
  svg(document, "path"),
  svg(document, "path"),
  svg(document, "rect", { height: 16, rx: 8 }),
  svg(document, "text"),
];

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
  assign(line, { d: lineOf(way) });
  assign(head, { d: way.state === "lost" ? "" : headOf(way, 7) });
  assign(box, { x: left, y: y - 8, width });
  assign(text, { x: left + width / 2, y: y + 3.7 });
  setText(text, words);
}
