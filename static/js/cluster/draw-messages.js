// Draws messages in flight where virtual time has brought them, those that wait at a node, and those that just left.
//
// Shape and colour say the category: request a box with a point, response a pill, gossip a hexagon, client a slanted box. Messages
// that would lie on one another on one way are one stack; it spreads out while it is pointed at or has the keyboard.

import { assign, keyed, setText, svg } from "../lib/dom.js";
import { shortSeconds, shortened } from "../lib/format.js";
import { standing } from "../lib/motion.js";
import { around, centreOf, shared } from "./labels.js";
import { along } from "./layout.js";
import { messageWidth, wayOf } from "./message-ways.js";
import { FALL_TICKS } from "./message-animation.js";
import { spread, stackLabel, stacked } from "./stacks.js";

/** @typedef {import("./labels.js").Box} Box */
/** @typedef {import("./view.js").Scene} Scene */
/** @typedef {import("./message-animation.js").Leaving} Leaving */

const LABEL_CHARS_MAX = 14;
const HEIGHT = 20;
const SMALL = { width: 20, height: 12 };
// A message that lost its label for want of room gets it back when there is this much around it.
const GAP_AGAIN = 6;

/**
 * The outline of a message by category, `w` wide.
 *
 * @param {string} category
 * @param {number} w
 * @param {number} [h]
 */
export function shape(category, w, h = HEIGHT) {
  const [x, y] = [w / 2, h / 2];
  if (category === "response")
    return `M${-x + y} ${-y}H${x - y}A${y} ${y} 0 0 1 ${x - y} ${y}H${-x + y}A${y} ${y} 0 0 1 ${-x + y} ${-y}Z`;
  if (category === "gossip") return `M${-x} 0L${-x + 8} ${-y}H${x - 8}L${x} 0L${x - 8} ${y}H${-x + 8}Z`;
  if (category === "client") return `M${-x + 5} ${-y}H${x}L${x - 5} ${y}H${-x}Z`;
  return `M${-x + 3} ${-y}H${x - 3}Q${x} ${-y} ${x} ${-y + 3}V${y - 3}Q${x} ${y} ${x - 3} ${y}H${-x + 3}Q${-x} ${y} ${-x} ${y - 3}V${-y + 3}Q${-x} ${-y} ${-x + 3} ${-y}Z`;
}

/**
 * A message to draw: where it is, what stack it is in, and how.
 *
 * @typedef {import("./stacks.js").Item & {
 *   message: Message,
 *   leaving: Leaving | null,
 *   tail: Point | null,
 *   text: string,
 *   under: boolean,
 *   count: number,
 *   small: boolean,
 * }} Item
 */

/**
 * Bring the layer up to date.
 *
 * @param {SVGElement} layer
 * @param {Scene} scene
 */
export function drawMessages(layer, scene) {
  const { view, animation, tick } = scene;
  animation.settle(view.messages, tick);
  const items = [
    ...Object.entries(view.messages).map(([id, message]) => itemOf(id, message, null, scene)),
    ...[...animation.leaving].map(([id, leaving]) => itemOf(id, leaving.message, leaving, scene)),
  ].flatMap((item) => item ?? []);
  const stacks = stacked(items);
  for (const stack of stacks) arrange(stack, scene);
  shrink(stacks, scene);
  keyed(
    layer,
    items.sort((a, b) => Number(!a.leaving) - Number(!b.leaving)).map((item) => [item.id, item]),
    (item) => create(scene, item),
    (element, item) => update(element, item, scene),
  );
}

/**
 * Return a message with its place; null if one of its ends is not in the picture.
 *
 * @param {string} id
 * @param {Message} message
 * @param {Leaving | null} leaving
 * @param {Scene} scene
 * @returns {Item | null}
 */
function itemOf(id, message, leaving, scene) {
  const label = shortened(message.label, LABEL_CHARS_MAX);
  const size = { width: messageWidth(label), height: HEIGHT };
  const item = { id, message, leaving, label, text: label, tail: null, under: false, count: 1, small: false };
  const pile = message.state === "waiting" && !leaving ? scene.placed.piles.get(message.target) : null;
  if (pile) return { ...item, lane: `at ${message.target}`, box: around(pile, size), fraction: -message.arrives_tick };
  const path = wayOf(id, message, size, scene);
  if (!path) return null;
  const exact = scene.animation.fraction(id, message, leaving ? Math.min(scene.tick, leaving.ended) : scene.tick);
  const fraction = scene.steps ? standing(exact) : exact;
  const point = along(path, fraction);
  const back = along(path, Math.max(0, fraction - 0.16));
  return {
    ...item,
    lane: `${message.source}>${message.target} ${scene.animation.lane(id, message)}${leaving?.dropped ? " lost" : ""}`,
    box: around(point, size),
    fraction,
    tail: scene.steps || leaving ? null : { x: back.x - point.x, y: back.y - point.y },
  };
}

/**
 * Give the messages of a stack their places: all at that of the foremost, or side by side.
 *
 * @param {Item[]} stack
 * @param {Scene} scene
 */
function arrange(stack, { fanned, size }) {
  const front = stack[0];
  const at = { x: front.box.x + front.box.width / 2, y: front.box.y + HEIGHT / 2 };
  if (stack.length > 1 && stack.some(({ id }) => id === fanned)) {
    const points = spread(
      at,
      stack.map(({ box }) => box),
      size,
    );
    for (const [i, item] of stack.entries()) {
      item.box = around(points[i], item.box);
      item.tail = null;
    }
    return;
  }
  front.text = stackLabel(stack.map(({ label }) => label));
  const width = messageWidth(front.text);
  const within = Math.max(width / 2 + 2, Math.min(size.width - width / 2 - 2, at.x));
  front.box = around({ x: within, y: Math.max(12, Math.min(size.height - 12, at.y)) }, { width, height: HEIGHT });
  front.count = stack.length;
  for (const item of stack.slice(1)) item.under = true;
}

/**
 * Leave out the labels of messages that would lie on those of others or on what is written; and messages that even so would cover what
 * is written, and lost ones that would lie on others.
 *
 * @param {Item[][]} stacks
 * @param {Scene} scene
 */
function shrink(stacks, { animation, fanned, placed }) {
  const apart = stacks.filter((stack) => stack.length === 1 || !stack.some(({ id }) => id === fanned));
  /** @type {Item[]} */
  const whole = [];
  for (const [front] of apart) {
    const gap = animation.small.has(front.id) ? GAP_AGAIN : 0;
    /** @param {Box} box */
    const covers = (box) => placed.solid.some((other) => shared(other, box) > 0);
    const crowded = covers(front.box) || whole.some((other) => shared(other.box, front.box, gap) > 0);
    front.small = crowded;
    front.under = crowded && (Boolean(front.leaving?.dropped) || covers(around(centreOf(front.box), SMALL)));
    if (!crowded) whole.push(front);
  }
  animation.small = new Set(apart.flatMap(([{ id, small }]) => (small ? [id] : [])));
}

/**
 * @param {Scene} scene
 * @param {Item} item
 */
function create({ document, interactive }, { id, message }) {
  const parts = [
    svg(document, "line", { class: "trail" }),
    svg(document, "rect", { class: "hit", y: -22, height: 44 }),
    svg(document, "path", { class: "body" }),
    svg(document, "text", { y: 4 }),
  ];
  if (interactive) assign(parts[2], { tabindex: 0, role: "button", "aria-haspopup": "dialog" });
  for (const part of parts) if (!part.hasAttribute("role")) assign(part, { "aria-hidden": "true" });
  return svg(document, "g", { class: "message", "data-message": id, "data-category": message.category }, ...parts);
}

/**
 * @param {SVGElement} element
 * @param {Item} item
 * @param {Scene} scene
 */
function update(element, { id, message, leaving, box, text, tail, under, count, small }, scene) {
  const held = scene.held?.message === id ? scene.held : null;
  const [line, hit, body, words] = element.children;
  const point = held ?? { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const drop = leaving?.dropped ? Math.max(0, scene.tick - leaving.ended) / FALL_TICKS : 0;
  const fall = scene.steps ? 0 : drop;
  element.style.transform = `translate(${point.x.toFixed(1)}px, ${(point.y + fall * fall * 40).toFixed(1)}px) rotate(${(fall * 24).toFixed(1)}deg)`;
  element.style.opacity = drop > 0 && !under ? Math.max(0, 1 - drop).toFixed(2) : "";
  assign(element, {
    "data-state": leaving ? (leaving.dropped ? "dropped" : "arriving") : message.state,
    "data-held": Boolean(held),
    "data-under": under && !held,
    "data-stack": count > 1 ? count : null,
    "data-small": small && !held,
    "data-chosen": scene.chosen.message === id,
  });
  const width = small ? SMALL.width : box.width;
  assign(hit, { x: -width / 2 - 6, width: width + 12 });
  assign(body, { d: shape(message.category, width, small ? SMALL.height : HEIGHT) });
  setText(words, text);
  if (scene.interactive) setLabel(body, message, leaving);
  trail(line, held ? null : tail);
}

/**
 * @param {Element} body
 * @param {Message} message
 * @param {Leaving | null} leaving
 */
function setLabel(body, message, leaving) {
  if (leaving) return assign(body, { tabindex: -1, role: null, "aria-hidden": "true" });
  const state = message.state === "waiting" ? "waiting there" : `arrives at ${shortSeconds(message.arrives_tick)}`;
  return assign(body, {
    tabindex: 0,
    role: "button",
    "aria-hidden": null,
    "aria-label": `${message.words} from ${message.source} to ${message.target}, ${state}`,
  });
}

/**
 * @param {Element} line
 * @param {Point | null | undefined} back
 */
function trail(line, back) {
  assign(line, back ? { x2: back.x.toFixed(1), y2: back.y.toFixed(1), visibility: null } : { visibility: "hidden" });
}
