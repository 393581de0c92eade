// Draws growth lines into an SVG: a stepped line a node, named at its end, over virtual time.

import { assign, first, keyed, last, setText, svg } from "../lib/dom.js";
import { shortSeconds } from "../lib/format.js";
import { amountAt, spread, stepPath, ticksTo } from "./growth.js";

const EDGE = { left: 44, right: 64, top: 12, bottom: 22 };
const LABEL_APART = 13;
/** Below this the axis says milliseconds: seconds with one digit would repeat. */
const SHORT_TICKS = 1000;

/**
 * @typedef {object} Chart
 * @property {Document} document
 * @property {import("./growth.js").GrowthLine[]} lines
 * @property {number} top
 * @property {number} until
 * @property {number} tick
 * @property {number} width
 * @property {number} height
 */

/**
 * @typedef {object} AxisOf
 * @property {number[]} amounts
 * @property {number} until
 * @property {(tick: number) => number} x
 * @property {(amount: number) => number} y
 * @property {number} bottom
 * @property {number} width
 */

const DASHES = [null, "7 3", "2 3", "9 3 2 3", "4 2", "12 4", "1 4", "6 2 1 2 1 2", "3 5"];

/**
 * The parts of an empty chart, in `root`.
 *
 * @param {Document} document
 * @param {SVGSVGElement} root
 */
export function makeChart(document, root) {
  /** @param {string} name */
  const layer = (name) => root.appendChild(svg(document, "g", { class: name, "aria-hidden": "true" }));
  return {
    axis: layer("axis"),
    lines: layer("lines"),
    labels: layer("labels"),
    now: root.appendChild(svg(document, "line", { class: "now" })),
  };
}

/**
 * Bring the chart up to date. `top` is the most that it has room for, `until` the end of time, `tick` the moment shown.
 *
 * @param {ReturnType<typeof makeChart>} layers
 * @param {Chart} chart
 */
export function drawGrowth(layers, { document, lines, top, until, tick, width, height }) {
  const amounts = ticksTo(top, 4);
  const bottom = height - EDGE.bottom;
  /** @param {number} at */
  const x = (at) => round(EDGE.left + ((width - EDGE.left - EDGE.right) * at) / Math.max(until, 1));
  /** @param {number} amount */
  const y = (amount) => round(bottom - ((bottom - EDGE.top) * amount) / amounts[amounts.length - 1]);
  drawAxis(layers.axis, document, { amounts, until, x, y, bottom, width });
  /** @param {number} i */
  const identity = (i) => ({ "data-identity": i + 1, "stroke-dasharray": DASHES[i] });
  keyed(
    layers.lines,
    lines.map((line, i) => [line.node, { ...line, i }]),
    () => svg(document, "path"),
    (path, { steps, i }) => assign(path, { d: stepPath(steps, until, x, y), ...identity(i) }),
  );
  const ends = lines.map(({ steps }) => amountAt(steps, until));
  const places = spread(
    ends.map((amount) => y(amount) + 4),
    LABEL_APART,
    bottom + 4,
  );
  keyed(
    layers.labels,
    lines.map(({ node }, i) => [node, i]),
    () => svg(document, "text"),
    (text, i, node) => {
      setText(text, `${node} ${ends[i]}`);
      assign(text, { x: width - EDGE.right + 6, y: places[i] });
    },
  );
  assign(layers.now, { x1: x(tick), x2: x(tick), y1: EDGE.top, y2: bottom });
}

/** @param {number} place */
const round = (place) => Math.round(place * 10) / 10;

/** @typedef {[x: number, y: number, anchor: string, words: string | number]} AxisText */

/**
 * @param {string} key
 * @param {number[]} line
 * @param {AxisText} text
 * @returns {[string, { line: number[], text: AxisText }]}
 */
const mark = (key, line, text) => [key, { line, text }];

/**
 * @param {SVGElement} layer
 * @param {Document} document
 * @param {AxisOf} axis
 */
function drawAxis(layer, document, { amounts, until, x, y, bottom, width }) {
  const times = ticksTo(until, 5).filter((tick) => tick <= until);
  const entries = [
    ...amounts.map((amount) =>
      mark(
        `y${amount}`,
        [EDGE.left, y(amount), width - EDGE.right, y(amount)],
        [EDGE.left - 6, y(amount) + 4, "end", amount],
      ),
    ),
    ...times.map((tick) =>
      mark(
        `x${tick}`,
        [x(tick), bottom, x(tick), bottom + 4],
        [x(tick), bottom + 16, "middle", until < SHORT_TICKS ? `${tick} ms` : shortSeconds(tick)],
      ),
    ),
  ];
  const create = () => svg(document, "g", {}, svg(document, "line"), svg(document, "text"));
  keyed(layer, entries, create, (group, { line: [x1, y1, x2, y2], text: [left, top, anchor, words] }) => {
    assign(first(group), { x1, y1, x2, y2 });
    assign(last(group), { x: left, y: top, "text-anchor": anchor });
    setText(last(group), words);
  });
}
