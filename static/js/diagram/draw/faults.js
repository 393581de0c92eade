// Draws what was wrong: each fault as a bar on the line of faults, from where it was set to where it was taken away; partitions and
// cuts also as a band over all lines. Other events at no process are marks there.

import { stacked } from "../faults.js";
import { assign, first, keyed, last, setText, svg } from "../../lib/dom.js";
import { shortened } from "../../lib/format.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {Scene["rows"]} Rows */

const CHAR_PX = 5.9;
const BANDS = new Set(["partition"]);

/**
 * @param {{ set: Moment, ended: Moment | null }} interval
 * @param {Scene} scene
 */
const spanOf = ({ set, ended }, { scale, present }) => ({ x: scale.x(set.tick), x2: scale.x(ended?.tick ?? present) });

/**
 * The row of each fault, by the events that set and ended it.
 *
 * @param {import("../trace.js").Trace} trace
 */
export function faultRows(trace) {
  const { placed, rows } = stacked(trace.faults.intervals);
  /** @type {Map<number, number>} */
  const of = new Map();
  for (const { interval, row } of placed) {
    of.set(interval.set.seq, row);
    if (interval.ended) of.set(interval.ended.seq, row);
  }
  return { rows, placed, of };
}

/**
 * @param {Rows} rows
 * @param {Scene} scene
 */
const shown = ({ placed }, { from, to, present }) =>
  placed.filter(({ interval }) => interval.set.tick <= to && (interval.ended?.tick ?? present) >= from);

/**
 * Bring the bands over all lines up to date.
 *
 * @param {Element} layer
 * @param {Rows} rows
 * @param {import("../scene.js").Scene} scene
 */
export function drawBands(layer, rows, scene) {
  const bands = shown(rows, scene).filter(({ interval }) => BANDS.has(interval.kind));
  const create = () =>
    svg(scene.document, "g", { class: "band" }, svg(scene.document, "rect"), svg(scene.document, "path"));
  keyed(
    layer,
    bands.map(({ interval }) => [interval.set.seq, interval]),
    create,
    (group, interval) => {
      const { x, x2 } = spanOf(interval, scene);
      const [top, bottom] = [17, scene.layout.plotBottom];
      assign(first(group), {
        x: x.toFixed(1),
        y: top,
        width: Math.max(1, x2 - x).toFixed(1),
        height: bottom - top,
      });
      assign(last(group), {
        d: `M${x.toFixed(1)} ${top}V${bottom}${interval.ended ? `M${x2.toFixed(1)} ${top}V${bottom}` : ""}`,
      });
    },
  );
}

/**
 * Bring the line of faults up to date. Returns how many labels had no room, and whether bars lie over one another.
 *
 * @param {Element} layer
 * @param {Rows} rows
 * @param {import("../scene.js").Scene} scene
 */
export function drawFaults(layer, rows, scene) {
  let [silent, overlap] = [0, false];
  const entries = shown(rows, scene);
  /** @type {[string, Rows["placed"][number] & { until: number }][]} */
  const bars = entries.map((entry, i) => [
    `${entry.interval.set.seq} ${entry.interval.key}`,
    { ...entry, until: nextInRow(entries, i, scene) },
  ]);
  keyed(
    first(layer),
    bars,
    () => create(scene.document),
    (group, entry) => {
      silent += update(group, entry, scene) ? 0 : 1;
      overlap ||= entry.until < spanOf(entry.interval, scene).x2;
    },
  );
  drawBeside(last(layer), rows, scene);
  return { silent, overlap };
}

/**
 * Return where the next bar of the same drawn row begins: if there are more rows than are drawn, bars may lie over one another.
 *
 * @param {Rows["placed"]} entries
 * @param {number} i
 * @param {import("../scene.js").Scene} scene
 */
function nextInRow(entries, i, { layout, scale }) {
  const row = layout.faults.y(entries[i].row);
  const next = entries.slice(i + 1).find((entry) => layout.faults.y(entry.row) === row);
  return next ? scale.x(next.interval.set.tick) : Infinity;
}

/** @param {Document} document */
const create = (document) => svg(document, "g", { class: "fault" }, svg(document, "path"), svg(document, "text"));

/**
 * @param {Element} group
 * @param {Rows["placed"][number] & { until: number }} entry
 * @param {import("../scene.js").Scene} scene
 */
function update(group, { interval, row, until }, scene) {
  const { x, x2 } = spanOf(interval, scene);
  const width = Math.max(4, x2 - x);
  const [height, y] = [scene.layout.faults.row - 2, scene.layout.faults.y(row)];
  const caused = scene.fault === interval.set.seq;
  assign(group, {
    "data-kind": interval.kind,
    "data-caused": caused,
    transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
  });
  assign(first(group), {
    d: interval.ended
      ? `M0 0H${width.toFixed(1)}V${height}H0Z`
      : `M${width.toFixed(1)} 0H0V${height}H${width.toFixed(1)}`,
  });
  const inset = Math.max(0, -x + scene.left + 2);
  const room = Math.floor((Math.min(x2, until, scene.right) - Math.max(x, scene.left) - 8) / CHAR_PX);
  const text = room >= 5 ? shortened(interval.label, room) : "";
  setText(last(group), text);
  assign(last(group), { x: 5 + inset, y: height - 3 });
  return text === interval.label;
}

/**
 * Events at no process that neither set nor end a fault: small open diamonds.
 *
 * @param {Element} layer
 * @param {Rows} rows
 * @param {import("../scene.js").Scene} scene
 */
function drawBeside(layer, rows, scene) {
  const { trace, scale, layout, from, to } = scene;
  const marks = trace.beside.filter(({ seq, tick }) => tick >= from && tick <= to && !rows.of.has(seq));
  const middle = layout.faults.top - 1;
  assign(layer, { d: marks.map(({ tick }) => `M${scale.x(tick).toFixed(1)} ${middle - 4}l4 4l-4 4l-4 -4Z`).join("") });
}
