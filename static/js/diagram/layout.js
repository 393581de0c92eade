// Where the lines of the diagram stand: time axis above, clients, nodes, faults below. Pure.

/** @typedef {ReturnType<typeof layoutOf>} Layout */

export const GUTTER = 66;
export const AXIS = 17;
const LINE_MIN = 14;
const LINE_MAX = 40;
const FAULT_ROW = 14;
const FAULT_ROWS_MAX = 3;

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * `lines` in order, in `height` pixels, with `faultRows` rows of faults. Lines come no nearer than LINE_MIN: the layout may be
 * higher than the room, and is then scrolled. Fewer rows of faults if that keeps the lines apart.
 *
 * @param {{ lines: string[], height: number, faultRows: number }} room
 */
export function layoutOf({ lines, height, faultRows }) {
  const room = height - AXIS;
  let rows = within(faultRows, 1, FAULT_ROWS_MAX);
  while (rows > 1 && (room - rows * FAULT_ROW - 4) / lines.length < LINE_MIN + 3) rows -= 1;
  const faultHeight = rows * FAULT_ROW + 4;
  const step = within((room - faultHeight) / Math.max(1, lines.length), LINE_MIN, LINE_MAX);
  const y = new Map(lines.map((name, i) => [name, AXIS + step * (i + 0.5)]));
  const top = AXIS + step * lines.length;
  /** @param {number} row */
  const faultY = (row) => top + 2 + (row % rows) * FAULT_ROW;
  const faults = { top: top + 2, row: FAULT_ROW, rows, y: faultY };
  return { lines, y, step, bar: Math.min(20, step - 3), faults, plotBottom: top, height: Math.ceil(top + faultHeight) };
}

/**
 * The lines in the learner's order: clients above nodes unless moved, without the hidden ones.
 *
 * @param {import("./trace.js").Trace} trace
 * @param {string[] | null} order
 * @param {Set<string>} hidden
 */
export function orderedLines(trace, order, hidden) {
  const usual = [...trace.clients, ...trace.nodes];
  const known = (order ?? []).filter((name) => usual.includes(name));
  return [...known, ...usual.filter((name) => !known.includes(name))].filter((name) => !hidden.has(name));
}

/**
 * Return a sentence on what is not drawn because lines are hidden; "" if nothing is.
 *
 * @param {import("./trace.js").Trace} trace
 * @param {Set<string>} hidden
 */
export function hiddenNote(trace, hidden) {
  if (hidden.size === 0) return "";
  let messages = 0;
  for (const { source, target } of trace.messages.values()) if (hidden.has(source) || hidden.has(target)) messages += 1;
  const [lines, with_] = [hidden.size === 1 ? "line" : "lines", messages === 1 ? "message" : "messages"];
  return `${hidden.size} ${lines} hidden, with ${messages} ${with_}`;
}

/**
 * Return where an event of the trace stands in the layout, from `standing`; null if its line is hidden.
 *
 * @param {import("./trace.js").Standing} standing
 * @param {{ scale: import("../lib/time-scale.js").TimeScale, layout: Layout, faultRow?: number }} scene
 * @returns {Point | null}
 */
export function placed({ line, source, target, share, tick }, { scale, layout, faultRow }) {
  const x = scale.x(tick);
  if (source !== undefined) {
    const [from, to] = [layout.y.get(source), layout.y.get(target)];
    return from === undefined || to === undefined ? null : { x, y: from + (to - from) * share };
  }
  if (line === null) return { x, y: layout.faults.y(faultRow ?? 0) + layout.faults.row / 2 };
  const y = layout.y.get(line);
  return y === undefined ? null : { x, y };
}
