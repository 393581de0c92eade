// The way of each message: between its ends, to the right of the link, where it covers no name and no value. Pure.

import { characters } from "../lib/format.js";
import { direction } from "../lib/geometry.js";
import { around, shared } from "./labels.js";
import { along, way } from "./layout.js";

/** @typedef {import("./labels.js").Box} Box */

const CHAR_PX = 6.7;
const LANE_MAX = 20;
const DETOURS = [0, 12, 24, 36, 50, 66];
const SAMPLES = Array.from({ length: 13 }, (_, i) => i / 12);
const NO_SIZE = { width: 0, height: 0 };

/**
 * Return the width of a message with a label.
 *
 * @param {string} label
 */
export const messageWidth = (label) => Math.max(28, characters(label).length * CHAR_PX + 16);

/**
 * Return the way of a message of a size; null if one of its ends is not in the picture. It keeps to its way as long as its ends stay.
 *
 * @param {string} id
 * @param {Message} message
 * @param {Size} size
 * @param {Pick<import("./view.js").Scene, "places" | "placed" | "animation">} scene
 * @returns {[Point, Point] | null}
 */
export function wayOf(id, message, size, { places, placed, animation }) {
  const { source, target } = message;
  const [from, to] = [source, target].map((name) => places.nodes.get(name) ?? places.clients.get(name));
  if (!from || !to) return null;
  const ends = `${from.x} ${from.y} ${to.x} ${to.y}`;
  const known = animation.ways.get(id);
  if (known?.ends === ends) return known.path;
  const blocks = [source, target].map((end) => placed.blocks.get(end) ?? NO_SIZE);
  const path = clearWay(from, to, blocks, size, placed.solid, animation.lane(id, message));
  animation.ways.set(id, { ends, path });
  return path;
}

/**
 * The nearest way beside the line that is clear of everything written, its right side first; or else that which covers least.
 *
 * @param {Point} from
 * @param {Point} to
 * @param {Size[]} blocks
 * @param {Size} size
 * @param {Box[]} solid
 * @param {number} nth Which lane.
 */
function clearWay(from, to, blocks, size, solid, nth) {
  const d = direction(from, to);
  const across = Math.abs(d.y) * size.width + Math.abs(d.x) * size.height;
  const lane = Math.min(LANE_MAX, across / 2 + 1) + nth * (across + 2);
  const ways = DETOURS.flatMap((detour) => [lane + detour, -(lane + detour)]).map((aside) =>
    way(from, to, blocks, size, aside),
  );
  /** @param {[Point, Point]} path */
  const covered = (path) =>
    SAMPLES.reduce(
      (sum, share) => sum + solid.reduce((area, box) => area + shared(box, around(along(path, share), size)), 0),
      0,
    );
  let [best, least] = [ways[0], Number.POSITIVE_INFINITY];
  for (const path of ways) {
    const area = covered(path);
    if (area === 0) return path;
    if (area < least) [best, least] = [path, area];
  }
  return best;
}
