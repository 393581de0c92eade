// Draws what a violation is about: the way of the message that came late or never, from its sender to where it was lost, or to its
// target.

import { pointOf } from "./layout.js";
import { assign, keyed, setText, svg } from "../lib/dom.js";
import { shortened, visible } from "../lib/format.js";
import { between, direction } from "../lib/geometry.js";

/** @typedef {import("./view.js").Scene} Scene */

/**
 * A message that came late or never: its ends, what it carried, and the share of the way after which it was lost, if it was.
 *
 * @typedef {{ message: string, source: string, target: string, text: string, lostAt: number | null }} Late
 */

const VALUE_CHARS_MAX = 12;
const LOST_MIN = 0.25;
const LOST_MAX = 0.75;

/**
 * Return the late message of a verdict's cause; null if the verdict names none.
 *
 * @param {Verdict | null} verdict
 * @param {Record<string, Operation>} operations
 * @param {import("../run/history.js").History} history Where it is looked up.
 * @returns {Late | null}
 */
export function lateOf(verdict, operations, history) {
  const message = verdict?.cause?.message;
  if (!message) return null;
  const [source, rest] = message.split(">");
  const target = rest.split("#")[0];
  const sent = history.sent(message);
  const lost = sent?.dies_tick ?? null;
  const write = operations[sent?.operation ?? ""];
  const what = write?.value
    ? `copy of ${write.key} = ${shortened(visible(write.value), VALUE_CHARS_MAX)}`
    : (sent?.words ?? `message to ${target}`);
  const share =
    sent && lost !== null ? (lost - sent.sent_tick) / Math.max(1, sent.arrives_tick - sent.sent_tick) : null;
  return {
    message,
    source,
    target,
    text: lost === null ? `${what}, too late` : `${what}, lost here`,
    lostAt: share === null ? null : Math.max(LOST_MIN, Math.min(LOST_MAX, share)),
  };
}

/**
 * Return where the label of a late message belongs; null if one of its ends is not in the picture.
 *
 * @param {Late | null} late
 * @param {Map<string, Point>} nodes
 */
export function latePlace(late, nodes) {
  if (!late || !nodes.has(late.source) || !nodes.has(late.target)) return null;
  return {
    text: late.text,
    at: between(pointOf(nodes, late.source), pointOf(nodes, late.target), late.lostAt ?? 0.5),
  };
}

/**
 * Bring the layer up to date.
 *
 * @param {SVGElement} layer
 * @param {Scene} scene
 */
export function drawLate(layer, { late, placed, places, size, document }) {
  const label = placed.late;
  keyed(
    layer,
    late && places.nodes.has(late.source) && places.nodes.has(late.target) ? [[late.message, { late, label }]] : [],
    () => create(document),
    (group, datum) => update(group, datum, places.nodes, size.radius),
  );
}

/** @param {Document} document */
function create(document) {
  return svg(
    document,
    "g",
    { class: "late-message" },
    svg(document, "path", { class: "rest" }),
    svg(document, "path", { class: "gone", pathLength: 1 }),
    svg(document, "path", { class: "end" }),
    svg(document, "rect", { rx: 6 }),
    svg(document, "text"),
  );
}

/**
 * @param {SVGElement} group
 * @param {{ late: Late, label: import("./labels.js").Box | null }} datum
 * @param {Map<string, Point>} nodes
 * @param {number} radius
 */
function update(group, { late, label }, nodes, radius) {
  const [from, to] = [pointOf(nodes, late.source), pointOf(nodes, late.target)];
  const d = direction(from, to);
  const start = { x: from.x + d.x * radius, y: from.y + d.y * radius };
  const target = { x: to.x - d.x * (radius + 8), y: to.y - d.y * (radius + 8) };
  const end = late.lostAt === null ? target : between(from, to, late.lostAt);
  const [rest, gone, mark, box, words] = group.children;
  assign(rest, { d: `M${end.x} ${end.y}L${target.x} ${target.y}` });
  assign(gone, { d: `M${start.x} ${start.y}L${end.x} ${end.y}` });
  assign(mark, {
    d:
      late.lostAt === null
        ? `M${end.x - d.x * 9 - d.y * 6} ${end.y - d.y * 9 + d.x * 6}L${end.x} ${end.y}L${end.x - d.x * 9 + d.y * 6} ${end.y - d.y * 9 - d.x * 6}`
        : `M${end.x - 7} ${end.y - 7}l14 14m0 -14l-14 14`,
  });
  setText(words, label ? late.text : "");
  assign(box, { ...label, visibility: label ? null : "hidden" });
  if (label) assign(words, { x: label.x + label.width / 2, y: label.y + label.height / 2 + 4 });
}
