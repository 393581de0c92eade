// What of the diagram is at a place on the screen: by arithmetic on the trace, with a binary search a line. Pure.

import { present } from "../lib/dom.js";
import { stacked } from "./faults.js";
import { eventPlace } from "./draw/focus.js";
import { wayOf } from "./draw/messages.js";
import { barOf } from "./draw/operations.js";
import { firstFrom } from "./trace.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./trace.js").TracedMessage} TracedMessage */
/** @typedef {import("./trace.js").TracedOperation} TracedOperation */

const EVENT_PX = 7;
const BAR_END_PX = 3;
const CROSS_PX = 7;
const ARROW_PX = 4.5;

/**
 * The line nearest to a height, if it is near.
 *
 * @param {import("./scene.js").Scene} scene
 * @param {number} y
 */
function lineAt({ layout }, y) {
  return layout.lines.find((name) => Math.abs((layout.y.get(name) ?? Infinity) - y) <= layout.step / 2);
}

/**
 * The events of a process that are drawn nearest to `x`, all at one place.
 *
 * @param {import("./scene.js").Scene} scene
 * @param {string} name
 * @param {number} x
 */
function eventsAt(scene, name, x) {
  const { trace, scale } = scene;
  const reach = trace.clients.includes(name) ? BAR_END_PX : EVENT_PX;
  const events = trace.line(name);
  let best = /** @type {WireEvent[]} */ ([]);
  let least = reach + 0.01;
  for (let i = firstFrom(events, scale.tick(x - reach) - 1); i < events.length; i += 1) {
    const distance = Math.abs(scale.x(events[i].tick) - x);
    if (scale.x(events[i].tick) > x + reach) break;
    if (distance < least) [best, least] = [[], distance];
    if (distance === least) best.push(events[i]);
  }
  return best;
}

/**
 * @param {import("./draw/messages.js").Segment} way
 * @param {number} x
 * @param {number} y
 */
function distanceTo({ x1, y1, x2, y2 }, x, y) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const share = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x1 + dx * share - x, y1 + dy * share - y);
}

/**
 * The message whose cross, or whose arrow, is nearest.
 *
 * @param {import("./scene.js").Scene} scene
 * @param {number} x
 * @param {number} y
 */
function messageAt(scene, x, y) {
  /** @type {TracedMessage | null} */
  let found = null;
  let least = Infinity;
  for (const message of scene.trace.messages.values()) {
    const way = wayOf(message, scene);
    if (!way || way.x1 > x + CROSS_PX || Math.max(way.x1, way.x2) < x - CROSS_PX) continue;
    const atCross = way.state === "lost" && Math.hypot(way.x2 - x, way.y2 - y) <= CROSS_PX;
    const distance = atCross ? 0 : distanceTo(way, x, y);
    if (distance < least && (atCross || distance <= ARROW_PX)) [found, least] = [message, distance];
  }
  return found;
}

/**
 * @param {import("./scene.js").Scene} scene
 * @param {number} x
 * @param {number} y
 */
function barAt(scene, x, y) {
  for (const operation of scene.trace.operations.values()) {
    const bar = barOf(operation, scene);
    if (
      bar &&
      Math.abs(bar.y - y) <= scene.layout.bar / 2 + 1 &&
      x >= bar.x - 1 &&
      x <= Math.max(bar.x2, bar.x + 3) + 1
    )
      return operation;
  }
  return null;
}

/**
 * @param {import("./scene.js").Scene} scene
 * @param {number} x
 * @param {number} y
 */
function besideAt(scene, x, y) {
  const { layout, scale, trace, present } = scene;
  if (y < layout.faults.top - 5) return null;
  const near = trace.beside.find(
    (event) => !scene.rows.of.has(event.seq) && Math.abs(scale.x(event.tick) - x) <= EVENT_PX,
  );
  if (near) return near;
  const over = stacked(trace.faults.intervals).placed.filter(({ interval: { set, ended }, row }) => {
    const top = layout.faults.y(row);
    return (
      y >= top - 1 &&
      y <= top + layout.faults.row &&
      x >= scale.x(set.tick) - 3 &&
      x <= scale.x(ended?.tick ?? present) + 3
    );
  });
  return over.find(({ interval }) => atItsEnd(interval, scale, x))?.interval.ended ?? over.at(-1)?.interval.set ?? null;
}

/**
 * Return whether a place is at the end of a fault, if that stands apart from its beginning.
 *
 * @param {import("./faults.js").FaultInterval} interval
 * @param {import("../lib/time-scale.js").TimeScale} scale
 * @param {number} x
 */
function atItsEnd({ set, ended }, scale, x) {
  return ended && Math.abs(scale.x(ended.tick) - x) <= 4 && scale.x(ended.tick) - scale.x(set.tick) > 12;
}

/**
 * What is at a place: events, all at one spot; an operation; a message.
 *
 * @typedef {object} Hit
 * @property {WireEvent[]} [events]
 * @property {TracedOperation} [operation]
 * @property {TracedMessage} [message]
 *
 * @typedef {{ event: number | null, message: string | null, operation: string | null, of?: number }} Hover
 */

/**
 * Return what is at a place, or null.
 *
 * @param {Scene} scene
 * @param {number} x
 * @param {number} y
 * @returns {Hit | null}
 */
export function hitAt(scene, x, y) {
  const name = lineAt(scene, y);
  const events =
    name && Math.abs((scene.layout.y.get(name) ?? Infinity) - y) <= EVENT_PX ? eventsAt(scene, name, x) : [];
  if (events.length > 0) return { events };
  const operation = barAt(scene, x, y);
  if (operation) return { operation };
  const beside = besideAt(scene, x, y);
  if (beside) return { events: [beside] };
  const message = messageAt(scene, x, y);
  return message ? { message } : null;
}

/**
 * The event by which a message is chosen: its end, or what is known of it last.
 *
 * @param {TracedMessage} message
 * @returns {WireEvent}
 */
export const eventOf = (message) =>
  present(message.ended ?? message.waiting ?? message.sent ?? message.copied, `event of ${message.id}`);

/**
 * Return what to choose for a hit. A second press at the same spot chooses the next event there.
 *
 * @param {Hit} hit
 * @param {Chosen} chosen
 */
export function choiceOf({ events = [], operation, message }, chosen) {
  if (operation) return { operation: operation.id, node: operation.node, event: null, message: null };
  const event = message
    ? eventOf(message)
    : events[(events.findIndex(({ seq }) => seq === chosen.event) + 1) % events.length];
  return { event: event.seq, message: event.message, operation: event.operation };
}

/**
 * Return what to mark while the pointer is on a hit.
 *
 * @param {Hit | null} hit
 * @param {Chosen} chosen
 * @returns {Hover}
 */
export function hoverOf(hit, chosen) {
  if (!hit || hit.operation) return { event: null, message: null, operation: hit?.operation?.id ?? null };
  const { event, message } = choiceOf(hit, chosen);
  return { event: hit.message ? null : event, message, operation: null, of: hit.events?.length ?? 1 };
}

/**
 * Return whether an event is where it can be seen.
 *
 * @param {WireEvent} event
 * @param {import("./scene.js").Scene} scene
 */
export function inSight(event, scene) {
  const place = eventPlace(event, scene);
  return place !== null && place.x >= 0 && place.x <= scene.width;
}
