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
const ARC_STEPS = 720;
// Over the nodes there is room for a badge or, where banners come, for a banner; under them for a badge or a clock.
const OVER = { badge: 26, banner: 50 };
const UNDER = 28;

/**
 * The measures that follow from the picture's size.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} count
 * @param {{ banner?: boolean }} [options] Whether banners come over its top.
 */
export function measures(width, height, count, { banner = false } = {}) {
  const compact = width < 560;
  const room = Math.min(width, height * 1.35) / (count > 6 ? 1.25 : 1);
  const radius = Math.round(Math.min(46, Math.max(26, room * 0.078)));
  const pill = compact ? PILL.height : 74;
  const over = banner ? OVER.banner : OVER.badge;
  return {
    width,
    height,
    compact,
    over,
    radius,
    pill,
    pillHeight: PILL.height,
    regionPad: radius + (compact ? 12 : 18),
  };
}

/**
 * Return a point for each node name: on an ellipse, at equal distances along it, the first at the top. Two nodes stand side by side.
 *
 * @param {string[]} names
 * @param {Measures} size
 */
export function ring(names, size) {
  const { width, height, over, radius, pill } = size;
  const [top, bottom] = [radius + over, height - radius - UNDER];
  const wide = width / 2 - radius - pill - 18;
  const rx = Math.max(40, Math.min(wide, Math.max(height * 0.72, names.length * 40)));
  const ry = Math.max(30, (bottom - top) / 2);
  const angles = evenly(names.length, rx, ry);
  const ys = angles.map(Math.sin);
  // A ring of few nodes does not reach down as far as up: stretch it, so that it fills the height.
  const [high, low] = [Math.min(...ys), Math.max(...ys)];
  /** @param {number} y */
  const down = (y) => (low - high > 0.01 ? top + ((y - high) / (low - high)) * 2 * ry : (top + bottom) / 2);
  return new Map(names.map((name, i) => [name, { x: width / 2 + rx * Math.cos(angles[i]), y: down(ys[i]) }]));
}

/**
 * Return the angles of points at equal distances along an ellipse.
 *
 * @param {number} count
 * @param {number} rx
 * @param {number} ry
 */
function evenly(count, rx, ry) {
  const start = count === 2 ? -Math.PI : -Math.PI / 2;
  const lengths = [0];
  for (let i = 1; i <= ARC_STEPS; i += 1) {
    const angle = start + ((i - 0.5) * 2 * Math.PI) / ARC_STEPS;
    lengths.push(lengths[i - 1] + Math.hypot(rx * Math.sin(angle), ry * Math.cos(angle)));
  }
  const around = lengths[ARC_STEPS];
  return Array.from({ length: count }, (_, i) => {
    const step = lengths.findIndex((length) => length >= (i * around) / count - 1e-9);
    return start + (step * 2 * Math.PI) / ARC_STEPS;
  });
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
 * Return where a client's pill would like to stand, the best place first: beside its node, on the outer side; without a node, in a
 * corner of the picture.
 *
 * @param {Point | undefined} node
 * @param {Measures} size
 * @returns {Point[]}
 */
export function clientChoices(node, { width, height, over, radius, pill }) {
  const row = PILL.height + PILL.gap;
  if (!node) {
    const [left, right] = [pill / 2 + 12, width - pill / 2 - 12];
    return [left, right].flatMap((x) =>
      [0, 1, 2, 3, 4, 5].map((nth) => ({ x, y: Math.min(over + 14 + nth * row, height - 24) })),
    );
  }
  const outer = node.x > width / 2 + 1 ? 1 : -1;
  const reach = radius + pill / 2 + 10;
  const beside = [outer, -outer].flatMap((side) =>
    [0, -1, 1, -2, 2].map((slot) => ({ x: node.x + side * reach, y: node.y + slot * row })),
  );
  return [...beside, ...[1, -1].map((side) => ({ x: node.x, y: node.y + side * (radius + 22) }))];
}

/**
 * The two ends of a message's way, to the right of the line between two nodes or clients: as near to them as its box can come
 * without covering what is written there.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {Size[]} blocks The sizes of what is written at `from` and at `to`, around those points.
 * @param {Size} box
 * @param {number} lane
 * @returns {[Point, Point]}
 */
export function way(from, to, blocks, box, lane) {
  const d = direction(from, to);
  const offset = { x: -d.y * lane, y: d.x * lane };
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const back = { x: -d.x, y: -d.y };
  const start = Math.min(clearance(d, offset, blocks[0], box), length / 2);
  const end = Math.min(clearance(back, offset, blocks[1], box), length / 2);
  return [
    { x: from.x + d.x * start + offset.x, y: from.y + d.y * start + offset.y },
    { x: to.x - d.x * end + offset.x, y: to.y - d.y * end + offset.y },
  ];
}

/**
 * Return how far a box has to move in a direction until it is clear of a block around the origin.
 *
 * @param {Point} d
 * @param {Point} offset Where the box starts.
 * @param {Size} block
 * @param {Size} box
 */
function clearance(d, offset, block, box) {
  /**
   * @param {number} step
   * @param {number} at
   * @param {number} half
   */
  const axis = (step, at, half) => {
    if (Math.abs(at) >= half) return 0;
    return Math.abs(step) < 1e-6 ? Number.POSITIVE_INFINITY : (half - Math.sign(step) * at) / Math.abs(step);
  };
  return Math.min(
    axis(d.x, offset.x, (block.width + box.width) / 2 + 2),
    axis(d.y, offset.y, (block.height + box.height) / 2 + 2),
  );
}

/**
 * A message's place on its way.
 *
 * @param {[Point, Point]} way
 * @param {number} fraction
 */
export const along = ([start, end], fraction) => between(start, end, fraction);
