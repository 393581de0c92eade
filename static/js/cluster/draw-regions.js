// Draws the parts that a partition has cut off: hatched, outlined, and labelled with since when.

import { pointOf } from "./layout.js";
import { hull, inside, outlinePath } from "../lib/geometry.js";
import { assign, first, keyed, last, setText, svg } from "../lib/dom.js";
import { shortSeconds } from "../lib/format.js";

/** @typedef {import("./view.js").Scene} Scene */

// Room at both sides of a node for the vector clock written under it.
const VECTOR_REACH = 32;

/**
 * The groups to outline: all but the largest, which is the rest of the cluster.
 *
 * @param {string[][]} groups
 */
function cutOff(groups) {
  const largest = groups.reduce((best, group) => (group.length > best.length ? group : best), groups[0]);
  return groups.filter((group) => group !== largest);
}

/**
 * The outlines of one group: one around it, or, if that would take in others, one around each of its nodes.
 *
 * @param {string[]} group
 * @param {Scene["places"]} places
 * @param {Map<string, string>} seated
 * @param {number} pad
 * @param {number} [reach]
 */
export function outlines(group, { nodes, clients }, seated, pad, reach = 0) {
  const own = group.map((name) => pointOf(nodes, name));
  const spread = own.flatMap(({ x, y }) =>
    reach
      ? [
          { x: x - reach, y: y + 5 },
          { x: x + reach, y: y + 5 },
          { x, y },
        ]
      : [{ x, y }],
  );
  const guests = [...seated]
    .filter(([, node]) => group.includes(node))
    .flatMap(([client]) => clients.get(client) ?? []);
  const around = hull([...spread, ...guests]);
  const others = [...nodes].filter(([name]) => !group.includes(name)).map(([, point]) => point);
  if (!others.some((point) => inside(around, point, pad * 1.5))) return [around];
  return own.map((point) => [point]);
}

/**
 * Bring the layer up to date. `regions` may be a preview.
 *
 * @param {SVGElement} layer
 * @param {import("./view.js").Scene} scene
 */
export function drawRegions(layer, scene) {
  const { view, places, seated, size, document, preview } = scene;
  const groups = preview ?? view.network.partition ?? [];
  const pad = size.radius + (size.compact ? 16 : 27);
  const shapes =
    groups.length > 1
      ? cutOff(groups).flatMap((group) =>
          outlines(group, places, seated, pad, size.compact ? 0 : VECTOR_REACH).map((points) => ({ group, points })),
        )
      : [];
  /** @type {[string, { group: string[], points: Point[] }][]} */
  const entries = shapes.map((shape, i) => [`${i}`, shape]);
  layer.classList.toggle("preview", Boolean(preview));
  keyed(
    layer,
    entries,
    () => create(document),
    (element, shape) => update(element, shape, pad, scene),
  );
}

/** @param {Document} document */
function create(document) {
  const label = svg(
    document,
    "g",
    { class: "region-label" },
    svg(document, "rect", { rx: 11, height: 22 }),
    svg(document, "text", { y: 15.5 }),
  );
  return svg(document, "g", { class: "region" }, svg(document, "path"), label);
}

/**
 * @param {SVGElement} element
 * @param {{ group: string[], points: Point[] }} region
 * @param {number} pad
 * @param {import("./view.js").Scene} scene
 */
function update(element, { group, points }, pad, scene) {
  const { view, size, preview } = scene;
  const [path, label] = element.children;
  assign(path, { d: outlinePath(points, pad) });
  const since = shortSeconds(view.network.partition_since_tick ?? 0);
  const text = preview ? `${group.join(" ")} cut off` : size.compact ? `since ${since}` : `partition since ${since}`;
  const width = text.length * 6.7 + 20;
  setText(last(label), text);
  assign(first(label), { width });
  assign(last(label), { x: width / 2 });
  assign(label, { transform: `translate(${labelPlace(points, pad, width, scene)})` });
}

/**
 * On the outline: over or under it, in its middle or at an end, wherever it covers the fewest nodes and clients.
 *
 * @param {Point[]} points
 * @param {number} pad
 * @param {number} width
 * @param {import("./view.js").Scene} scene
 */
function labelPlace(points, pad, width, { size, places }) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, right, top, bottom] = [
    Math.min(...xs) - pad,
    Math.max(...xs) + pad,
    Math.min(...ys) - pad,
    Math.max(...ys) + pad,
  ];
  const columns = [(left + right - width) / 2, left, right - width, left - width / 2].map((x) =>
    Math.max(4, Math.min(size.width - width - 4, x)),
  );
  const rows = (top + bottom > size.height * 0.9 ? [top, bottom] : [bottom, top]).map((y) =>
    Math.max(2, Math.min(size.height - 24, y - 11)),
  );
  const spots = rows.flatMap((y) => columns.map((x) => ({ x, y })));
  /** @param {Point} point */
  const covered = ({ x, y }) => {
    /**
     * @param {Point} point
     * @param {number} half
     * @param {number} tall
     */
    const hides = (point, half, tall) =>
      point.x + half > x && point.x - half < x + width && point.y + tall > y && point.y - tall < y + 22;
    return (
      [...places.nodes.values()].filter((node) => hides(node, size.radius, size.radius)).length +
      [...places.clients.values()].filter((client) => hides(client, size.pill / 2, 13)).length
    );
  };
  const { x, y } = spots.reduce((best, spot) => (covered(spot) < covered(best) ? spot : best));
  return `${x} ${y}`;
}
