// Where a box that belongs to a node stands: beside the node, with a tail, within the picture. Pure.

import { shared } from "./labels.js";

/** @typedef {import("./labels.js").Box} Box */
/** @typedef {"right" | "left" | "below" | "above"} Side */

const DISTANCE = 8;
const EDGE = 4;
const TAIL_INSET = 14;

/**
 * Return the place of a box beside a node: where it covers least of what is written, never over the node itself while another place has
 * room.
 *
 * @param {Size} box
 * @param {Point} node
 * @param {number} radius
 * @param {Size} picture
 * @param {(Box & { weight?: number })[]} written What the box should not cover, and how much that matters.
 * @returns {{ side: Side, x: number, y: number, tail: number }} Its upper left corner, and how far along that edge its tail is.
 */
export function boxBeside({ width, height }, node, radius, picture, written) {
  const disc = { x: node.x - radius, y: node.y - radius, width: 2 * radius, height: 2 * radius };
  const choices = placesBeside({ width, height }, node, radius + DISTANCE).map(([side, at], i) => {
    const x = Math.max(EDGE, Math.min(picture.width - width - EDGE, at.x));
    const y = Math.max(EDGE, Math.min(picture.height - height - EDGE, at.y));
    const place = { x, y, width, height };
    const covered = written.reduce((sum, other) => sum + (other.weight ?? 1) * shared(place, other), 0);
    return { side, x, y, cost: covered + 100 * shared(place, disc) + i };
  });
  const { side, x, y } = choices.reduce((best, choice) => (choice.cost < best.cost ? choice : best));
  const upright = side === "right" || side === "left";
  const [along, length] = upright ? [node.y - y, height] : [node.x - x, width];
  return { side, x, y, tail: Math.max(TAIL_INSET, Math.min(length - TAIL_INSET, along)) };
}

/**
 * Return the places on each side of a node, the best first: in the middle of the side, then moved along it.
 *
 * @param {Size} box
 * @param {Point} node
 * @param {number} reach
 * @returns {[Side, Point][]}
 */
function placesBeside({ width, height }, { x, y }, reach) {
  /** @type {[Side, Point][]} */
  const middle = [
    ["right", { x: x + reach, y: y - height / 2 }],
    ["left", { x: x - reach - width, y: y - height / 2 }],
    ["below", { x: x - width / 2, y: y + reach }],
    ["above", { x: x - width / 2, y: y - reach - height }],
  ];
  const [across, down] = [width / 2 - TAIL_INSET, height / 2 - TAIL_INSET];
  const moved = [0.5, -0.5, 1, -1].flatMap((way) =>
    middle.map(([side, at]) => {
      const upright = side === "right" || side === "left";
      return /** @type {[Side, Point]} */ ([
        side,
        { x: at.x + (upright ? 0 : way * across), y: at.y + (upright ? way * down : 0) },
      ]);
    }),
  );
  return [...middle, ...moved];
}
