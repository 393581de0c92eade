// The outlines of the parts that a partition has cut off. Pure.

import { hull, inside } from "../lib/geometry.js";
import { pointOf } from "./layout.js";

/**
 * The groups to outline: all but the largest, which is the rest of the cluster.
 *
 * @param {string[][]} groups
 */
export function cutOff(groups) {
  const largest = groups.reduce((best, group) => (group.length > best.length ? group : best), groups[0]);
  return groups.filter((group) => group !== largest);
}

/**
 * The outlines of one group: one around it, or, if that would take in others, one around each of its nodes.
 *
 * @param {string[]} group
 * @param {{ nodes: Map<string, Point>, clients: Map<string, Point> }} places
 * @param {Map<string, string>} seated
 * @param {number} pad
 */
export function outlines(group, { nodes, clients }, seated, pad) {
  const own = group.map((name) => pointOf(nodes, name));
  const guests = [...seated]
    .filter(([, node]) => group.includes(node))
    .flatMap(([client]) => clients.get(client) ?? []);
  const around = hull([...own, ...guests]);
  const others = [...nodes].filter(([name]) => !group.includes(name)).map(([, point]) => point);
  if (!others.some((point) => inside(around, point, pad * 1.5))) return [around];
  return own.map((point) => [point]);
}

/**
 * Return the edges of the box around an outline.
 *
 * @param {Point[]} points
 * @param {number} pad
 */
export function outlineBox(points, pad) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return {
    left: Math.min(...xs) - pad,
    right: Math.max(...xs) + pad,
    top: Math.min(...ys) - pad,
    bottom: Math.max(...ys) + pad,
  };
}
