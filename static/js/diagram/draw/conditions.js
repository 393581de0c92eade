// Draws what nodes are in for a while as hatched bands along their lines, each with what it is.

import { assign, first, keyed, last, setText, svg } from "../../lib/dom.js";
import { shortened } from "../../lib/format.js";

const CHAR_PX = 5.9;
const BAND = 9;

/**
 * Bring the bands up to date.
 *
 * @param {SVGElement} layer
 * @param {import("../scene.js").Scene} scene
 */
export function drawConditions(layer, { trace, layout, scale, from, to, left, right, present, document }) {
  const shown = trace.conditions.intervals.filter(
    ({ node, set, ended }) => layout.y.has(node) && set.tick <= to && (ended?.tick ?? present) >= from,
  );
  const create = () =>
    svg(document, "g", { class: "condition" }, svg(document, "rect", { rx: 2 }), svg(document, "text"));
  keyed(
    layer,
    shown.map((interval) => [`${interval.node} ${interval.set.seq}`, interval]),
    create,
    (group, { node, kind, text, set, ended }) => {
      const x = Math.max(left, scale.x(set.tick));
      const width = Math.max(2, Math.min(right, scale.x(ended?.tick ?? present)) - x);
      const y = layout.y.get(node) ?? 0;
      assign(group, { "data-kind": kind });
      assign(first(group), {
        x: x.toFixed(1),
        y: (y - BAND / 2).toFixed(1),
        width: width.toFixed(1),
        height: BAND,
      });
      const room = Math.floor((width - 8) / CHAR_PX);
      setText(last(group), room >= 6 && layout.step >= 18 ? shortened(text, room) : "");
      assign(last(group), { x: (x + 4).toFixed(1), y: (y - BAND / 2 - 3).toFixed(1) });
    },
  );
}
