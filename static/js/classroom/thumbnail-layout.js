// Where everything in a thumbnail of a cluster stands. Pure.

import { outlinePath } from "../lib/geometry.js";
import { outlines } from "../cluster/outlines.js";

export const WIDTH = 168;
export const HEIGHT = 96;
const PAD = 15;
const NOBODY = new Map();

/**
 * A point for each of `count` nodes, and their radius: a ring, the first at the top.
 *
 * @param {number} count
 */
export function thumbnailRing(count) {
  const radius = count > 6 ? 8 : 9.5;
  const [rx, ry] = [WIDTH * 0.34, HEIGHT / 2 - radius - 5];
  const lift = count % 2 === 1 && count > 1 ? 2 / (1 + Math.cos(Math.PI / count)) : 1;
  const centre = { x: WIDTH / 2, y: radius + 5 + ry * lift };
  const points = Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    return { x: round(centre.x + rx * Math.cos(angle)), y: round(centre.y + ry * lift * Math.sin(angle)) };
  });
  return { points, radius };
}

/** @param {number} number */
const round = (number) => Math.round(number * 10) / 10;

/**
 * The links on which messages pass both ways, as one path; `groups` has the part of each node, or nothing.
 *
 * @param {Point[]} points
 * @param {string} groups
 * @param {[number, number][]} cuts
 */
export function linksPath(points, groups, cuts) {
  const cut = new Set(cuts.map(([a, b]) => `${a}>${b}`));
  const pieces = points.flatMap((from, i) =>
    points.slice(i + 1).map((to, nth) => {
      const j = i + 1 + nth;
      const passes = groups[i] === groups[j] && !cut.has(`${i}>${j}`) && !cut.has(`${j}>${i}`);
      return passes ? `M${from.x} ${from.y}L${to.x} ${to.y}` : "";
    }),
  );
  return pieces.join("");
}

/**
 * The links that are cut one way, as one path, drawn to the middle from where nothing passes.
 *
 * @param {Point[]} points
 * @param {[number, number][]} cuts
 */
export function cutsPath(points, cuts) {
  return cuts
    .map(
      ([source, target]) =>
        `M${points[source].x} ${points[source].y}L${round((points[source].x + points[target].x) / 2)} ${round((points[source].y + points[target].y) / 2)}`,
    )
    .join("");
}

/**
 * Outlines of what is cut off, as one path: of all parts but the largest.
 *
 * @param {Point[]} points
 * @param {string} groups
 */
export function regionsPath(points, groups) {
  const parts = new Map();
  [...groups].forEach((part, i) => parts.set(part, [...(parts.get(part) ?? []), String(i)]));
  const all = [...parts.values()];
  const largest = all.reduce((best, each) => (each.length > best.length ? each : best), []);
  const nodes = new Map(points.map((point, i) => [String(i), point]));
  const around = all
    .filter((part) => part !== largest)
    .flatMap((part) => outlines(part, { nodes, clients: NOBODY }, NOBODY, PAD));
  return around.map((corners) => outlinePath(corners, PAD)).join("");
}

/**
 * The marks on nodes: a cross on those that crashed, two bars on those that are paused; as one path.
 *
 * @param {Point[]} points
 * @param {string} nodes
 * @param {number} radius
 */
export function marksPath(points, nodes, radius) {
  const arm = round(radius * 0.5);
  /** @type {Record<string, (point: Point) => string>} */
  const marks = {
    c: ({ x, y }) => `M${x - arm} ${y - arm}l${2 * arm} ${2 * arm}M${x + arm} ${y - arm}l${-2 * arm} ${2 * arm}`,
    p: ({ x, y }) => `M${x - 2.5} ${y - arm}v${2 * arm}M${x + 2.5} ${y - arm}v${2 * arm}`,
  };
  return points.map((point, i) => marks[nodes[i]]?.(point) ?? "").join("");
}
