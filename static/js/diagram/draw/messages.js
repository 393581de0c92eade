// Draws messages as arrows from where they were sent to where they were delivered; lost ones end in a cross where they died, waiting
// ones in an open square at their target. One path for all of a style, however many there are.

import { drawPaths, PathBag, tenth } from "./paths.js";
import { assign } from "../../lib/dom.js";
import { isLost, shareAt } from "../trace.js";

/** @typedef {{ x1: number, y1: number, x2: number, y2: number }} Segment */

const HEAD = 5;
const CROSS = 3.6;
const WAIT = 2.6;

/**
 * The line of a message up to `present`: {x1, y1, x2, y2, target, state}; null if one of its ends is hidden.
 *
 * @param {import("../trace.js").TracedMessage} message
 * @param {import("../scene.js").Scene} scene
 */
export function wayOf(message, { scale, layout, present }) {
  const [from, to] = [layout.y.get(message.source), layout.y.get(message.target)];
  if (from === undefined || to === undefined) return null;
  const until = message.waiting?.tick ?? message.ended?.tick ?? present;
  const share = message.waiting ? 1 : (shareAt(message, present) ?? 1);
  const state = isLost(message) ? "lost" : message.ended ? "delivered" : message.waiting ? "waiting" : "flying";
  return {
    x1: scale.x(message.start),
    y1: from,
    x2: scale.x(until),
    y2: from + (to - from) * share,
    target: to,
    state,
  };
}

/**
 * @param {number} x
 * @param {number} y
 */
const point = (x, y) => `${tenth(x)} ${tenth(y)}`;

/**
 * A line from end to end.
 *
 * @param {Segment} way
 */
export const lineOf = ({ x1, y1, x2, y2 }) => `M${point(x1, y1)}L${point(x2, y2)}`;

/**
 * The head of an arrow.
 *
 * @param {Segment} way
 * @param {number} [size]
 */
export function headOf({ x1, y1, x2, y2 }, size = HEAD) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [bx, by] = [x2 - dx * size, y2 - dy * size];
  return `M${point(x2, y2)}L${point(bx - dy * size * 0.42, by + dx * size * 0.42)}L${point(bx + dy * size * 0.42, by - dx * size * 0.42)}Z`;
}

/**
 * Return whether a part of a message's way is in the window.
 *
 * @param {{ x1: number, x2: number }} way
 * @param {{ width: number }} scene
 */
export const isSeen = ({ x1, x2 }, { width }) => Math.max(x1, x2) > 0 && Math.min(x1, x2) < width;

/**
 * A cross.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} [arm]
 */
export const crossAt = (x, y, arm = CROSS) =>
  `M${point(x - arm, y - arm)}L${point(x + arm, y + arm)}M${point(x + arm, y - arm)}L${point(x - arm, y + arm)}`;

/**
 * @param {number} x
 * @param {number} y
 */
const squareAt = (x, y) => `M${point(x - WAIT, y - WAIT)}h${WAIT * 2}v${WAIT * 2}h${-WAIT * 2}Z`;

/**
 * Put one message into the bag of paths.
 *
 * @param {import("./paths.js").PathBag} bag
 * @param {import("../trace.js").TracedMessage} message
 * @param {NonNullable<ReturnType<typeof wayOf>>} way
 * @param {string} relation
 * @param {import("../scene.js").Scene} scene
 */
function addMessage(bag, message, way, relation, scene) {
  const thin = message.category === "client" ? "thin " : "";
  const lost = way.state === "lost";
  bag.add(`${lost ? "lost" : "arrow"} ${thin}${relation}`, lineOf(way));
  if (lost) bag.add("cross", crossAt(way.x2, way.y2));
  else if (!scene.dense) bag.add(`head ${thin}${relation}`, headOf(way, thin ? 3.6 : HEAD));
  if (!message.waiting) return;
  bag.add("waiting", squareAt(scene.scale.x(message.waiting.tick), way.target));
  const handled = message.ended ? scene.scale.x(message.ended.tick) : scene.scale.x(scene.present);
  bag.add("wait-line", `M${point(way.x2, way.target - 3.5)}H${tenth(handled)}`);
}

/**
 * Return the messages that reach into the window.
 *
 * @param {import("../trace.js").TracedMessage[]} messages
 * @param {import("../scene.js").Scene} scene
 */
export const messagesWithin = (messages, { from, to }) =>
  messages.filter(({ start, ended }) => start <= to && (!ended || ended.tick >= from));

/**
 * Bring a layer up to date with these messages. Where there are too many to tell apart, the arrows have no heads.
 *
 * @param {Element} layer
 * @param {import("../trace.js").TracedMessage[]} messages
 * @param {import("../scene.js").Scene} scene
 */
export function drawArrows(layer, messages, scene) {
  const bag = new PathBag();
  for (const message of messages) {
    const way = wayOf(message, scene);
    if (way) addMessage(bag, message, way, scene.cone?.messageRelation(message) ?? "plain", scene);
  }
  drawPaths(layer, bag, scene.document);
  assign(layer, { "data-dense": Boolean(scene.dense) });
}
