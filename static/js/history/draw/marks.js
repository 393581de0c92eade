// What is drawn of a history: the bars in sight with the longest label that fits; where bars would be narrower than a pixel, runs of
// them as one. Pure: numbers in, plain marks out, for the canvas and for a picture to save alike.

import { lowerBound } from "../model.js";
import { shortened } from "../../lib/format.js";
import { lineY } from "./layout.js";

export const CHAR_PX = 6.6;
const NAME_CHAR_PX = 6.4;
const LABEL_PAD_PX = 10;
const BAR_PX_MIN = 3;
const LABEL_PX_MIN = 20;
const MERGED_PX = 1.4;
/** So much of a bar without an end is dashed. */
export const TAIL_PX = 26;
/** @type {Record<string, string>} */
const OUTCOMES = { info: " ?", open: " ?", fail: " ✕" };

/** @typedef {import("../model.js").View} View */
/** @typedef {import("../model.js").Bar} Bar */
/** @typedef {import("../model.js").JudgedOperation} JudgedOperation */
/** @typedef {import("../window.js").HistoryWindow} HistoryWindow */

/**
 * A bar: its label, and the middle of the part that is in sight.
 *
 * @typedef {{ number: number, name: string, label: string, middle: number, status: string, open: boolean, x: number, x2: number, y: number }}
 *   BarMark
 */

/** @typedef {{ x: number, x2: number, y: number, count: number }} RunMark Bars too narrow to be told apart. */

/**
 * @typedef {object} Marked
 * @property {BarMark[]} bars
 * @property {RunMark[]} runs
 * @property {Point[]} seams
 * @property {{ x: number, x2: number, row: number, text: string }[]} faults
 */

/**
 * The marks of the lines `first` to `last`: {bars, runs, seams, faults}.
 *
 * @param {import("../model.js").View} view
 * @param {import("../window.js").HistoryWindow} window
 * @param {import("./layout.js").Layout} layout
 * @param {{ first: number, last: number, scrolled: number }} sight
 */
export function marksOf(view, window, layout, { first, last, scrolled }) {
  /** @type {Marked} */
  const marks = { bars: [], runs: [], seams: [], faults: faultMarks(view, window, layout) };
  for (const [i, line] of view.lines.slice(first, last).entries()) {
    const y = lineY(layout, first + i, scrolled);
    addLine(marks, line, y, window);
    for (const seam of line.seams) if (isIn(window.x(seam), window)) marks.seams.push({ x: window.x(seam), y });
  }
  return marks;
}

/**
 * @param {number} x
 * @param {HistoryWindow} window
 */
const isIn = (x, { width }) => x >= 0 && x <= width;

/**
 * @param {Marked} marks
 * @param {import("../model.js").Line} line
 * @param {number} y
 * @param {import("../window.js").HistoryWindow} window
 */
function addLine({ bars, runs }, line, y, window) {
  const [low, high] = [window.step(0), window.step(window.width)];
  /** @type {RunMark | null} */
  let run = null;
  for (let i = lowerBound(line.bars, low, ({ to }) => to); i < line.bars.length; i += 1) {
    const bar = line.bars[i];
    if (bar.from > high) break;
    const [x, x2] = [window.x(bar.from), window.x(bar.to)];
    if (x2 - x >= MERGED_PX) bars.push(barMark(bar, x, x2, y, window));
    else if (run && x - run.x2 <= MERGED_PX)
      Object.assign(run, { x2: Math.max(run.x2, x2, x + 1), count: run.count + 1 });
    else runs.push((run = { x, x2: Math.max(x2, x + 1), y, count: 1 }));
  }
}

/**
 * @param {Bar} bar
 * @param {number} from
 * @param {number} to
 * @param {number} y
 * @param {HistoryWindow} window
 */
function barMark({ operation, open }, from, to, y, { width }) {
  const x2 = Math.max(from + BAR_PX_MIN, open ? openEnd(from, to, width) : to);
  const mark = { number: operation.number, status: operation.status, open, x: from, x2, y };
  const name = x2 - from > operation.name.length * NAME_CHAR_PX ? operation.name : "";
  return { ...mark, name, ...labelOf(operation, mark, width) };
}

/**
 * Return where a bar without an end is drawn to: its open end is always in sight.
 *
 * @param {number} from
 * @param {number} to
 * @param {number} width
 */
export const openEnd = (from, to, width) => Math.max(Math.min(from + 2 * TAIL_PX, to), Math.min(to, width - 4));

/**
 * The label of a bar, and the middle of that part of it which is in sight.
 *
 * @param {import("../model.js").JudgedOperation} operation
 * @param {{ x: number, x2: number }} bar
 * @param {number} width
 */
export function labelOf(operation, { x, x2 }, width) {
  const [left, right] = [Math.max(x, 0), Math.min(x2, width)];
  return { label: fitting(operation, right - left), middle: (left + right) / 2 };
}

/**
 * The texts of a bar, longest first: what was done, without the word for it, the value alone.
 *
 * @param {JudgedOperation} operation
 */
export function texts({ said: what, action, key, status }) {
  const said = `${what}${OUTCOMES[status] ?? ""}`;
  const short = said.startsWith(`${action} `) ? said.slice(action.length + 1) : said;
  const value = short.startsWith(`${key} `) ? short.slice(key.length + 1).replace(/^= /, "") : short;
  return [said, `${action.charAt(0)} ${short}`, `${action.charAt(0)} ${value}`, value];
}

/**
 * The longest of the texts that fits; the first of them cut short where the bar is wide; "" where there is no room.
 *
 * @param {import("../model.js").JudgedOperation} operation
 * @param {number} width
 */
export function fitting(operation, width) {
  if (width < LABEL_PX_MIN) return "";
  const chars = Math.floor((width - LABEL_PAD_PX) / CHAR_PX);
  const found = texts(operation).find((text) => text.length <= chars);
  if (found !== undefined) return found;
  return chars >= 4 ? shortened(texts(operation)[chars >= 14 ? 0 : 2], chars) : "";
}

/**
 * @param {import("../model.js").View} view
 * @param {import("../window.js").HistoryWindow} window
 * @param {{ rows: number }} layout
 */
function faultMarks(view, window, { rows }) {
  const seen = view.faults.filter(
    ({ from, to, row }) => row < rows && window.x(to) >= 0 && window.x(from) <= window.width,
  );
  return seen.map(({ from, to, text, row }) => ({
    x: Math.max(-4, window.x(from)),
    x2: Math.min(window.width + 4, window.x(to)),
    row,
    text,
  }));
}

/**
 * Return the density of a history by column, for the overview, as shares of the densest.
 *
 * @param {import("../model.js").View} view
 * @param {number} columns
 */
export function densityOf(view, columns) {
  const found = new Array(columns).fill(0);
  for (const { from } of view.bars.values())
    found[Math.min(columns - 1, Math.floor((from / Math.max(1, view.length)) * columns))] += 1;
  const most = Math.max(1, ...found);
  return found.map((count) => count / most);
}
