// The SVG of the diagram and the order in which it is drawn.
//
// 1. What has come to an end is drawn once for a stretch wider than the window ("still" layers) and only moved while panning.
// 2. What changes with time is drawn in every frame: lines, faults, messages on their way, open operations, the cursor.

import { drawAxis, drawCursor, drawFolds } from "./axis.js";
import { drawBands, drawFaults } from "./faults.js";
import { drawConditions } from "./conditions.js";
import { drawFocus } from "./focus.js";
import { drawLines, drawNames } from "./process-lines.js";
import { drawMarks } from "./marks.js";
import { drawArrows, messagesWithin } from "./messages.js";
import { drawOperations, isOpen, operationsWithin } from "./operations.js";
import { drawPoints } from "./points.js";
import { drawVerdict } from "./verdict.js";
import { AXIS, GUTTER } from "../layout.js";
import { assign, first, svg } from "../../lib/dom.js";

const LAYERS = [
  "bands",
  "axis",
  "lines",
  "conditions",
  "arrows",
  "bars",
  "marks",
  "moving",
  "open",
  "fresh",
  "faults",
  "folds",
  "later",
  "verdict",
  "points",
  "focus",
  "cursor",
];
/** @typedef {ReturnType<typeof makePicture>} Picture */

// From this many messages on, arrows are drawn without heads.
const DENSE = 700;
const STILL = ["axis", "arrows", "bars", "marks"];

/**
 * An empty picture.
 *
 * @param {Document} document
 */
export function makePicture(document) {
  const layers = /** @type {Record<string, SVGGElement>} */ (
    Object.fromEntries(LAYERS.map((name) => [name, svg(document, "g", { class: `layer-${name}` })]))
  );
  layers.bars.append(svg(document, "g"), svg(document, "g"));
  layers.open.append(svg(document, "g"), svg(document, "g"));
  layers.faults.append(svg(document, "g"), svg(document, "path", { class: "beside" }));
  layers.later.append(svg(document, "rect", { y: AXIS }));
  layers.cursor.append(
    svg(document, "path", { class: "cursor-line" }),
    svg(document, "path", { class: "cursor-handle" }),
  );
  const plot = svg(document, "svg", { class: "plot", x: GUTTER }, ...Object.values(layers));
  const names = svg(
    document,
    "g",
    { class: "names" },
    svg(document, "rect", { class: "gutter" }),
    svg(document, "text", { class: "faults-name" }),
    svg(document, "g"),
  );
  const root = svg(document, "svg", { class: "diagram" }, plot, names);
  return { root, plot, layers, names };
}

/**
 * Draw what stands still, for all of the scene's stretch. Returns how far that goes: what was left to `drawMoving`, and how many labels
 * had no room.
 *
 * @param {Picture} picture
 * @param {import("../scene.js").Scene} scene
 */
export function drawStill({ root, plot, layers, names }, scene) {
  const { layout, width, trace } = scene;
  assign(root, { width: width + GUTTER, height: layout.height, viewBox: `0 0 ${width + GUTTER} ${layout.height}` });
  assign(plot, { width, height: layout.height });
  drawNames(names, { ...scene, width: GUTTER });
  drawAxis(layers.axis, scene);
  const messages = messagesWithin(trace.sent, scene);
  const dense = messages.length > DENSE;
  drawArrows(
    layers.arrows,
    messages.filter(({ ended }) => ended),
    { ...scene, dense },
  );
  const closed = operationsWithin(trace.issued, scene).filter((operation) => !isOpen(operation));
  const silent = drawOperations(layers.bars, closed, scene);
  drawMarks(layers.marks, { ...scene, since: 0 });
  const loose = {
    messages: trace.sent.filter(({ ended }) => !ended),
    operations: trace.issued.filter((operation) => !operation.completed || isOpen(operation)),
  };
  return { silent, dense, loose, head: trace.head, sent: trace.sent.length, issued: trace.issued.length };
}

/**
 * Move what stands still by pixels.
 *
 * @param {Picture} picture
 * @param {number} px
 */
export function shiftStill({ layers }, px) {
  for (const name of STILL) assign(layers[name], { transform: px ? `translate(${px.toFixed(2)} 0)` : null });
}

/**
 * Draw what moves, and what has happened since what stands still was drawn. Returns how many labels had no room, and whether faults overlap.
 *
 * @param {Picture} picture
 * @param {import("../scene.js").Scene} scene
 * @param {ReturnType<typeof drawStill>} still
 */
export function drawMoving({ layers }, scene, still) {
  const { scale, layout, width, past, tick, rows, trace } = scene;
  const messages = [...still.loose.messages, ...trace.sent.slice(still.sent)];
  const operations = [...still.loose.operations, ...trace.issued.slice(still.issued)];
  drawBands(layers.bands, rows, scene);
  drawLines(layers.lines, scene);
  drawConditions(layers.conditions, scene);
  drawArrows(layers.moving, messagesWithin(messages, scene), { ...scene, dense: still.dense });
  const silent = drawOperations(layers.open, operationsWithin(operations, scene), scene);
  drawMarks(layers.fresh, { ...scene, since: still.head + 1 });
  const faults = drawFaults(layers.faults, rows, scene);
  drawFolds(layers.folds, scene);
  const x = Math.min(width, Math.max(0, scale.x(tick)));
  assign(
    first(layers.later),
    past ? { x, width: width - x, height: layout.height - AXIS, visibility: null } : { visibility: "hidden" },
  );
  drawVerdict(layers.verdict, scene);
  drawPoints(layers.points, scene);
  drawFocus(layers.focus, scene);
  drawCursor(layers.cursor, scene);
  return { silent: silent + faults.silent, overlap: faults.overlap };
}
