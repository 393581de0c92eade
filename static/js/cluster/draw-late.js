// Draws what a violation is about: the way of the message that came late or never, from its sender to its target.

import { pointOf } from "./layout.js";
import { assign, keyed, setText, svg } from "../lib/dom.js";
import { between, direction } from "../lib/geometry.js";

/** @typedef {import("./view.js").Scene} Scene */
/** @typedef {{ message: string, source: string, target: string }} Late A message that came late, with its ends. */

/**
 * Bring the layer up to date. `late` is {message, source, target} or null.
 *
 * @param {SVGElement} layer
 * @param {Scene} scene
 */
export function drawLate(layer, { late, places, size, document }) {
  const there = late && places.nodes.has(late.source) && places.nodes.has(late.target);
  keyed(
    layer,
    there ? [[late.message, late]] : [],
    () => create(document),
    (group, datum) => update(group, datum, places.nodes, size),
  );
}

/** @param {Document} document */
function create(document) {
  return svg(
    document,
    "g",
    { class: "late-message" },
    svg(document, "path", { "marker-end": "url(#cut-arrow)" }),
    svg(document, "rect", { height: 18, rx: 9 }),
    svg(document, "text"),
  );
}

/**
 * @param {SVGElement} group
 * @param {Late} late
 * @param {Map<string, Point>} nodes
 * @param {{ radius: number }} size
 */
function update(group, { message, source, target }, nodes, { radius }) {
  const [from, to] = [pointOf(nodes, source), pointOf(nodes, target)];
  const d = direction(from, to);
  const [start, end] = [
    { x: from.x + d.x * radius, y: from.y + d.y * radius },
    { x: to.x - d.x * (radius + 8), y: to.y - d.y * (radius + 8) },
  ];
  const middle = between(start, end, 0.5);
  const [path, box, words] = group.children;
  const text = `late or lost: ${message}`;
  const width = text.length * 6.2 + 16;
  assign(path, { d: `M${start.x} ${start.y}L${end.x} ${end.y}` });
  assign(box, { x: middle.x - width / 2, y: middle.y - 9, width });
  assign(words, { x: middle.x, y: middle.y + 4 });
  setText(words, text);
}

/**
 * The late message of a verdict's cause, with its ends.
 *
 * @param {Verdict | null} verdict
 */
export function lateOf(verdict) {
  const message = verdict?.cause?.message;
  if (!message) return null;
  const [source, rest] = message.split(">");
  return { message, source, target: rest.split("#")[0] };
}
