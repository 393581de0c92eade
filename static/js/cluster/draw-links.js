// Draws the links of the cluster: whole, cut by the partition, or cut one way.

import { pointOf } from "./layout.js";
import { between, direction } from "../lib/geometry.js";
import { assign, keyed, svg } from "../lib/dom.js";

/** @typedef {import("./view.js").Scene} Scene */

/**
 * A pair of nodes: whether the partition parts them, and which ways are cut.
 *
 * @typedef {{ a: string, b: string, parted: boolean, there: boolean, back: boolean }} LinkState
 */

/**
 * Every pair of nodes with what is cut between them.
 *
 * @param {string[]} names
 * @param {Network} network
 */
function linkStates(names, network) {
  const groupOf = new Map((network.partition ?? []).flatMap((group, i) => group.map((name) => [name, i])));
  const oneWay = new Set(network.cuts.map(([source, target]) => `${source}>${target}`));
  return names.flatMap((a, i) =>
    names.slice(i + 1).map((b) => {
      const parted = network.partition !== null && groupOf.get(a) !== groupOf.get(b);
      return { a, b, parted, there: oneWay.has(`${a}>${b}`), back: oneWay.has(`${b}>${a}`) };
    }),
  );
}

/**
 * Bring the layer up to date.
 *
 * @param {SVGElement} layer
 * @param {import("./view.js").Scene} scene
 */
export function drawLinks(layer, { view, places, size, document }) {
  const names = [...places.nodes.keys()];
  /** @type {[string, LinkState][]} */
  const entries = linkStates(names, view.network).map((link) => [`${link.a}-${link.b}`, link]);
  keyed(
    layer,
    entries,
    () => create(document),
    (group, link) => update(group, link, places.nodes, size),
  );
}

/** @param {Document} document */
function create(document) {
  /** @param {string} name */
  const cut = (name) => svg(document, "path", { class: `one-way ${name}`, "marker-end": "url(#cut-arrow)" });
  return svg(document, "g", { class: "link" }, svg(document, "line"), cut("there"), cut("back"));
}

/**
 * @param {SVGElement} group
 * @param {LinkState} link
 * @param {Map<string, Point>} nodes
 * @param {{ radius: number }} size
 */
function update(group, { a, b, parted, there, back }, nodes, { radius }) {
  const [from, to] = [pointOf(nodes, a), pointOf(nodes, b)];
  const [line, thereCut, backCut] = group.children;
  assign(line, { x1: from.x, y1: from.y, x2: to.x, y2: to.y });
  assign(group, { "data-cut": parted || (there && back) ? "both" : there || back ? "one" : null });
  assign(thereCut, { d: there && !parted ? cutPath(from, to, radius) : null });
  assign(backCut, { d: back && !parted ? cutPath(to, from, radius) : null });
}

/**
 * From the source to a little past the middle, to the right of the link: there the arrow ends in a bar.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {number} radius
 */
function cutPath(from, to, radius) {
  const d = direction(from, to);
  /** @param {Point} point */
  const aside = ({ x, y }) => `${x - d.y * 8} ${y + d.x * 8}`;
  const start = { x: from.x + d.x * radius, y: from.y + d.y * radius };
  return `M${aside(start)}L${aside(between(from, to, 0.55))}`;
}
