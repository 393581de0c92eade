// Draws what of a history has a meaning of its own above its bars, as SVG: the sessions' names, the operations of a clash and its edges
// with their words, points with their numbers, what is chosen.

import { assign, first, keyed, last, present, setText, svg } from "../../lib/dom.js";
import { headOf } from "../../diagram/draw/messages.js";
import { shortened } from "../../lib/format.js";
import { arcs } from "./edges.js";
import { labelOf, openEnd, TAIL_PX } from "./marks.js";

/** @typedef {ReturnType<typeof makeOverlay>} Overlay */

const LAYERS = ["clash", "edges", "points", "chosen", "names"];
const NAME_CHARS_MAX = 9;
const BAR_PX_MIN = 7;
const POINT_RADIUS = 9;
// From this many points in sight on, only those near the step that is shown are drawn.
const POINTS_MAX = 160;
const POINTS_NEAR = 12;

/**
 * An empty overlay.
 *
 * @param {SVGSVGElement} root
 */
export function makeOverlay(root) {
  const { ownerDocument: document } = root;
  const layers = Object.fromEntries(LAYERS.map((name) => [name, svg(document, "g", { class: `layer-${name}` })]));
  const plot = svg(
    document,
    "svg",
    { class: "plot" },
    ...LAYERS.filter((name) => name !== "names").map((name) => layers[name]),
  );
  root.replaceChildren(plot, layers.names);
  layers.names.append(
    svg(document, "rect", { class: "gutter" }),
    svg(document, "g"),
    svg(document, "text", { class: "nemesis" }, "nemesis"),
  );
  return { root, plot, layers, document };
}

/**
 * Bring all of it up to date.
 *
 * @param {Overlay} overlay
 * @param {Scene & { obstacles: import("./marks.js").BarMark[] }} scene
 */
export function drawOverlay(overlay, scene) {
  const { width, height, gutter } = scene;
  assign(overlay.root, { width: width + gutter, height, viewBox: `0 0 ${width + gutter} ${height}` });
  assign(overlay.plot, { x: gutter, width, height });
  drawNames(overlay, scene);
  drawClash(overlay, scene);
  drawEdges(overlay, scene);
  drawPoints(overlay, scene);
  drawChosen(overlay, scene);
}

/**
 * @param {Overlay} overlay
 * @param {import("../diagram.js").Scene} scene
 */
function drawNames({ layers, document }, { lines, gutter, height, layout }) {
  const [ground, names, nemesis] = layers.names.children;
  assign(ground, { width: gutter - 4, height });
  assign(nemesis, { x: gutter - 12, y: 14, visibility: layout.rows ? null : "hidden" });
  keyed(
    names,
    lines.map((line) => [line.name, line]),
    () => svg(document, "text", { x: gutter - 12 }, svg(document, "title"), ""),
    (text, { name, y }) => {
      assign(text, { y: (y + 4).toFixed(1), visibility: y < layout.above - 4 ? "hidden" : null });
      setText(first(text), `session ${name}`);
      const words = present(text.lastChild, "name of a session");
      words.nodeValue = shortened(name, NAME_CHARS_MAX);
    },
  );
}

/** @typedef {import("../diagram.js").Scene} Scene */

/** @typedef {{ x: number, x2: number, y: number, bar: import("../model.js").Bar }} Place The bar of an operation on the screen. */

/**
 * The bar of an operation on the screen; null if it is not in view.
 *
 * @param {Scene} scene
 * @param {number} number
 * @returns {Place | null}
 */
export function placeOf(scene, number) {
  const bar = scene.view.bars.get(number);
  if (!bar) return null;
  const x = scene.window.x(bar.from);
  const end = scene.window.x(bar.to);
  return {
    x,
    x2: Math.max(x + BAR_PX_MIN, bar.open ? openEnd(x, end, scene.width) : end),
    y: scene.lineY(bar.line),
    bar,
  };
}

/**
 * @param {{ x: number, x2: number, y: number }} place
 * @param {Size} size
 */
const isSeen = ({ x, x2, y }, { width, height }) => x2 > -40 && x < width + 40 && y > -30 && y < height + 30;

/**
 * @param {Overlay} overlay
 * @param {import("../diagram.js").Scene} scene
 */
function drawClash({ layers, document }, scene) {
  /** @type {[number, Place][]} */
  const entries = scene.clash.flatMap((number) => {
    const place = placeOf(scene, number);
    return place && isSeen(place, scene) ? [[number, place]] : [];
  });
  const make = () => svg(document, "g", { class: "clash-bar" }, svg(document, "path"), svg(document, "text"));
  keyed(layers.clash, entries, make, (group, { x, x2, y, bar }, number) => {
    const half = scene.layout.bar / 2;
    const { operation, open } = bar;
    assign(group, { "data-operation": operation.name, "data-in-edge": scene.edgeEnds.has(number) });
    assign(first(group), { d: outline(x, x2, y, half, open) });
    const { label, middle } = labelOf(operation, { x, x2 }, scene.width);
    setText(last(group), label);
    assign(last(group), { x: middle.toFixed(1), y: (y + 4).toFixed(1) });
  });
}

/**
 * @param {number} x
 * @param {number} x2
 * @param {number} y
 * @param {number} half
 * @param {boolean} open
 */
function outline(x, x2, y, half, open) {
  const [a, b, top, foot, c] = [x, x2, y - half, y + half, Math.max(x, x2 - TAIL_PX)].map((value) => value.toFixed(1));
  return open ? `M${c} ${top}H${a}V${foot}H${c}` : `M${a} ${top}H${b}V${foot}H${a}Z`;
}

/**
 * @param {Overlay} overlay
 * @param {Scene & { obstacles: import("./marks.js").BarMark[] }} scene
 */
function drawEdges({ layers, document }, scene) {
  const shown = scene.points ? [] : arcs(scene.edges, (number) => placeOf(scene, number), scene);
  /**
   * @param {unknown} _
   * @param {number} index
   */
  const make = (_, index) => {
    const parts = [
      svg(document, "path", { class: "line" }),
      svg(document, "path", { class: "end" }),
      svg(document, "rect", { rx: 8, height: 17 }),
      svg(document, "text"),
    ];
    return svg(document, "g", { class: "edge", "data-edge": index }, ...parts);
  };
  keyed(
    layers.edges,
    shown.map((arc) => [arc.index, arc]),
    make,
    (group, arc) => {
      const [line, end, box, text] = group.children;
      /**
       * @param {number} x
       * @param {number} y
       */
      const at = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;
      assign(group, {
        "data-kind": arc.edge.kind,
        "data-chosen": scene.chosen.edge === arc.index,
        "data-lit": scene.lit.edge === arc.index,
        "data-recedes": scene.chosen.edge !== null && scene.chosen.edge !== arc.index && scene.lit.edge !== arc.index,
      });
      assign(line, { d: `M${at(arc.x1, arc.y1)}Q${at(arc.cx, arc.cy)} ${at(arc.x2, arc.y2)}` });
      assign(end, { d: headOf({ x1: arc.cx, y1: arc.cy, x2: arc.x2, y2: arc.y2 }, 8) });
      assign(box, { x: arc.box.x.toFixed(1), y: arc.box.y.toFixed(1), width: arc.box.width.toFixed(1) });
      assign(text, { x: (arc.box.x + arc.box.width / 2).toFixed(1), y: (arc.box.y + 12.2).toFixed(1) });
      setText(text, arc.edge.words);
    },
  );
}

/**
 * @param {Overlay} overlay
 * @param {import("../diagram.js").Scene} scene
 */
function drawPoints({ layers, document }, scene) {
  const { points } = scene;
  const { hand = false, contradicts = null, now } = points ?? {};
  /** @type {[number, { place: Place, step: number, nth: number }][]} */
  const seen = [];
  for (const [i, [number, step]] of [...(points?.places ?? [])].entries()) {
    const place = placeOf(scene, number);
    if (place && isSeen(place, scene)) seen.push([number, { place, step, nth: i + 1 }]);
  }
  const entries =
    seen.length <= POINTS_MAX ? seen : seen.filter(([, { nth }]) => Math.abs(nth - (now ?? -Infinity)) < POINTS_NEAR);
  keyed(
    layers.points,
    entries,
    (_, number) => makePoint(document, number),
    (group, { place, step, nth }, _number) => {
      const { operation, from, to } = place.bar;
      const half = scene.layout.bar / 2;
      assign(group, {
        transform: `translate(${scene.window.x(step).toFixed(1)} ${place.y.toFixed(1)})`,
        "data-hand": hand,
        "data-contradicts": contradicts === operation.name,
        "data-now": now === nth,
        "data-later": now !== undefined && nth > now,
        tabindex: hand ? 0 : null,
        role: hand ? "slider" : null,
        "aria-label": hand ? `Point of ${operation.name}, number ${nth}` : null,
        "aria-valuemin": hand ? from : null,
        "aria-valuemax": hand ? to : null,
        "aria-valuenow": hand ? Math.round(step * 100) / 100 : null,
        "aria-valuetext": hand ? `number ${nth} in the order` : null,
      });
      assign(group.children[0], { y: -half - POINT_RADIUS, height: half * 2 + POINT_RADIUS * 2 });
      assign(group.children[1], { d: `M0 ${-half}v9M0 ${half}v-9` });
      assign(group.children[2], { cy: -half });
      assign(group.children[3], { y: -half + 3.4 });
      setText(group.children[3], nth);
    },
  );
}

/**
 * @param {Document} document
 * @param {number} number
 */
function makePoint(document, number) {
  const parts = [
    svg(document, "rect", { class: "hit", x: -13, width: 26 }),
    svg(document, "path"),
    svg(document, "circle", { r: POINT_RADIUS }),
    svg(document, "text"),
  ];
  return svg(document, "g", { class: "point", "data-point": number }, ...parts);
}

/**
 * @param {Overlay} overlay
 * @param {import("../diagram.js").Scene} scene
 */
function drawChosen({ layers, document }, scene) {
  /** @type {[string, number][]} */
  const marked = scene.lit.operations.map((number) => [`lit ${number}`, number]);
  if (scene.chosen.operation !== null) marked.push(["chosen", scene.chosen.operation]);
  /** @type {[string, Place][]} */
  const entries = marked.flatMap(([name, number]) => {
    const place = placeOf(scene, number);
    return place && isSeen(place, scene) ? [[name, place]] : [];
  });
  keyed(
    layers.chosen,
    entries,
    (_, name) => svg(document, "path", { class: name === "chosen" ? "chosen-bar" : "lit-bar" }),
    (path, { x, x2, y, bar }) => {
      assign(path, {
        d: outline(x - 3, x2 + 3, y, scene.layout.bar / 2 + 3, false),
        "data-operation": bar.operation.name,
      });
    },
  );
}
