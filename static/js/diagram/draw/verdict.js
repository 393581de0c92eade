// Draws what a violation is about: its edges as labelled arcs from bar to bar, and the message that came late or never.

import { AXIS } from "../layout.js";
import { assign, keyed, setText, svg } from "../../lib/dom.js";
import { crossAt, headOf, isSeen, lineOf, wayOf } from "./messages.js";
import { barOf } from "./operations.js";

/** @typedef {import("../trace.js").TracedMessage} TracedMessage */
/** @typedef {{ x: number, x2: number, y: number }} Bar */

/** @typedef {[string, { late: TracedMessage } | { edge: Edge, nth: number }]} Entry */

const CHAR_PX = 5.9;
const BOW = 26;
const BOW_MAX = 44;

/**
 * Bring the marks up to date.
 *
 * @param {Element} layer
 * @param {import("../scene.js").Scene} scene
 */
export function drawVerdict(layer, scene) {
  const { verdict, trace, document } = scene;
  const late = trace.message(verdict?.cause?.message);
  const pairs = (verdict?.edges ?? []).map(({ source, target }) => `${source} ${target}`);
  /** @type {Entry[]} */
  const edges = (verdict?.edges ?? []).map((edge, i) => [
    `edge ${i}`,
    { edge, nth: pairs.slice(0, i).filter((pair) => pair === pairs[i]).length },
  ]);
  /** @type {Entry[]} */
  const entries = late ? [["late", { late }], ...edges] : edges;
  keyed(
    layer,
    entries,
    (datum) => create(document, "late" in datum ? "late" : "edge"),
    (group, datum) => {
      if ("late" in datum) updateLate(group, datum.late, scene);
      else updateEdge(group, datum, scene);
    },
  );
}

/**
 * @param {Document} document
 * @param {string} name
 */
function create(document, name) {
  const parts = [
    svg(document, "path"),
    svg(document, "path", { class: "end" }),
    svg(document, "rect", { height: 15, rx: 7.5 }),
    svg(document, "text"),
  ];
  return svg(document, "g", { class: name }, ...parts);
}

/**
 * @param {Element} group
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {import("../scene.js").Scene} scene
 */
function setLabel(group, words, x, y, { width }) {
  const [, , box, text] = group.children;
  const wide = words.length * CHAR_PX + 14;
  const left = Math.min(width - wide - 3, Math.max(3, x - wide / 2));
  assign(box, { x: left.toFixed(1), y: (y - 7.5).toFixed(1), width: wide });
  assign(text, { x: (left + wide / 2).toFixed(1), y: (y + 3.6).toFixed(1) });
  setText(text, words);
}

/**
 * @param {Element} group
 * @param {import("../trace.js").TracedMessage} message
 * @param {import("../scene.js").Scene} scene
 */
function updateLate(group, message, scene) {
  const way = wayOf(message, scene);
  const seen = way && isSeen(way, scene);
  assign(group, { visibility: seen ? null : "hidden", "data-message": message.id });
  if (!seen) return;
  const lost = way.state === "lost";
  assign(group.children[0], { d: lineOf(way) });
  assign(group.children[1], {
    d: lost ? crossAt(way.x2, way.y2, 5) : headOf(way, 8),
    class: lost ? "end lost" : "end",
  });
  const words = `${lost ? "never arrived" : "late"}: ${message.kind} ${message.label}`.trim();
  setLabel(group, words, way.x1 + (way.x2 - way.x1) * 0.55, way.y1 + (way.y2 - way.y1) * 0.55, scene);
}

/**
 * From the end of the source bar to the beginning of the target bar; from middle to middle if that would run back.
 *
 * @param {Bar} source
 * @param {Bar} target
 */
function ends(source, target) {
  if (source.x2 <= target.x) return [source.x2, target.x];
  return [(source.x + source.x2) / 2, (target.x + target.x2) / 2];
}

/**
 * Return where an edge runs: from side to side of the bars, bowed to the right of its direction, so that there and back keep apart.
 *
 * @param {Bar} source
 * @param {Bar} target
 * @param {number} nth
 * @param {import("../scene.js").Scene} scene
 */
export function arcOf(source, target, nth, { layout, width }) {
  const [x1, x2] = ends(source, target);
  const half = layout.bar / 2;
  const level = source.y === target.y;
  const down = level ? (source.x <= target.x ? -1 : 1) : Math.sign(target.y - source.y);
  const [y1, y2] = [source.y + half * down, target.y + half * (level ? down : -down)];
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const bow = Math.min(BOW_MAX, 14 + length * 0.1) + nth * BOW;
  const [cx, cy] = [
    (x1 + x2) / 2 + ((y2 - y1) / length) * bow,
    Math.max(AXIS, (y1 + y2) / 2 - ((x2 - x1) / length) * bow),
  ];
  const middle = { x: (x1 + 2 * cx + x2) / 4, y: (y1 + 2 * cy + y2) / 4 };
  return { x1, y1, cx, cy, x2, y2, middle, seen: isSeen({ x1, x2 }, { width }) };
}

/**
 * @param {Element} group
 * @param {{ edge: Edge, nth: number }} datum
 * @param {import("../scene.js").Scene} scene
 */
function updateEdge(group, { edge, nth }, scene) {
  const [source, target] = [edge.source, edge.target]
    .map((name) => scene.trace.operations.get(name))
    .map((operation) => operation && barOf(operation, scene));
  const arc = source && target ? arcOf(source, target, nth, scene) : null;
  assign(group, {
    visibility: arc?.seen ? null : "hidden",
    "data-kind": edge.kind,
    "data-edge": `${edge.source} ${edge.target}`,
  });
  if (!arc) return;
  /**
   * @param {number} x
   * @param {number} y
   */
  const at = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const { x1, y1, cx, cy, x2, y2, middle } = arc;
  assign(group.children[0], { d: `M${at(x1, y1)}Q${at(cx, cy)} ${at(x2, y2)}` });
  assign(group.children[1], { d: headOf({ x1: cx, y1: cy, x2, y2 }, 7) });
  setLabel(group, edge.words, middle.x, middle.y, scene);
}
