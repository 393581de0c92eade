// What the keyboard does in the diagram of a history: operations are walked along a session, and from session to session.

import { lowerBound } from "./model.js";

/** @typedef {import("./model.js").Bar} Bar */
/** @typedef {import("./model.js").View} View */
/** @typedef {import("./diagram.js").HistoryDiagram} HistoryDiagram */

/** @typedef {(view: View, bar: Bar) => Bar | undefined} Walk */

const PAN_PX = 90;
const ZOOM = 1.4;

/**
 * The operation a step along its line.
 *
 * @param {import("./model.js").View} view
 * @param {Bar} bar
 * @param {number} way
 */
function along(view, bar, way) {
  const { bars } = view.lines[bar.line];
  return bars[bars.indexOf(bar) + way] ?? bar;
}

/**
 * The nearest operation in time on the next line up (−1) or down (1).
 *
 * @param {import("./model.js").View} view
 * @param {Bar} bar
 * @param {number} way
 */
export function across(view, bar, way) {
  const line = view.lines[bar.line + way];
  if (!line) return bar;
  const at = lowerBound(line.bars, bar.from, ({ from }) => from);
  const [before, after] = [line.bars[at - 1], line.bars[at]];
  if (!before || !after) return before ?? after ?? bar;
  return bar.from - before.from < after.from - bar.from ? before : after;
}

/** @type {Record<string, Walk>} */
const WALK = {
  ArrowLeft: (view, bar) => along(view, bar, -1),
  ArrowRight: (view, bar) => along(view, bar, 1),
  ArrowUp: (view, bar) => across(view, bar, -1),
  ArrowDown: (view, bar) => across(view, bar, 1),
  Home: (view, bar) => view.lines[bar.line].bars[0],
  End: (view, bar) => view.lines[bar.line].bars.at(-1),
};

/** @type {Record<string, (diagram: HistoryDiagram) => void>} */
const ACT = {
  "+": (diagram) => diagram.zoom(ZOOM),
  "=": (diagram) => diagram.zoom(ZOOM),
  "-": (diagram) => diagram.zoom(1 / ZOOM),
  0: (diagram) => diagram.fit(),
  c: (diagram) => diagram.revealClash(),
  C: (diagram) => diagram.revealClash(),
  Escape: (diagram) => diagram.pick({ operation: null, edge: null }),
};

/** @type {Record<string, number>} */
const PAN = { ArrowLeft: -PAN_PX, ArrowRight: PAN_PX };

/**
 * Do what a key means, in the diagram or on one of its points. Returns whether it means anything.
 *
 * @param {import("./diagram.js").HistoryDiagram} diagram
 * @param {Targeted<KeyboardEvent>} event
 */
export function pressed(diagram, { key, shiftKey, target }) {
  const point = target.closest("[data-point][data-hand]");
  if (point) return diagram.hand.pressed(Number(point.dataset.point), key, shiftKey);
  if (shiftKey && PAN[key]) diagram.pan(PAN[key]);
  else if (WALK[key]) walk(diagram, WALK[key]);
  else if (key === "Escape" && isFree(diagram.chosen)) return false;
  else if (ACT[key]) ACT[key](diagram);
  else return false;
  return true;
}

/**
 * Return whether nothing is chosen. Then Escape belongs to the page.
 *
 * @param {{ operation: number | null, edge: number | null }} chosen
 */
const isFree = ({ operation, edge }) => operation === null && edge === null;

/**
 * @param {import("./diagram.js").HistoryDiagram} diagram
 * @param {Walk} step
 */
function walk(diagram, step) {
  const { view, chosen } = diagram;
  const bar = view.bars.get(chosen.operation ?? -1);
  const next = bar ? step(view, bar) : firstBar(diagram);
  if (next) diagram.pick({ operation: next.operation.number, edge: null });
}

/**
 * Return the bar at which walking begins: the first operation of the clash, or the first in sight.
 *
 * @param {import("./diagram.js").HistoryDiagram} diagram
 */
function firstBar({ view, clash, window }) {
  const first = view.bars.get(clash[0]);
  if (first) return first;
  const line = view.lines[0];
  return line && (line.bars[lowerBound(line.bars, window.step(0), ({ from }) => from)] ?? line.bars[0]);
}
