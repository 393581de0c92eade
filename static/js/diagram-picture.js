// The SVG of the diagram and the order in which it is drawn.
//
// 1. What has come to an end is drawn once for a stretch wider than the window ("still" layers) and only moved while panning.
// 2. What changes with time is drawn in every frame: lines, faults, messages on their way, open operations, the cursor.

import { drawAxis, drawCursor, drawFolds } from "./draw-diagram-axis.js";
import { drawBands, drawFaults } from "./draw-diagram-faults.js";
import { drawFocus } from "./draw-diagram-focus.js";
import { drawLines, drawNames } from "./draw-diagram-lines.js";
import { drawMarks } from "./draw-diagram-marks.js";
import { drawArrows, splitMessages } from "./draw-diagram-messages.js";
import { drawOperations, isOpen, shownOperations } from "./draw-diagram-operations.js";
import { drawPoints } from "./draw-diagram-points.js";
import { drawVerdict } from "./draw-diagram-verdict.js";
import { AXIS, GUTTER } from "./diagram-layout.js";
import { assign, svg } from "./dom.js";

const LAYERS = ["bands", "axis", "lines", "arrows", "bars", "marks", "moving", "open", "faults", "folds", "later", "verdict", "points", "focus", "cursor"];
const STILL = ["axis", "arrows", "bars", "marks"];

/** An empty picture. */
export function makePicture(document) {
  const make = (tag, attributes, ...children) => svg(document, tag, attributes, ...children);
  const layers = Object.fromEntries(LAYERS.map((name) => [name, make("g", { class: `layer-${name}` })]));
  layers.bars.append(make("g"), make("g"));
  layers.open.append(make("g"), make("g"));
  layers.faults.append(make("g"), make("path", { class: "beside" }));
  layers.later.append(make("rect", { y: AXIS }));
  layers.cursor.append(make("path", { class: "cursor-line" }), make("path", { class: "cursor-handle" }));
  const plot = make("svg", { class: "plot", x: GUTTER }, ...Object.values(layers));
  const names = make("g", { class: "names" }, make("rect", { class: "gutter" }), make("text", { class: "faults-name" }), make("g"));
  const root = make("svg", { class: "diagram" }, plot, names);
  return { root, plot, layers, names };
}

/** Draw what stands still, for all of the scene's stretch. Returns how many labels had no room. */
export function drawStill({ root, plot, layers, names }, scene) {
  const { layout, width } = scene;
  assign(root, { width: width + GUTTER, height: layout.height, viewBox: `0 0 ${width + GUTTER} ${layout.height}` });
  assign(plot, { width, height: layout.height });
  drawNames(names, { ...scene, width: GUTTER });
  drawAxis(layers.axis, scene);
  drawArrows(layers.arrows, splitMessages(scene).settled, scene);
  const closed = shownOperations(scene).filter((operation) => !isOpen(operation));
  const silent = drawOperations(layers.bars, closed, scene);
  drawMarks(layers.marks, scene);
  return silent;
}

/** Move what stands still by pixels. */
export function shiftStill({ layers }, px) {
  for (const name of STILL) assign(layers[name], { transform: px ? `translate(${px.toFixed(2)} 0)` : null });
}

/** Draw what moves. Returns how many labels had no room. */
export function drawMoving({ layers }, scene) {
  const { scale, layout, width, past, tick, rows } = scene;
  drawBands(layers.bands, rows, scene);
  drawLines(layers.lines, scene);
  drawArrows(layers.moving, splitMessages(scene).moving, scene);
  const silent = drawOperations(layers.open, shownOperations(scene).filter(isOpen), scene);
  const cut = drawFaults(layers.faults, rows, scene);
  drawFolds(layers.folds, scene);
  const x = Math.min(width, Math.max(0, scale.x(tick)));
  assign(layers.later.firstChild, past ? { x, width: width - x, height: layout.height - AXIS, visibility: null } : { visibility: "hidden" });
  drawVerdict(layers.verdict, scene);
  drawPoints(layers.points, scene);
  drawFocus(layers.focus, scene);
  drawCursor(layers.cursor, scene);
  return silent + cut;
}
