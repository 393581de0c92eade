// Draws the time axis with its marks, the folds, and the cursor at the shown moment.

import { AXIS } from "../layout.js";
import { assign, first, keyed, last, setText, svg } from "../../lib/dom.js";
import { shortSeconds } from "../../lib/format.js";
import { axisMarks, FOLD_PX } from "../../lib/time-scale.js";

/**
 * Bring the marks up to date.
 *
 * @param {SVGElement} layer
 * @param {import("../scene.js").Scene} scene
 */
export function drawAxis(layer, { scale, from, to, layout, document }) {
  /** @type {[number, ReturnType<typeof axisMarks>[number]][]} */
  const marks = axisMarks(scale, from, to).map((mark) => [mark.tick, mark]);
  keyed(
    layer,
    marks,
    () => svg(document, "g", {}, svg(document, "path"), svg(document, "text")),
    (group, { tick, label }) => {
      assign(group, { transform: `translate(${scale.x(tick).toFixed(1)} 0)` });
      assign(first(group), { d: `M0 ${AXIS - 4}V${layout.plotBottom.toFixed(1)}` });
      assign(last(group), { y: 10 });
      setText(last(group), label);
    },
  );
}

/**
 * Bring the folds up to date: a zig-zag band each, that says how much time it hides and opens when pressed.
 *
 * @param {SVGElement} layer
 * @param {import("../scene.js").Scene} scene
 */
export function drawFolds(layer, { scale, from, to, layout, document }) {
  /** @type {[number, import("../../lib/time-scale.js").Fold][]} */
  const folds = scale.folds.filter((fold) => fold.to >= from && fold.from <= to).map((fold) => [fold.from, fold]);
  keyed(
    layer,
    folds,
    (fold) => createFold(document, fold),
    (group, fold) => {
      assign(group, { transform: `translate(${scale.x(fold.from).toFixed(1)} 0)` });
      const [top, bottom] = [AXIS, layout.faults.top - 2];
      assign(group.children[0], { x: 1, y: top, width: FOLD_PX - 2, height: bottom - top });
      assign(group.children[1], { d: `${zigzag(5, top, bottom)}${zigzag(FOLD_PX - 5, top, bottom)}` });
      assign(group.children[2], { transform: `translate(${FOLD_PX / 2 + 3.5} ${(top + bottom) / 2}) rotate(-90)` });
    },
  );
}

/**
 * @param {Document} document
 * @param {import("../../lib/time-scale.js").Fold} fold
 */
function createFold(document, { from, to }) {
  const text = `${shortSeconds(to - from)} quiet`;
  const attributes = {
    class: "time-fold",
    "data-fold": from,
    role: "button",
    tabindex: 0,
    "aria-label": `${text}, folded. Unfold`,
  };
  return svg(document, "g", attributes, svg(document, "rect"), svg(document, "path"), svg(document, "text", {}, text));
}

/**
 * @param {number} x
 * @param {number} top
 * @param {number} bottom
 */
function zigzag(x, top, bottom) {
  let data = `M${x} ${top}`;
  for (let y = top, way = 1; y < bottom; y += 5, way = -way)
    data += `L${x + 2.2 * way} ${Math.min(bottom, y + 5).toFixed(1)}`;
  return data;
}

/**
 * Bring the cursor up to date.
 *
 * @param {SVGElement} group
 * @param {import("../scene.js").Scene} scene
 */
export function drawCursor(group, { scale, layout, tick, past }) {
  const x = scale.x(tick);
  assign(group, { transform: `translate(${x.toFixed(1)} 0)`, "data-past": past });
  assign(group.children[0], { d: `M0 ${AXIS - 3}V${layout.height}` });
  assign(group.children[1], { d: `M-5.5 ${AXIS - 13}H5.5L0 ${AXIS - 3}Z` });
}
