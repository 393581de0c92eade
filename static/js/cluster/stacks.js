// Puts messages that would lie on one another on the same way into one stack, and spreads a stack out when it is pointed at. Pure.

import { shared } from "./labels.js";

/** @typedef {import("./labels.js").Box} Box */

const PITCH = { x: 8, y: 21 };
const COLUMN_MAX = 8;

/**
 * A message of the picture: its identity, what it lies on (its way, or the node it waits at), its label, its box, and how far it is.
 *
 * @typedef {{ id: string, lane: string, label: string, box: Box, fraction: number }} Item
 */

/**
 * Return the stacks of messages, each with the foremost first.
 *
 * @template {Item} T
 * @param {T[]} items
 * @returns {T[][]}
 */
export function stacked(items) {
  /** @type {Map<string, T[]>} */
  const lanes = new Map();
  for (const item of items) {
    const lane = lanes.get(item.lane);
    if (lane) lane.push(item);
    else lanes.set(item.lane, [item]);
  }
  return [...lanes.values()].flatMap((lane) => {
    /** @type {T[][]} */
    const stacks = [];
    for (const item of lane.sort((a, b) => b.fraction - a.fraction)) {
      const over = stacks.at(-1);
      if (over && shared(over[0].box, item.box)) over.push(item);
      else stacks.push([item]);
    }
    return stacks;
  });
}

/**
 * Return what a stack says: "x=2 ×4" if all of it says so, or else "x=2 +3".
 *
 * @param {string[]} labels The foremost first.
 */
export function stackLabel(labels) {
  if (labels.length === 1) return labels[0];
  const alike = labels.every((label) => label === labels[0]);
  return alike ? `${labels[0]} ×${labels.length}` : `${labels[0]} +${labels.length - 1}`;
}

/**
 * Return the points at which the messages of a stack lie side by side, the first where the stack is, all within the picture.
 *
 * @param {Point} at
 * @param {Size[]} boxes
 * @param {Size} picture
 * @returns {Point[]}
 */
export function spread(at, boxes, picture) {
  const widest = Math.max(...boxes.map(({ width }) => width)) + PITCH.x;
  const rows = Math.min(COLUMN_MAX, boxes.length, Math.max(1, Math.floor((picture.height - 8) / PITCH.y)));
  const columns = Math.ceil(boxes.length / rows);
  const [down, across] = [at.y < picture.height / 2 ? 1 : -1, at.x < picture.width / 2 ? 1 : -1];
  const top = first(at.y, down * (rows - 1) * PITCH.y, 12, picture.height);
  const left = first(at.x, across * (columns - 1) * widest, widest / 2, picture.width);
  return boxes.map((_, i) => ({
    x: left + across * Math.floor(i / rows) * widest,
    y: top + down * (i % rows) * PITCH.y,
  }));
}

/**
 * Return where a row of a length begins, as near to `at` as it can while both its ends keep `margin` from the picture's edges.
 *
 * @param {number} at
 * @param {number} length Negative towards zero.
 * @param {number} margin
 * @param {number} size
 */
function first(at, length, margin, size) {
  const [low, high] = [margin - Math.min(0, length), size - margin - Math.max(0, length)];
  return Math.max(low, Math.min(high, at));
}
