// The SVG of the cluster picture: its layers, patterns and markers, made once.

import { svg } from "../lib/dom.js";

/** @typedef {"links" | "regions" | "clients" | "nodes" | "messages" | "late" | "clocks" | "region-labels" | "badges-over" | "gesture"} Layer */

/** @type {Layer[]} */
const LAYERS = [
  "links",
  "regions",
  "clients",
  "nodes",
  "clocks",
  "messages",
  "late",
  "region-labels",
  "badges-over",
  "gesture",
];

/**
 * The SVG with its empty layers, by name.
 *
 * @param {Document} document
 * @param {string} label
 */
export function makeScene(document, label) {
  const layers = /** @type {Record<Layer, SVGGElement>} */ (
    Object.fromEntries(LAYERS.map((name) => [name, svg(document, "g", { class: name })]))
  );
  const root = svg(
    document,
    "svg",
    { role: "group", "aria-label": label, tabindex: -1 },
    definitions(document),
    ...Object.values(layers),
  );
  return { root, layers };
}

/** @param {Document} document */
function definitions(document) {
  const hatch = svg(
    document,
    "pattern",
    { id: "cut-hatch", width: 9, height: 9, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg(document, "line", { x1: 0, y1: 0, x2: 0, y2: 9 }),
  );
  const bar = svg(
    document,
    "marker",
    {
      id: "cut-arrow",
      viewBox: "0 0 12 12",
      refX: 8,
      refY: 6,
      markerWidth: 9,
      markerHeight: 9,
      orient: "auto-start-reverse",
      markerUnits: "userSpaceOnUse",
    },
    svg(document, "path", { d: "M2 2L8 6L2 10M9 1V11" }),
  );
  return svg(document, "defs", {}, hatch, bar);
}
