// Draws messages in flight where virtual time has brought them, those that wait at a node, and those that just left.
//
// Shape and colour say the category: request a box with a point, response a pill, gossip a hexagon, client a slanted box.
// A message that left the view is still drawn until the shown time has reached its end: delivered ones finish their
// way, dropped ones fall.

import { assign, first, keyed, present, svg } from "../lib/dom.js";
import { shortSeconds, shortened } from "../lib/format.js";
import { along, pile, pointOf, way } from "./layout.js";
import { anchor, fractionAt, standing } from "../lib/motion.js";

/** @typedef {import("./view.js").Scene} Scene */

const FALL_MS = 800;
const LABEL_CHARS_MAX = 14;
// Pixels to the right of the straight line: messages that leave together do not hide one another.
const LANES = [8, 30, 52];

/**
 * The outline of a message by category, `w` wide.
 *
 * @param {string} category
 * @param {number} w
 * @param {number} [h]
 */
export function shape(category, w, h = 20) {
  const [x, y] = [w / 2, h / 2];
  if (category === "response")
    return `M${-x + y} ${-y}H${x - y}A${y} ${y} 0 0 1 ${x - y} ${y}H${-x + y}A${y} ${y} 0 0 1 ${-x + y} ${-y}Z`;
  if (category === "gossip") return `M${-x} 0L${-x + 8} ${-y}H${x - 8}L${x} 0L${x - 8} ${y}H${-x + 8}Z`;
  if (category === "client") return `M${-x + 5} ${-y}H${x}L${x - 5} ${y}H${-x}Z`;
  return `M${-x + 3} ${-y}H${x - 3}Q${x} ${-y} ${x} ${-y + 3}V${y - 3}Q${x} ${y} ${x - 3} ${y}H${-x + 3}Q${-x} ${y} ${-x} ${y - 3}V${-y + 3}Q${-x} ${-y} ${-x + 3} ${-y}Z`;
}

/**
 * A message that left the view and is drawn until it has ended. `nowMs`: when the shown time reached its end.
 *
 * @typedef {{ message: Message, dropped: boolean, ended: number, nowMs: number | null }} Leaving
 */

/** @typedef {import("../lib/motion.js").Anchor} Anchor */

/** Animation state per message, so that motion is continuous across frames. */
export class MessageAnimation {
  /** @type {Map<string, Anchor>} */
  anchors = new Map();
  /** @type {Map<string, { way: string, lane: number }>} */
  lanes = new Map();
  /** @type {Map<string, Leaving>} */
  leaving = new Map();

  /** Forget everything: another run. */
  clear() {
    this.anchors.clear();
    this.lanes.clear();
    this.leaving.clear();
  }

  /**
   * Keep drawing for a while the messages that these events took away.
   *
   * @param {Record<string, Message>} before
   * @param {WireEvent[]} events
   */
  depart(before, events) {
    for (const { kind, message, tick: ended } of events) {
      const gone = message === null ? undefined : before[message];
      if (message === null || !gone || (kind !== "message_delivered" && kind !== "message_dropped")) continue;
      this.leaving.set(message, { message: gone, dropped: kind === "message_dropped", ended, nowMs: null });
    }
  }

  /**
   * The fraction of the way that a message has behind it.
   *
   * @param {string} id
   * @param {Message} message
   * @param {number} tick
   */
  fraction(id, message, tick) {
    const known = anchor(message, this.anchors.get(id), tick);
    this.anchors.set(id, known);
    return fractionAt(known, message, tick);
  }

  /**
   * Return which lane of its way a message keeps to: the first that was free when it left.
   *
   * @param {string} id
   * @param {Message} message
   */
  lane(id, { source, target }) {
    const known = this.lanes.get(id);
    if (known) return known.lane;
    const way = `${source}>${target}`;
    const taken = [...this.lanes.values()].filter((other) => other.way === way).map(({ lane }) => lane);
    const lane = LANES.find((each) => !taken.includes(each)) ?? LANES[taken.length % LANES.length];
    this.lanes.set(id, { way, lane });
    return lane;
  }

  /**
   * Let go of what has ended, and of anchors that nothing needs.
   *
   * @param {Record<string, Message>} messages
   * @param {number} tick
   * @param {number} nowMs
   */
  settle(messages, tick, nowMs) {
    for (const [id, leaving] of this.leaving) {
      if (leaving.nowMs === null && tick >= leaving.ended - 1) leaving.nowMs = nowMs;
      const over = leaving.nowMs !== null && (!leaving.dropped || nowMs - leaving.nowMs > FALL_MS);
      if (over || id in messages) this.leaving.delete(id);
    }
    for (const known of [this.anchors, this.lanes]) {
      for (const id of known.keys()) if (!(id in messages) && !this.leaving.has(id)) known.delete(id);
    }
  }
}

/** @typedef {[string, { message: Message, leaving: Leaving | null }]} Entry A message to draw, by its identity. */

/**
 * Bring the layer up to date. Returns whether anything is still moving by itself.
 *
 * @param {SVGElement} layer
 * @param {import("./view.js").Scene} scene
 */
export function drawMessages(layer, scene) {
  const { view, animation, tick, nowMs } = scene;
  animation.settle(view.messages, tick, nowMs);
  const piles = new Map();
  /** @type {Entry[]} */
  const here = Object.entries(view.messages).map(([id, message]) => [id, { message, leaving: null }]);
  /** @type {Entry[]} */
  const gone = [...animation.leaving].map(([id, leaving]) => [id, { message: leaving.message, leaving }]);
  const entries = [...here, ...gone].filter(
    ([, { message }]) => end(message.source, scene) && end(message.target, scene),
  );
  keyed(
    layer,
    entries,
    ({ message }, id) => create(scene, message, id),
    (element, datum, id) => update(element, datum, id, scene, piles),
  );
  return animation.leaving.size > 0;
}

/**
 * @param {string} name
 * @param {Scene} scene
 */
const end = (name, { places }) => places.nodes.get(name) ?? places.clients.get(name);

/**
 * @param {import("./view.js").Scene} scene
 * @param {Message} message
 * @param {string} id
 */
function create({ document, interactive }, message, id) {
  const label = shortened(message.label, LABEL_CHARS_MAX);
  const width = Math.max(28, label.length * 6.7 + 16);
  const parts = [
    svg(document, "line", { class: "trail" }),
    svg(document, "rect", { class: "hit", x: -width / 2 - 6, y: -22, width: width + 12, height: 44 }),
    svg(document, "path", { class: "body", d: shape(message.category, width) }),
    svg(document, "text", { y: 4 }, label),
  ];
  if (interactive) assign(parts[2], { tabindex: 0, role: "button", "aria-haspopup": "dialog" });
  for (const part of parts) if (!part.hasAttribute("role")) assign(part, { "aria-hidden": "true" });
  return svg(document, "g", { class: "message", "data-message": id, "data-category": message.category }, ...parts);
}

/**
 * @param {SVGElement} element
 * @param {{ message: Message, leaving: Leaving | null }} datum
 * @param {string} id
 * @param {import("./view.js").Scene} scene
 * @param {Map<string, number>} piles
 */
function update(element, { message, leaving }, id, scene, piles) {
  const held = scene.held?.message === id ? scene.held : null;
  /** @type {Point & { trail?: Point | null }} */
  const place = held ?? placeOf(message, leaving, id, scene, piles);
  const drop = leaving?.dropped && leaving.nowMs !== null ? (scene.nowMs - leaving.nowMs) / FALL_MS : 0;
  const fall = scene.steps ? 0 : drop;
  element.style.transform = `translate(${place.x.toFixed(1)}px, ${(place.y + fall * fall * 70).toFixed(1)}px) rotate(${(fall * 24).toFixed(1)}deg)`;
  element.style.opacity = drop > 0 ? Math.max(0, 1 - drop).toFixed(2) : "";
  assign(element, {
    "data-state": leaving ? (leaving.dropped ? "dropped" : "arriving") : message.state,
    "data-held": Boolean(held),
    "data-chosen": scene.chosen.message === id,
  });
  if (scene.interactive) setLabel(element.children[2], message, leaving);
  trail(first(element), held || leaving ? null : place.trail);
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
    "aria-label": `${message.kind} ${message.label} from ${message.source} to ${message.target}, ${state}`,
  });
}

/**
 * @param {Message} message
 * @param {Leaving | null} leaving
 * @param {string} id
 * @param {import("./view.js").Scene} scene
 * @param {Map<string, number>} piles
 */
function placeOf(message, leaving, id, scene, piles) {
  const { places, size, tick, animation, steps } = scene;
  if (message.state === "waiting" && !leaving && places.nodes.has(message.target)) {
    const nth = piles.get(message.target) ?? 0;
    piles.set(message.target, nth + 1);
    return pile(pointOf(places.nodes, message.target), nth, size);
  }
  /** @param {string} name */
  const reach = (name) => (places.nodes.has(name) ? size.radius + 10 : 16);
  const path = way(
    present(end(message.source, scene), message.source),
    present(end(message.target, scene), message.target),
    reach(message.source),
    reach(message.target),
    animation.lane(id, message),
  );
  const exact = animation.fraction(id, message, leaving ? Math.min(tick, leaving.ended) : tick);
  const fraction = steps ? standing(exact) : exact;
  const tail = along(path, Math.max(0, fraction - 0.16));
  const point = along(path, fraction);
  return { ...point, trail: steps ? null : { x: tail.x - point.x, y: tail.y - point.y } };
}

/**
 * @param {Element} line
 * @param {Point | null | undefined} back
 */
function trail(line, back) {
  assign(line, back ? { x2: back.x.toFixed(1), y2: back.y.toFixed(1), visibility: null } : { visibility: "hidden" });
}
