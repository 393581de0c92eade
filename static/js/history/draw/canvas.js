// Paints the marks of a history onto a canvas. Colours come from the page's own style sheet, so that light and dark follow it.

import { present, windowOf } from "../../lib/dom.js";
import { shortened } from "../../lib/format.js";
import { FAULT_ROW } from "./layout.js";
import { TAIL_PX } from "./marks.js";

/** @typedef {Record<string, string>} Palette The page's colours, by name. */

const COLOURS = [
  "ground",
  "surface",
  "raised",
  "ink",
  "muted",
  "line",
  "control",
  "accent",
  "accent-soft",
  "good",
  "good-soft",
  "warn",
  "warn-soft",
  "danger",
  "danger-soft",
];
const LABEL_FONT = '500 11px "JetBrains Mono", ui-monospace, monospace';
const FAULT_FONT = '500 10px "Inter", system-ui, sans-serif';
const NAME_FONT = '500 10px "JetBrains Mono", ui-monospace, monospace';
const RADIUS = 4;
const NARROW_PX = 7;
// Lines that stand closer have no room for names above their bars.
export const NAMED_STEP_MIN = 38;

/** @type {Record<string, { fill: string, edge: string }>} */
const STYLES = {
  ok: { fill: "good-soft", edge: "good" },
  info: { fill: "warn-soft", edge: "warn" },
  open: { fill: "warn-soft", edge: "warn" },
  fail: { fill: "raised", edge: "control" },
};

/**
 * Return the page's colours as they are now.
 *
 * @param {Element} element
 */
export function paletteOf(element) {
  const { ownerDocument: document } = element;
  const probe = document.createElement("i");
  probe.hidden = true;
  element.append(probe);
  const found = COLOURS.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, windowOf(document).getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}

/**
 * Give a canvas so many pixels of the page, as fine as the screen. Returns its context, emptied.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function prepared(canvas, width, height) {
  const ratio = (windowOf(canvas).devicePixelRatio || 1) * (canvas.currentCSSZoom ?? 1);
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = present(canvas.getContext("2d"), "canvas to draw on");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * Paint everything: lines, bars, runs, seams, faults. `lines` are the heights of the lines in sight.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./marks.js").Marked} marks
 * @param {{ width: number, height: number, layout: import("./layout.js").Layout, lines: number[], palette: Palette }} scene
 */
export function paint(context, marks, { width, height, layout, lines, palette }) {
  paintBands(context, marks.faults, height, layout, palette);
  paintLines(context, lines, width, palette);
  paintRuns(context, marks.runs, layout, palette);
  for (const bar of marks.bars) paintBar(context, bar, layout, palette);
  paintLabels(context, marks.bars, palette);
  if (layout.step >= NAMED_STEP_MIN) paintNames(context, marks.bars, layout, palette);
  paintSeams(context, marks.seams, layout, palette);
  paintFaults(context, marks.faults, width, layout, palette);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} lines
 * @param {number} width
 * @param {Palette} palette
 */
function paintLines(context, lines, width, palette) {
  context.strokeStyle = palette.line;
  context.lineWidth = 1.5;
  context.setLineDash([]);
  context.beginPath();
  for (const y of lines) {
    context.moveTo(0, y);
    context.lineTo(width, y);
  }
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./marks.js").RunMark[]} runs
 * @param {import("./layout.js").Layout} layout
 * @param {Palette} palette
 */
function paintRuns(context, runs, { bar }, palette) {
  context.fillStyle = palette.good;
  context.globalAlpha = 0.32;
  for (const { x, x2, y } of runs) context.fillRect(x, y - bar / 2, x2 - x, bar);
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./marks.js").BarMark} mark
 * @param {import("./layout.js").Layout} layout
 * @param {Palette} palette
 */
function paintBar(context, { x, x2, y, status, open }, { bar: height }, palette) {
  const { fill, edge } = STYLES[status] ?? STYLES.ok;
  const half = height / 2;
  const radius = Math.min(RADIUS, (x2 - x) / 2);
  context.fillStyle = palette[fill];
  context.strokeStyle = palette[edge];
  context.lineWidth = x2 - x < NARROW_PX ? 0.5 : 1.1;
  context.setLineDash(status === "fail" ? [3, 2] : []);
  context.beginPath();
  if (open) outlineOpen(context, x, x2, y - half, height, radius);
  else context.roundRect(x, y - half, x2 - x, height, radius);
  context.fill();
  context.stroke();
  if (open) tail(context, x, x2, y - half, height, palette);
  if (status === "fail") strike(context, x, x2, y, palette);
}

/**
 * A bar without its right side: nobody knows when it ended.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} x2
 * @param {number} y
 * @param {number} height
 * @param {number} radius
 */
function outlineOpen(context, x, x2, y, height, radius) {
  context.moveTo(x2, y);
  context.lineTo(x + radius, y);
  context.quadraticCurveTo(x, y, x, y + radius);
  context.lineTo(x, y + height - radius);
  context.quadraticCurveTo(x, y + height, x + radius, y + height);
  context.lineTo(x2, y + height);
}

/**
 * The open end: the sides go on, dashed.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} x2
 * @param {number} y
 * @param {number} height
 * @param {Palette} palette
 */
function tail(context, x, x2, y, height, palette) {
  const from = Math.max(x + RADIUS, x2 - TAIL_PX);
  context.fillStyle = palette.surface;
  context.globalAlpha = 0.55;
  context.fillRect(from, y + 1, x2 - from, height - 2);
  context.globalAlpha = 1;
  context.strokeStyle = palette.surface;
  context.setLineDash([3, 4]);
  context.lineWidth = 1.6;
  context.beginPath();
  for (const side of [y, y + height]) {
    context.moveTo(from, side);
    context.lineTo(x2, side);
  }
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} x2
 * @param {number} y
 * @param {Palette} palette
 */
function strike(context, x, x2, y, palette) {
  context.setLineDash([]);
  context.strokeStyle = palette.danger;
  context.beginPath();
  context.moveTo(x + 2, y);
  context.lineTo(x2 - 2, y);
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./marks.js").BarMark[]} bars
 * @param {Palette} palette
 */
function paintLabels(context, bars, palette) {
  context.font = LABEL_FONT;
  context.fillStyle = palette.ink;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { y, label, middle } of bars) if (label) context.fillText(label, middle, y + 0.5);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./marks.js").BarMark[]} bars
 * @param {import("./layout.js").Layout} layout
 * @param {Palette} palette
 */
function paintNames(context, bars, { bar }, palette) {
  context.font = NAME_FONT;
  context.fillStyle = palette.muted;
  context.textAlign = "left";
  for (const { x, x2, y, name } of bars)
    if (name) context.fillText(name, Math.max(x, Math.min(2, x2 - name.length * 6)) + 1, y - bar / 2 - 7);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Point[]} seams
 * @param {import("./layout.js").Layout} layout
 * @param {Palette} palette
 */
function paintSeams(context, seams, { step }, palette) {
  context.strokeStyle = palette.warn;
  context.lineWidth = 1.4;
  context.setLineDash([2, 3]);
  context.beginPath();
  for (const { x, y } of seams) {
    context.moveTo(x, y - step / 2 + 2);
    context.lineTo(x, y + step / 2 - 2);
  }
  context.stroke();
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./marks.js").Marked["faults"]} faults
 * @param {number} height
 * @param {import("./layout.js").Layout} layout
 * @param {Palette} palette
 */
function paintBands(context, faults, height, { above: top }, palette) {
  context.fillStyle = palette.danger;
  context.globalAlpha = 0.05;
  for (const { x, x2 } of faults) context.fillRect(x, top, x2 - x, height - top);
  context.globalAlpha = 1;
}

/**
 * The nemesis lane stays at the top, whatever is scrolled below it.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./marks.js").Marked["faults"]} faults
 * @param {number} width
 * @param {import("./layout.js").Layout} layout
 * @param {Palette} palette
 */
function paintFaults(context, faults, width, { above: top, rows }, palette) {
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, width, rows ? top - 2 : 0);
  context.font = FAULT_FONT;
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { x, x2, row, text } of faults) {
    const y = 3 + row * FAULT_ROW;
    context.fillStyle = palette["danger-soft"];
    context.strokeStyle = palette.danger;
    context.lineWidth = 1;
    context.beginPath();
    context.rect(x, y, Math.max(2, x2 - x), FAULT_ROW - 3);
    context.fill();
    context.stroke();
    context.fillStyle = palette.danger;
    if (x2 - x > 30)
      context.fillText(labelIn(text, x2 - Math.max(0, x) - 10), Math.max(0, x) + 5, y + (FAULT_ROW - 3) / 2 + 0.5);
  }
}

/**
 * @param {string} text
 * @param {number} room
 */
const labelIn = (text, room) =>
  text.length * 5.4 <= room ? text : room > 24 ? shortened(text, Math.floor(room / 5.4)) : "";
