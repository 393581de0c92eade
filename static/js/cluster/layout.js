// Where everything in the cluster picture stands, for a given size. Pure.
//
// Nodes stand on an ellipse, the first at the top. A client stands beside the node it talks to, on the outer side, and in
// the upper left corner as long as it has talked to none. Messages keep to the right of their link, so that the two directions pass.

import { present } from "../lib/dom.js";
import { between, direction } from "../lib/geometry.js";

/** @typedef {ReturnType<typeof measures>} Measures */

/**
 * The point of a node or client that the picture has.
 *
 * @param {Map<string, Point>} points
 * @param {string} name
 */
export const pointOf = (points, name) => present(points.get(name), name);

const PILL = { height: 26, gap: 6 };

/**
 * The measures that follow from the picture's size.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} count
 */
export function measures(width, height, count) {
  const compact = width < 560;
  const crowded = count > 6;
  const room = Math.min(width, height * 1.35) / (crowded ? 1.25 : 1);
  const radius = Math.round(Math.min(46, Math.max(26, room * 0.078)));
  return { width, height, compact, crowded, radius, pill: compact ? PILL.height : 74 };
}

/**
 * A point for each node name.
 *
 * @param {string[]} names
 * @param {Measures} size
 */
export function ring(names, size) {
  const { width, height, radius, pill } = size;
  const top = radius + 22;
  // Under a small picture the actions at the chosen node have a place.
  const bottom = radius + (size.compact ? 60 : 44);
  const rx = Math.max(40, Math.min(width / 2 - radius - pill - 18, height * 0.72));
  const ry = Math.max(40, (height - top - bottom) / 2);
  // An odd ring does not reach down as far as up: stretch it, so that it fills the height.
  const stretch = names.length % 2 === 1 && names.length > 1 ? 2 / (1 + Math.cos(Math.PI / names.length)) : 1;
  const centre = { x: width / 2, y: top + ry * stretch };
  return new Map(
    names.map((name, i) => {
      const angle = (2 * Math.PI * i) / names.length - Math.PI / 2;
      return [name, { x: centre.x + rx * Math.cos(angle), y: centre.y + ry * stretch * Math.sin(angle) }];
    }),
  );
}

/**
 * The node that each client last talked to, by client name; clients that never did are left out.
 *
 * @param {Record<string, ClientState>} clients
 * @param {Record<string, Operation>} operations
 */
export function seats(clients, operations) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const operation of Object.values(operations)) {
    if (operation.client in clients && operation.status !== "queued") found.set(operation.client, operation.node);
  }
  return found;
}

/**
 * A point for each client name.
 *
 * @param {string[]} clients
 * @param {Map<string, string>} seated
 * @param {Map<string, Point>} nodes
 * @param {Measures} size
 */
export function places(clients, seated, nodes, size) {
  /** @type {Map<Point | undefined, number>} */
  const taken = new Map();
  return new Map(
    clients.map((client) => {
      const node = nodes.get(seated.get(client) ?? "");
      const nth = taken.get(node) ?? 0;
      taken.set(node, nth + 1);
      return [client, node ? beside(node, nth, size) : corner(nth, size)];
    }),
  );
}

/**
 * @param {Point} node
 * @param {number} nth
 * @param {Measures} size
 */
function beside(node, nth, { width, radius, pill }) {
  const side = node.x > width / 2 + 1 ? 1 : -1;
  const slot = [0, -1, 1, -2, 2, -3, 3, -4][nth];
  return { x: node.x + side * (radius + pill / 2 + 10), y: node.y + slot * (PILL.height + PILL.gap) };
}

/**
 * @param {number} nth
 * @param {Measures} size
 */
function corner(nth, { pill }) {
  return { x: pill / 2 + 12, y: 24 + nth * (PILL.height + PILL.gap) };
}

/**
 * The two ends of a message's way: at the edges of source and target, and to the right of the line between them.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {number} fromRadius
 * @param {number} toRadius
 * @param {number} lane
 * @returns {[Point, Point]}
 */
export function way(from, to, fromRadius, toRadius, lane) {
  const d = direction(from, to);
  const offset = { x: -d.y * lane, y: d.x * lane };
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const start = Math.min(fromRadius, length / 3);
  const end = Math.min(toRadius, length / 3);
  return [
    { x: from.x + d.x * start + offset.x, y: from.y + d.y * start + offset.y },
    { x: to.x - d.x * end + offset.x, y: to.y - d.y * end + offset.y },
  ];
}

/**
 * Return where the `nth` message waiting at a node lies: a pile at its upper left.
 *
 * @param {Point} node
 * @param {number} nth
 * @param {Measures} size
 */
export function pile(node, nth, { radius }) {
  return { x: node.x - radius - 10 - nth * 3, y: node.y - radius * 0.5 - nth * 9 };
}

/**
 * A message's place on its way.
 *
 * @param {[Point, Point]} way
 * @param {number} fraction
 */
export const along = ([start, end], fraction) => between(start, end, fraction);
