// Draws the line of each process: grey, dotted where its node was crashed, dashed where it was paused; past and future of the
// chosen event in colour, the past solid and the future double. And the names at the left.

import { assign, first, keyed, last, setText, svg } from "../../lib/dom.js";
import { GUTTER } from "../layout.js";
import { drawPaths, PathBag } from "./paths.js";

/** @type {Record<string, string>} */
const BROKEN = { crash: "gap", pause: "still" };

/**
 * Bring the lines up to date.
 *
 * @param {Element} layer
 * @param {import("../scene.js").Scene} scene
 */
export function drawLines(layer, scene) {
  const bag = new PathBag();
  for (const name of scene.layout.lines) {
    addLine(bag, name, scene);
    if (scene.cone) addCone(bag, name, scene);
  }
  drawPaths(layer, bag, scene.document);
}

/**
 * @param {import("./paths.js").PathBag} bag
 * @param {string} name
 * @param {import("../scene.js").Scene} scene
 */
function addLine(bag, name, { trace, layout, scale, left, right }) {
  const y = (layout.y.get(name) ?? 0).toFixed(1);
  let x = left;
  for (const { kind, node, set, ended } of trace.faults.intervals) {
    if (node !== name || !BROKEN[kind]) continue;
    const [from, to] = [scale.x(set.tick), ended ? scale.x(ended.tick) : right];
    if (to < left || from > right) continue;
    if (from > x) bag.add("line", `M${x.toFixed(1)} ${y}H${from.toFixed(1)}`);
    bag.add(BROKEN[kind], `M${Math.max(left, from).toFixed(1)} ${y}H${Math.min(right, to).toFixed(1)}`);
    x = Math.max(x, to);
  }
  if (x < right) bag.add("line", `M${x.toFixed(1)} ${y}H${right.toFixed(1)}`);
}

/**
 * @param {import("./paths.js").PathBag} bag
 * @param {string} name
 * @param {import("../scene.js").Scene} scene
 */
function addCone(bag, name, { trace, layout, scale, cone, left, right, present }) {
  const y = (layout.y.get(name) ?? 0).toFixed(1);
  const events = trace.line(name);
  const reach = cone?.lines.get(name);
  if (!cone || !reach) return;
  const { past, future } = reach;
  const own = name === cone.event.process;
  const lastPast = own ? cone.event : events[past - 1];
  const firstFuture = own ? cone.event : events[future];
  /**
   * @param {string} style
   * @param {number} from
   * @param {number} to
   */
  const segment = (style, from, to) => {
    const [x1, x2] = [Math.max(left, from), Math.min(right, to)];
    if (x2 > x1) bag.add(style, `M${x1.toFixed(1)} ${y}H${x2.toFixed(1)}`);
  };
  if (lastPast) segment("cone past", scale.x(0), scale.x(lastPast.tick));
  if (!firstFuture) return;
  segment("cone future", scale.x(firstFuture.tick), scale.x(present));
  segment("core future", scale.x(firstFuture.tick), scale.x(present));
}

/**
 * Bring the names up to date.
 *
 * @param {Element} layer
 * @param {import("../scene.js").Scene} scene
 */
export function drawNames(layer, { layout, trace, document, width, chosen }) {
  const ground = first(layer);
  assign(ground, { width, height: layout.height });
  keyed(
    last(layer),
    layout.lines.map((name) => [name, name]),
    (_, name) => createName(document, trace, name),
    (group, name) => {
      assign(group, {
        transform: `translate(0 ${(layout.y.get(name) ?? 0).toFixed(1)})`,
        "data-chosen": chosen.node === name,
      });
      assign(first(group), { "font-size": layout.step < 17 ? 10.5 : 11.5 });
    },
  );
  setText(layer.children[1], "faults");
  assign(layer.children[1], { x: width - 8, y: layout.faults.top + 10.5 });
}

/**
 * @param {Document} document
 * @param {import("../trace.js").Trace} trace
 * @param {string} name
 */
function createName(document, trace, name) {
  const node = trace.nodes.indexOf(name);
  const group = svg(document, "g", {
    class: node < 0 ? "line-name client" : "line-name",
    ...(node < 0 ? {} : { "data-identity": node + 1 }),
  });
  group.append(
    svg(document, "text", { x: GUTTER - 8, y: 4 }, name),
    svg(document, "rect", { x: GUTTER - 4, y: -5, width: 3, height: 10, rx: 1.5 }),
  );
  return group;
}
