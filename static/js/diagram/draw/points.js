// Draws linearization points: one in the bar of each operation, and the order that they make as numbers.

import { assign, keyed, setText, svg } from "../../lib/dom.js";
import { barOf } from "./operations.js";

/** @typedef {import("../trace.js").TracedOperation} TracedOperation */
/** @typedef {import("./operations.js").Bar} Bar */

const RADIUS = 6;

/**
 * Bring the points up to date. `scene.points`: null, or {places: Map operation → tick, hand, contradicts}.
 *
 * @param {Element} layer
 * @param {import("../scene.js").Scene} scene
 */
export function drawPoints(layer, scene) {
  const { points, trace, document } = scene;
  const { hand = false, contradicts = null } = points ?? {};
  /** @type {[string, { operation: TracedOperation, bar: Bar, tick: number, number: number }][]} */
  const entries = [];
  for (const [i, [id, tick]] of [...(points?.places ?? [])].entries()) {
    const operation = trace.operations.get(id);
    const bar = operation && barOf(operation, scene);
    if (operation && bar) entries.push([id, { operation, bar, tick, number: i + 1 }]);
  }
  keyed(
    layer,
    entries,
    (_, id) => create(document, id),
    (group, { operation, bar: { y }, tick, number }, id) => {
      const half = scene.layout.bar / 2;
      assign(group, {
        transform: `translate(${scene.scale.x(tick).toFixed(1)} ${y.toFixed(1)})`,
        "data-hand": hand,
        "data-contradicts": contradicts === id,
        tabindex: hand ? 0 : null,
        role: hand ? "slider" : null,
        "aria-label": hand ? `Point of ${id}, number ${number}` : null,
        "aria-valuemin": hand ? (operation.invoked?.tick ?? 0) : null,
        "aria-valuemax": hand ? (operation.completed?.tick ?? Math.round(scene.present)) : null,
        "aria-valuenow": hand ? Math.round(tick) : null,
        "aria-valuetext": hand ? `${(tick / 1000).toFixed(3)} s` : null,
      });
      assign(group.children[0], { x: -12, y: -half - RADIUS, width: 24, height: half * 2 + RADIUS });
      assign(group.children[1], { d: `M0 ${-half}V${half}` });
      assign(group.children[2], { cy: -half });
      assign(group.children[3], { y: -half + 2.8 });
      setText(group.children[3], number);
    },
  );
}

/**
 * @param {Document} document
 * @param {string} id
 */
function create(document, id) {
  const parts = [
    svg(document, "rect", { class: "hit" }),
    svg(document, "path"),
    svg(document, "circle", { r: RADIUS }),
    svg(document, "text"),
  ];
  return svg(document, "g", { class: "point", "data-point": id }, ...parts);
}
